#include "agent/app/node_firmware.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "platform/tls/signed_content.hpp"
#include "platform/tls/x509.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::agent {
namespace {

using std::chrono::hours;

class NodeFirmware : public testing::Test {
  protected:
    NodeFirmware() {
        config_.state_directory = directory_.file("");
        config_.mqtt.tls.ca_file = directory_.write("ca.crt", ca_.certificate.get());
        sensor_.name = "mast";
        sensor_.firmware = directory_.file("node.image");
    }
    tls::Pair signer_of(const tls::Pair& authority) {
        return tls::issue({"kim", today() - hours(1), today() + hours(24), false, "codeSigning"}, &authority);
    }
    void signs(const tls::Pair& signer, const std::string& content) {
        const auto der = tls::make_signed_content(content, longest_signed_node_image,
                                                  directory_.write("kim.crt", signer.certificate.get()),
                                                  directory_.write("kim.key", signer.key.get()));
        directory_.write("node.image", der.value());
    }
    std::string trouble() {
        const auto update = node_update(config_, sensor_, clock_.now());
        return update ? std::string() : update.error();
    }
    [[nodiscard]] UtcMs today() const { return clock_.now().wall; }

    fakes::FakeClock clock_;
    tls::Directory directory_;
    tls::Pair ca_ = tls::issue({"ca", today() - hours(24), today() + hours(24 * 100), true, ""});
    Config config_;
    PoleSensorConfig sensor_;
    const std::string image_ = encode(NodeImage{.board = 1, .version = 0x0101, .slots = {"a", "b"}});
};

TEST_F(NodeFirmware, OfASignerOfTheCityIsTaken) {
    signs(signer_of(ca_), image_);
    EXPECT_EQ(trouble(), "");
}

TEST_F(NodeFirmware, OfAnotherCityIsNot) {
    const auto other = tls::issue({"ca", today() - hours(24), today() + hours(24 * 100), true, ""});
    signs(signer_of(other), image_);
    EXPECT_EQ(trouble(),
              sensor_.firmware + " is signed by nobody that " + config_.mqtt.tls.ca_file + " has made a signer");
    EXPECT_FALSE(std::filesystem::exists(directory_.file("sensor-mast.key"))) << "no key for what will not be";
}

TEST_F(NodeFirmware, ThatIsNoneIsSaid) {
    EXPECT_NE(trouble().find("node.image"), std::string::npos);
    directory_.write("node.image", "x");
    EXPECT_EQ(trouble(), sensor_.firmware + " is not as it was signed");
    signs(signer_of(ca_), "an order, perhaps");
    EXPECT_EQ(trouble(), sensor_.firmware + " is no image of a sensor node");
}

TEST_F(NodeFirmware, TheKeyOfANodeIsMadeOnceForUsAlone) {
    signs(signer_of(ca_), image_);
    ASSERT_EQ(trouble(), "");
    const auto path = directory_.file("sensor-mast.key");
    const auto key = tls::read_file(path).value();
    EXPECT_EQ(key.size(), 32U);
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0600));
    ASSERT_EQ(trouble(), "");
    EXPECT_EQ(tls::read_file(path).value(), key);
    sensor_.name = "other";
    ASSERT_EQ(trouble(), "");
    EXPECT_NE(tls::read_file(directory_.file("sensor-other.key")).value(), key);
}

TEST_F(NodeFirmware, AKeyThatIsNoneIsLeftAsItIs) {
    signs(signer_of(ca_), image_);
    const auto path = directory_.write("sensor-mast.key", "short");
    EXPECT_EQ(trouble(), config_.state_directory + "/sensor-mast.key holds no key of 32 bytes");
    EXPECT_EQ(tls::read_file(path).value(), "short");
}

}  // namespace
}  // namespace magpie::agent
