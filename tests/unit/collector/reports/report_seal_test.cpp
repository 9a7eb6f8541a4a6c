#include "collector/reports/report_seal.hpp"

#include <gtest/gtest.h>

#include "platform/tls/signed_data.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector {
namespace {

using namespace std::chrono_literals;

class AReportSeal : public testing::Test {
  protected:
    static std::string signed_by(const tls::Pair& pair) {
        return tls::make_signed_data(pair.certificate.get(), pair.key.get(), {}, "what it says");
    }
    [[nodiscard]] Seal look(const std::string& cms, const std::string& node = "pole-1") const {
        return look_at_seal(cms, node, ca_file_, today_);
    }

    fakes::FakeClock clock_;
    UtcMs today_ = clock_.now().wall;
    tls::Directory directory_;
    tls::Pair ca_ = tls::issue({"Magpie CA", today_ - 24h * 100, today_ + 24h * 100, true, ""});
    std::string ca_file_ = directory_.write("ca.crt", ca_.certificate.get());
    tls::Pair pole_ = tls::issue({"pole-1", today_ - 24h, today_ + 24h, false, "clientAuth"}, &ca_);
};

TEST_F(AReportSeal, OfThePoleItselfHolds) {
    const auto seal = look(signed_by(pole_));
    EXPECT_EQ(seal.fault, SealFault::none);
    EXPECT_EQ(seal.signer, "pole-1");
    EXPECT_EQ(seal.serial, tls::serial_of(pole_.certificate.get()));
    EXPECT_EQ(seal.content, "what it says");
}

TEST_F(AReportSeal, OfACertificateThatEndedOnTheWayHolds) {
    EXPECT_EQ(look_at_seal(signed_by(pole_), "pole-1", ca_file_, today_ + 48h).fault, SealFault::none);
}

TEST_F(AReportSeal, OfSomebodyElseSaysWhoItIs) {
    const auto of_neighbour = look(signed_by(pole_), "pole-2");
    EXPECT_EQ(of_neighbour.fault, SealFault::identity);
    EXPECT_EQ(of_neighbour.signer, "pole-1");
    const auto stranger = tls::issue({"pole-1", today_ - 24h, today_ + 24h, false, "clientAuth"});
    EXPECT_EQ(look(signed_by(stranger)).fault, SealFault::chain);
    const auto orders = tls::issue({"pole-1", today_ - 24h, today_ + 24h, false, "codeSigning"}, &ca_);
    EXPECT_EQ(look(signed_by(orders)).fault, SealFault::chain) << "who signs orders is no pole";
    EXPECT_EQ(look_at_seal(signed_by(pole_), "pole-1", directory_.file("none.crt"), today_).fault, SealFault::chain)
        << "without a CA nobody is believed";
}

TEST_F(AReportSeal, IsBrokenByAnotherByte) {
    auto changed = signed_by(pole_);
    changed[changed.find("what it says")] = 'W';
    const auto seal = look(changed);
    EXPECT_EQ(seal.fault, SealFault::signature);
    EXPECT_EQ(seal.signer, "") << "nobody has signed this";
    EXPECT_EQ(seal.content, "");
    EXPECT_EQ(look("nonsense").fault, SealFault::format);
    EXPECT_EQ(look("").fault, SealFault::format);
}

}  // namespace
}  // namespace magpie::collector
