#include "agent/probe_command/dhcp.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace magpie::agent {
namespace {

using station::UplinkEnd;

const auto granted = uplink_dhcp::answer_of({.end = UplinkEnd::granted,
                                             .servers = 2,
                                             .prefix_length = 24,
                                             .address = 0x0a010203,
                                             .server = 0x0a010001,
                                             .offer = Milliseconds{20},
                                             .grant = Milliseconds{5}});
const auto silent = uplink_dhcp::answer_of({.end = UplinkEnd::no_offer});
const uplink_dhcp::Answer nobody{.failure = uplink_dhcp::no_service};

TEST(ProbeDhcp, IsReadByAPerson) {
    EXPECT_EQ(dhcp_line(1, granted), "1 granted and given back: 10.1.2.3 from 10.1.0.1 in 25 ms");
    EXPECT_EQ(dhcp_line(2, silent), "2 no_offer");
    EXPECT_EQ(dhcp_line(3, nobody), "3 service: no magpie-station can be asked on this interface");
    const auto taken = uplink_dhcp::answer_of(
        {.end = UplinkEnd::taken, .address = 0x0a010203, .server = 0x0a010001, .offer = Milliseconds{9}});
    EXPECT_EQ(dhcp_line(4, taken), "4 taken: somebody else has 10.1.2.3 from 10.1.0.1 in 9 ms, as ARP says");
    EXPECT_EQ(dhcp_summary("eth0", {granted, silent}), "dhcp eth0: 1 of 2 had an address; 2 servers answered");
}

TEST(ProbeDhcp, IsReadByAProgram) {
    const auto json = nlohmann::json::parse(dhcp_json("eth0", {granted, nobody}));
    EXPECT_EQ(json["interface"], "eth0");
    const auto& first = json["probes"][0];
    EXPECT_EQ(first["outcome"], "granted");
    EXPECT_EQ(first["good"], true);
    EXPECT_EQ(first["address"], "10.1.2.3");
    EXPECT_EQ(first["router"], nullptr);
    EXPECT_EQ(first["offer_seconds"], 0.02);
    EXPECT_EQ(json["probes"][1]["outcome"], "service");
    EXPECT_EQ(json["probes"][1]["offer_seconds"], nullptr);
}

TEST(ProbeDhcp, WantsAnInterface) {
    EXPECT_EQ(print_dhcp({.words = {"dhcp"}}, "/nowhere", false), 2);
    EXPECT_EQ(print_dhcp({.words = {"dhcp", "no/name"}}, "/nowhere", false), 2);
    EXPECT_EQ(print_dhcp({.words = {"dhcp", "eth0"}, .count = 101}, "/nowhere", false), 2);
    EXPECT_EQ(print_dhcp({.words = {"dhcp", "eth0"}}, "/nowhere", false), 1) << "nobody can be asked";
}

}  // namespace
}  // namespace magpie::agent
