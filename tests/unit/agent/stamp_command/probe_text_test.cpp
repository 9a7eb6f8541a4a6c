#include "agent/stamp_command/probe_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace magpie::agent {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

const StampProbe command{
    .target = "hub", .peer = endpoint_of("192.0.2.1", 862).value(), .options = {.ssid = 7, .dscp = 46}};

ProbeReport answered() {
    ProbeReport report{command, 96, {}, {}, {}, {}};
    report.window.sent = 1000;
    report.window.received = 990;
    report.window.lost = 10;
    report.window.ways = stamp::LostWays{8, 1};
    report.window.unattributed = 1;
    report.window.loss_bursts = 5;
    report.window.longest_burst = 3;
    report.window.round_trip = stamp::Distribution{
        .least = 1ms, .median = 1200us, .most = 9ms, .p95 = 3ms, .p99 = {}, .variation = {200us, 2ms, {}, {}}};
    report.path.forward_dscp = 0;
    return report;
}

bool says(const ProbeReport& report, const std::string& what) {
    const auto text = text_of(report);
    return text.find(what) != text.npos;
}

TEST(ProbeText, SaysWhichWayPacketsWereLost) {
    EXPECT_TRUE(
        says(answered(), "10 of 1000 (1.00 %); on the way there 8, on the way back 1; 1 one cannot say which way"));
}

TEST(ProbeText, SaysDelaysAndLeavesOutWhatIsNotKnown) {
    EXPECT_TRUE(says(answered(), "median 1.200 ms, least 1.000 ms, most 9.000 ms, 95 % below 3.000 ms\n"));
    EXPECT_TRUE(says(answered(), "one way     not known"));
    EXPECT_TRUE(says(answered(), "DSCP sent 46, arrived there 0, came back not known"));
}

TEST(ProbeText, SaysOneWayDelaysWithTheirError) {
    auto report = answered();
    report.window.forward =
        stamp::OneWayDelay{{.least = 1ms, .median = 2ms, .most = 3ms, .p95 = {}, .p99 = {}, .variation = {}}, 500us};
    report.window.back = report.window.forward;
    EXPECT_TRUE(says(report, "there 2.000 ms, back 2.000 ms (median; each off by at most 0.500 ms)"));
}

TEST(ProbeText, OfNoAnswerSaysWhereToLook) {
    ProbeReport report{command, 96, {}, {}, {}, {}};
    report.window.sent = report.window.lost = 3;
    report.received[static_cast<std::size_t>(stamp::Received::forged)] = 2;
    EXPECT_TRUE(says(report, "no answer"));
    EXPECT_TRUE(says(report, "forged 2"));
    EXPECT_FALSE(says(report, "round trip"));
}

TEST(ProbeJson, HasNullForWhatIsNotKnown) {
    const auto read = json::parse(json_of(answered()));
    EXPECT_EQ(read["lost_forward"], 8);
    EXPECT_EQ(read["lost_back"], 1);
    EXPECT_EQ(read["round_trip"]["median"], 0.0012);
    EXPECT_TRUE(read["round_trip"]["p99"].is_null());
    EXPECT_TRUE(read["forward"].is_null());
    EXPECT_EQ(read["path"]["forward_dscp"], 0);
    EXPECT_TRUE(read["path"]["back_dscp"].is_null());
}

}  // namespace
}  // namespace magpie::agent
