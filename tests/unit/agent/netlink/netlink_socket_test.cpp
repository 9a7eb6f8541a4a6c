#include "agent/netlink/netlink_socket.hpp"

#include <gtest/gtest.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sched.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "agent/netlink/ethtool.hpp"
#include "agent/netlink/ethtool_port.hpp"
#include "agent/netlink/link.hpp"
#include "agent/netlink/module_memory.hpp"

// The kernel of the machine that runs the test, as far as no privilege is needed.

namespace magpie::agent {
namespace {

/// Receive bytes by interface.
std::map<std::string, std::uint64_t> proc_net_dev() {
    std::map<std::string, std::uint64_t> bytes;
    std::ifstream file("/proc/net/dev");
    for (std::string line; std::getline(file, line);) {
        if (const auto colon = line.find(':'); colon != std::string::npos) {
            const auto name = line.substr(line.find_first_not_of(' '), colon - line.find_first_not_of(' '));
            std::istringstream(line.substr(colon + 1)) >> bytes[name];
        }
    }
    return bytes;
}

TEST(NetlinkSocket, LinksEqualProcNetDev) {
    NetlinkSocket route(NETLINK_ROUTE);
    std::vector<std::byte> buffer;
    std::vector<netlink::Link> links;
    const auto before = proc_net_dev();
    ASSERT_TRUE(netlink::read_links(route, buffer, links));
    const auto after = proc_net_dev();
    bool has_loopback = false;
    for (const auto& link : links) {
        if (!before.contains(link.name) || !after.contains(link.name)) {
            continue;
        }
        ASSERT_TRUE(link.counters) << link.name;
        EXPECT_GE(link.counters->receive_bytes, before.at(link.name)) << link.name;
        EXPECT_LE(link.counters->receive_bytes, after.at(link.name)) << link.name;
        has_loopback |= link.name == "lo" && link.index == 1;
    }
    EXPECT_TRUE(has_loopback);
}

TEST(NetlinkSocket, EthtoolAnswers) {
    NetlinkSocket generic(NETLINK_GENERIC);
    const auto family = generic.family("ethtool");
    if (!family) {
        GTEST_SKIP() << "no ethtool netlink here: " << reason(family.error());
    }
    std::vector<std::byte> buffer;
    std::vector<netlink::LinkModes> modes;
    EXPECT_TRUE(netlink::read_link_modes(generic, *family, buffer, modes));
    std::vector<netlink::DriverStatistics> statistics;
    const auto read = netlink::read_driver_statistics(generic, *family, buffer, statistics);
    EXPECT_TRUE(read || read.error() == NetlinkError::unsupported);
    std::vector<netlink::LinkInfo> infos;
    EXPECT_TRUE(netlink::read_link_infos(generic, *family, buffer, infos));
    std::vector<netlink::LinkCondition> conditions;
    EXPECT_TRUE(netlink::read_link_conditions(generic, *family, buffer, conditions));
    EXPECT_FALSE(conditions.empty()) << "lo at least";
    std::vector<netlink::PowerSourcing> power;
    const auto read_power = netlink::read_power_sourcing(generic, *family, buffer, power);
    EXPECT_TRUE(read_power || read_power.error() == NetlinkError::unsupported);
    const auto half = netlink::read_module_half(generic, *family, 1, {}, buffer);
    ASSERT_FALSE(half) << "lo is no cage";
    EXPECT_TRUE(half.error() == NetlinkError::unsupported || half.error() == NetlinkError::permission);
}

TEST(NetlinkSocket, AFamilyThatIsNotThereIsUnsupported) {
    NetlinkSocket generic(NETLINK_GENERIC);
    const auto family = generic.family("magpie-none");
    ASSERT_FALSE(family);
    EXPECT_EQ(family.error(), NetlinkError::unsupported);
}

TEST(NetlinkSocket, AGroupThatIsNotThereIsUnsupported) {
    NetlinkSocket generic(NETLINK_GENERIC);
    const auto joined = generic.join(GenericGroup{"magpie-none", "mlme"});
    ASSERT_FALSE(joined);
    EXPECT_EQ(joined.error(), NetlinkError::unsupported);
    EXPECT_EQ(generic.event_descriptor(), -1);
}

TEST(NetlinkSocket, AProtocolThatIsNotThereIsAnError) {
    NetlinkSocket nothing(31);
    std::vector<std::byte> answer;
    const auto asked = nothing.ask({RTM_GETLINK, NLM_F_DUMP, {}}, answer);
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error(), NetlinkError::unsupported);
}

TEST(NetlinkSocket, AnsweredErrorsLeaveTheSocketUsable) {
    NetlinkSocket route(NETLINK_ROUTE);
    std::vector<std::byte> answer;
    netlink::MessageWriter question;
    ifinfomsg head{};
    head.ifi_index = 0x7ffffff0;
    question.header(head);
    const auto asked = route.ask({RTM_GETLINK, 0, question.written()}, answer);
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error(), NetlinkError::gone);
    std::vector<netlink::Link> links;
    EXPECT_TRUE(netlink::read_links(route, answer, links));
}

TEST(NetlinkSocket, OneThingIsAnsweredByOneMessage) {
    NetlinkSocket route(NETLINK_ROUTE);
    std::vector<std::byte> answer;
    netlink::MessageWriter question;
    ifinfomsg head{};
    head.ifi_index = 1;
    question.header(head);
    ASSERT_TRUE(route.ask({RTM_GETLINK, 0, question.written()}, answer));
    netlink::Messages messages(answer);
    const auto event = netlink::parse_link(*messages.next());
    ASSERT_TRUE(event && *event);
    EXPECT_EQ((*event)->link.name, "lo");
    EXPECT_FALSE(messages.next());
}

TEST(NetlinkSocket, QuietGroupsHaveNoEvents) {
    NetlinkSocket route(NETLINK_ROUTE);
    EXPECT_EQ(route.event_descriptor(), -1);
    std::vector<std::byte> events;
    EXPECT_TRUE(route.receive(events));
    ASSERT_TRUE(route.join(std::uint32_t{RTNLGRP_MPLS_NETCONF}));
    EXPECT_GE(route.event_descriptor(), 0);
    EXPECT_TRUE(route.receive(events));
    EXPECT_TRUE(events.empty());
}

/// Asks, in a user namespace that does not own the network, for an interface of a kind that no kernel has.
int ask_without_privilege() {
    if (unshare(CLONE_NEWUSER) != 0) {
        std::fputs("no user namespaces\n", stderr);
        return 0;
    }
    NetlinkSocket route(NETLINK_ROUTE);
    netlink::MessageWriter question;
    question.header(ifinfomsg{});
    const auto nest = question.begin_nest(IFLA_LINKINFO);
    question.text(IFLA_INFO_KIND, "magpie-none");
    question.end_nest(nest);
    std::vector<std::byte> answer;
    const auto asked = route.ask({RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, question.written()}, answer);
    return !asked && asked.error() == NetlinkError::permission ? 0 : 1;
}

TEST(NetlinkSocket, AMissingPrivilegeIsNamed) {
    EXPECT_EXIT(std::exit(ask_without_privilege()), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace magpie::agent
