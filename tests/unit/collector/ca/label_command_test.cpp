#include "collector/ca/label_command.hpp"

#include <gtest/gtest.h>

#include "platform/tls/x509.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector::ca {
namespace {

class TheSignOfAPole : public testing::Test {
  protected:
    [[nodiscard]] std::string made(const std::string& node, const std::string& serial = "") const {
        Call call{.command = "label",
                  .places = {},
                  .options = {{"area", {"mapo"}}, {"node", {node}}, {"ca", {ca_file_}}, {"out", {out_}}}};
        if (!serial.empty()) {
            call.options["serial"] = {serial};
        }
        const auto said = label_command(call, today_);
        return said ? *said : "wrong: " + said.error();
    }

    UtcMs today_{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};
    tls::Directory directory_;
    tls::Pair root_ = tls::issue({"Magpie root", today_, today_ + std::chrono::hours(24), true, ""});
    tls::Pair other_ = tls::issue({"Magpie root", today_, today_ + std::chrono::hours(24), true, ""});
    std::string ca_file_ = directory_.write("ca.crt", root_.certificate.get());
    std::string out_ = directory_.file("sign.svg");
};

TEST_F(TheSignOfAPole, SaysWhoItIsAndNoAddress) {
    const auto words = label_words("mapo", "pole-1", "", root_.certificate.get());
    EXPECT_TRUE(words.starts_with("MAGPIE:MAPO/POLE-1:")) << words;
    EXPECT_EQ(words.size(), std::string("MAGPIE:MAPO/POLE-1:").size() + 16);
    EXPECT_TRUE(
        label_words("mapo", "pole-1", "ab.12", root_.certificate.get()).starts_with("MAGPIE:MAPO/POLE-1/AB.12:"));
}

TEST_F(TheSignOfAPole, IsBoundToPoleSerialAndCity) {
    const auto hash = [](const std::string& words) { return words.substr(words.rfind(':')); };
    const auto mine = hash(label_words("mapo", "pole-1", "", root_.certificate.get()));
    EXPECT_EQ(mine, hash(label_words("mapo", "pole-1", "", root_.certificate.get())));
    EXPECT_NE(mine, hash(label_words("mapo", "pole-2", "", root_.certificate.get())));
    EXPECT_NE(mine, hash(label_words("mapo", "pole-1", "A1", root_.certificate.get())));
    EXPECT_NE(mine, hash(label_words("mapo", "pole-1", "", other_.certificate.get())));
}

TEST_F(TheSignOfAPole, OfANameThatIsNoneIsNotMade) {
    EXPECT_EQ(label_words("mapo", "Pole 1", "", root_.certificate.get()), "");
    EXPECT_EQ(label_words("mapo", "pole-1", "<b>", root_.certificate.get()), "");
    EXPECT_TRUE(made("Pole 1").starts_with("wrong: --area and --node must be"));
}

TEST_F(TheSignOfAPole, IsADrawingWithItsNamesBelow) {
    const auto said = made("pole-1", "AB-12");
    EXPECT_NE(said.find("is the sign of mapo/pole-1: MAGPIE:MAPO/POLE-1/AB-12:"), std::string::npos) << said;
    const auto drawing = tls::read_file(out_);
    ASSERT_TRUE(drawing);
    EXPECT_NE(drawing->find(">mapo/pole-1</text>"), std::string::npos);
    EXPECT_NE(drawing->find(">AB-12</text>"), std::string::npos);
    EXPECT_TRUE(made("pole-1").starts_with("wrong: ")) << "nothing is overwritten";
}

}  // namespace
}  // namespace magpie::collector::ca
