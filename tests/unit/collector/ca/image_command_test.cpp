#include "collector/ca/image_command.hpp"

#include <gtest/gtest.h>

#include "collector/ca/authority.hpp"
#include "platform/tls/signed_content.hpp"
#include "platform/tls/x509.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"
#include "wire/node_image/node_image.hpp"

namespace magpie::collector::ca {
namespace {

using std::chrono::days;

class AnImageCommand : public testing::Test {
  protected:
    AnImageCommand() {
        const auto ca = directory.file("ca");
        EXPECT_TRUE(Authority::create(ca, "Mapo", clock.now().wall));
        authority.emplace(std::move(*Authority::open(ca)));
        for (const auto& [usage, name] : {std::pair{"signer", "kim"}, std::pair{"node", "pole-7"}}) {
            const auto issued = authority->issue({usage, name, {}, days(30)}, clock.now().wall);
            directory.write(std::string(name) + ".crt", issued->certificate);
            directory.write(std::string(name) + ".key", issued->key);
        }
        use("kim");
    }
    void use(const std::string& signer) {
        options["signer-certificate"] = {directory.file(signer + ".crt")};
        options["signer-key"] = {directory.file(signer + ".key")};
    }
    std::string said(const std::map<std::string, std::vector<std::string>, std::less<>>& with) {
        const auto done = image_command({"image", {}, with}, clock.now().wall);
        return done ? *done : "no: " + done.error();
    }

    fakes::FakeClock clock;
    tls::Directory directory;
    std::optional<Authority> authority;
    std::string out = directory.file("node.image");
    std::map<std::string, std::vector<std::string>, std::less<>> options{
        {"board", {"mps2-an386"}},
        {"version", {"1.12"}},
        {"slot-a", {directory.write("a.bin", "for A")}},
        {"slot-b", {directory.write("b.bin", "for slot B")}},
        {"out", {out}}};
};

TEST_F(AnImageCommand, MakesWhatANodeWithTheRootAloneBelieves) {
    const std::string told =
        "board          mps2-an386\nversion        1.12\nslot A         5 bytes\nslot B         10 bytes\n";
    EXPECT_EQ(said(options), out + " is signed:\n" + told);
    EXPECT_EQ(said({{"show", {out}}}), told + "signer         kim\n");
    const auto read = tls::read_signed_content(*tls::read_file(out), longest_signed_node_image,
                                               directory.write("ca.crt", authority->root_pem()), clock.now());
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->signer, "kim");
    const auto image = decode_node_image(read->content);
    ASSERT_TRUE(image);
    EXPECT_EQ(image->board, 2);
    EXPECT_EQ(image->version, 0x010C);
    EXPECT_EQ(image->slots[1], "for slot B");
}

TEST_F(AnImageCommand, IsNotForNodes) {
    use("pole-7");
    EXPECT_EQ(said(options), "no: " + directory.file("pole-7.crt") + " is not a signer's: no node would believe it");
}

TEST_F(AnImageCommand, SaysWhatIsWrong) {
    const auto with = [this](const std::string& option, const std::string& value) {
        auto changed = options;
        changed[option] = {value};
        return said(changed);
    };
    EXPECT_EQ(with("board", "lamp"), "no: --board must be one of lm3s6965evb, mps2-an386");
    for (const auto* version : {"1", "1.", ".1", "1.256", "1.2.3", "-1.2", "a.b", ""}) {
        EXPECT_EQ(with("version", version), "no: --version must be like 1.12: two numbers up to 255") << version;
    }
    EXPECT_EQ(with("slot-a", directory.write("none.bin", "")),
              "no: an image must be there, and of 49152 bytes at most");
    EXPECT_EQ(with("slot-b", directory.write("large.bin", std::string(49153, 'x'))),
              "no: an image must be there, and of 49152 bytes at most");
    EXPECT_NE(with("slot-a", "/nowhere").find("/nowhere"), std::string::npos);
    options.erase("version");
    EXPECT_EQ(said(options),
              "no: `image` wants --show FILE, or --board, --version, --slot-a, --slot-b, --signer-certificate, "
              "--signer-key and --out");
    EXPECT_EQ(said({{"show", {directory.write("x", "x")}}}),
              "no: " + directory.file("x") + " is no image, or not as it was signed");
}

}  // namespace
}  // namespace magpie::collector::ca
