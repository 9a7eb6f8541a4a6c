#include "collector/identity/certificate_ends.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>

#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector {
namespace {

using std::chrono::hours;

class CertificateEndsTest : public testing::Test {
  protected:
    std::string makes(const std::string& name, std::uint64_t end) {
        const tls::Wanted wanted{"collector", today - hours(1), UtcMs(std::chrono::seconds(end)), false, ""};
        return directory.write(name, tls::issue(wanted).certificate.get());
    }
    [[nodiscard]] CertificateEnds::Seconds later(CertificateEnds& ends) {
        now.mono += CertificateEnds::look_every;
        return ends.at(now);
    }
    /// How often the log has said that one cannot be read.
    [[nodiscard]] std::size_t said() const {
        const auto text = lines.str();
        std::size_t count = 0;
        for (auto at = text.find("nobody sees"); at != std::string::npos; at = text.find("nobody sees", at + 1)) {
            ++count;
        }
        return count;
    }

    static constexpr std::uint64_t first = 1'790'000'000;
    const UtcMs today{std::chrono::seconds(1'780'000'000)};
    tls::Directory directory;
    std::ostringstream lines;
    log::Log log{lines, log::Style::plain, log::Level::info};
    Now now;
};

TEST_F(CertificateEndsTest, AreToldByTheNameOfTheFile) {
    CertificateEnds ends({makes("collector.crt", first), makes("http.crt", first + 5)}, log);
    EXPECT_EQ(ends.at(now), (CertificateEnds::Seconds{{"collector.crt", first}, {"http.crt", first + 5}}));
    EXPECT_EQ(said(), 0U);
}

TEST_F(CertificateEndsTest, ARenewedOneIsSeenWithinAMinuteAndNotSooner) {
    CertificateEnds ends({makes("collector.crt", first)}, log);
    (void)ends.at(now);
    makes("collector.crt", first + 100);
    EXPECT_EQ(ends.at(now).at("collector.crt"), first);
    EXPECT_EQ(later(ends).at("collector.crt"), first + 100);
}

TEST_F(CertificateEndsTest, OneThatCannotBeReadIsZeroAndSaidOnce) {
    CertificateEnds ends({directory.file("crl.pem"), makes("collector.crt", first)}, log);
    EXPECT_EQ(ends.at(now), (CertificateEnds::Seconds{{"crl.pem", 0}, {"collector.crt", first}}));
    EXPECT_EQ(later(ends).at("crl.pem"), 0U);
    EXPECT_EQ(said(), 1U);
    EXPECT_NE(lines.str().find("crl.pem"), std::string::npos) << lines.str();
    directory.write("crl.pem", "no PEM");
    EXPECT_EQ(later(ends).at("crl.pem"), 0U);
    EXPECT_EQ(said(), 2U) << "for another reason";
    makes("crl.pem", first);
    EXPECT_EQ(later(ends).at("crl.pem"), first);
    std::filesystem::remove(directory.file("crl.pem"));
    EXPECT_EQ(later(ends).at("crl.pem"), 0U);
    EXPECT_EQ(said(), 3U);
}

TEST_F(CertificateEndsTest, OfTwoWithOneNameTheEarliestIsTold) {
    std::filesystem::create_directory(directory.file("other"));
    const auto one = makes("server.crt", first + 7);
    const auto other = makes("other/server.crt", first);
    for (const auto& paths : {std::vector{one, other}, std::vector{other, one}}) {
        CertificateEnds ends(paths, log);
        EXPECT_EQ(ends.at(now), (CertificateEnds::Seconds{{"server.crt", first}}));
    }
}

TEST_F(CertificateEndsTest, WithoutFilesThereAreNone) {
    CertificateEnds ends({}, log);
    EXPECT_TRUE(ends.at(now).empty());
}

}  // namespace
}  // namespace magpie::collector
