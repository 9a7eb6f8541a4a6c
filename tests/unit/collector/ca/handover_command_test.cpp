#include "collector/ca/handover_command.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "collector/ca/authority.hpp"
#include "collector/ca/qr_code.hpp"
#include "platform/tls/x509.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector::ca {
namespace {

class HandoverCommand : public testing::Test {
  protected:
    HandoverCommand() { EXPECT_TRUE(Authority::create(path, "Mapo", clock.now().wall)); }

    std::string said(std::set<std::string, std::less<>> flags = {}, const std::string& drawn = {}) {
        Call call{.command = "handover",
                  .places = {path, "pole-7"},
                  .options = {{"area", {"mapo"}}, {"server", {"ssl://a.example:8883"}}, {"out", {out}}},
                  .flags = std::move(flags)};
        if (!drawn.empty()) {
            call.options["svg"] = {drawn};
        }
        const auto done = handover_command(call, clock.now().wall);
        return done ? *done : "no: " + done.error();
    }
    [[nodiscard]] std::string file() const { return tls::read_file(out).value_or("none"); }

    fakes::FakeClock clock;
    tls::Directory directory;
    std::string path = directory.file("ca");
    std::string out = directory.file("pole-7.tar");
    std::string picture = directory.file("pole-7.svg");
};

TEST_F(HandoverCommand, WithoutACodeTheFileIsOpen) {
    EXPECT_TRUE(said().starts_with("1. Bring " + out));
    EXPECT_NE(file().find("PRIVATE KEY"), std::string::npos);
}

TEST_F(HandoverCommand, WithACodeTheFileIsSealedAndTheCodeIsInNoLetters) {
    const auto words = said({"qr"});
    EXPECT_TRUE(words.starts_with("\x1b[40;97m")) << words;
    EXPECT_TRUE(file().starts_with("Salted__"));
    EXPECT_EQ(file().find("PRIVATE KEY"), std::string::npos);
    EXPECT_NE(words.find("openssl enc -d -aes-256-cbc -pbkdf2 -iter 200000 -in FILE"), std::string::npos);
    EXPECT_EQ(words.find("CODE "), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(picture));
}

TEST_F(HandoverCommand, APictureIsForOneReaderAlone) {
    const auto words = said({}, picture);
    EXPECT_TRUE(words.starts_with("The code is shown this once, and kept nowhere but in " + picture)) << words;
    EXPECT_TRUE(file().starts_with("Salted__"));
    EXPECT_TRUE(tls::read_file(picture)->starts_with("<svg "));
    EXPECT_EQ(std::filesystem::status(picture).permissions(), std::filesystem::perms(0600));
}

TEST_F(HandoverCommand, NothingIsOverwritten) {
    directory.write("pole-7.svg", "mine");
    EXPECT_EQ(said({"qr"}, picture), "no: " + picture + " is there already, and is not overwritten");
    EXPECT_EQ(file(), "none");
    EXPECT_EQ(Authority::open(path)->list(clock.now().wall)->size(), 0U) << "and nothing was issued";
}

TEST(HandoverWords, AreOfTheLettersThatTakeLeastRoom) {
    const auto words = handover_words(std::string(32, 'z'), "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", "file");
    EXPECT_TRUE(words.starts_with("MAGPIE ZZZ"));
    EXPECT_TRUE(std::ranges::all_of(words, [](char c) {
        return std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:").find(c) != std::string_view::npos;
    })) << words;
    EXPECT_LE(qr_code(words)->width, 45U) << "fits a terminal of 80 columns and 27 lines";
}

}  // namespace
}  // namespace magpie::collector::ca
