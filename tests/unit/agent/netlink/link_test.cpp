#include "agent/netlink/link.hpp"

#include <gtest/gtest.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "tests/fakes/fake_netlink.hpp"
#include "tests/unit/agent/netlink/golden_messages.hpp"

namespace magpie::agent::netlink {
namespace {

std::vector<LinkEvent> events_in(std::span<const std::byte> bytes) {
    std::vector<LinkEvent> events;
    Messages messages(bytes);
    while (const auto message = messages.next()) {
        const auto event = parse_link(*message);
        EXPECT_TRUE(event);
        if (event && *event) {
            events.push_back(**event);
        }
    }
    EXPECT_FALSE(messages.malformed());
    return events;
}

std::map<std::string, Link> links_in(const std::string& golden) {
    std::map<std::string, Link> links;
    for (const auto& event : events_in(golden::messages(golden))) {
        links.emplace(event.link.name, event.link);
    }
    return links;
}

tl::expected<std::optional<LinkEvent>, NetlinkError> parse_one(std::span<const std::byte> bytes) {
    Messages messages(bytes);
    const auto message = messages.next();
    return message ? parse_link(*message) : tl::unexpected(NetlinkError::malformed);
}

bool same(const Link& left, const Link& right) {
    return left.index == right.index && left.name == right.name && left.kind == right.kind &&
           left.flags == right.flags && left.operstate == right.operstate && left.carrier == right.carrier &&
           left.carrier_changes == right.carrier_changes && left.mtu == right.mtu;
}

/// What a parse of fewer bytes says must be what the parse of all of them says, or nothing.
void expect_nothing_wrong(const Link& less, const Link& whole) {
    EXPECT_EQ(less.index, whole.index);
    EXPECT_EQ(less.name, whole.name);
    EXPECT_TRUE(less.kind.empty() || less.kind == whole.kind);
    EXPECT_TRUE(less.operstate == OperState::unknown || less.operstate == whole.operstate);
    EXPECT_TRUE(!less.mtu || less.mtu == whole.mtu);
    EXPECT_TRUE(!less.carrier_changes || less.carrier_changes == whole.carrier_changes);
    if (less.counters) {
        EXPECT_EQ(std::memcmp(&*less.counters, &*whole.counters, sizeof(LinkCounters)), 0);
    }
}

TEST(Link, ANetworkCardIsRead) {
    const auto links = links_in("links_hardware");
    ASSERT_EQ(links.size(), 1U);
    const auto& card = links.at("eth0");
    EXPECT_EQ(card.index, 4);
    EXPECT_EQ(card.hardware_type, ARPHRD_ETHER);
    EXPECT_EQ(card.operstate, OperState::up);
    EXPECT_TRUE(card.carrier);
    EXPECT_TRUE(card.up());
    EXPECT_TRUE(card.physical());
    EXPECT_EQ(card.mtu, 1400U);
    EXPECT_EQ(card.carrier_changes, 2U);
    EXPECT_EQ(card.kind, "");
    ASSERT_TRUE(card.counters);
    EXPECT_EQ(card.counters->receive_bytes, 842441621U);
    EXPECT_EQ(card.counters->transmit_bytes, 1020930U);
    EXPECT_EQ(card.counters->receive_packets, 20081U);
    EXPECT_EQ(card.counters->transmit_packets, 12433U);
    EXPECT_EQ(card.counters->receive_errors, 0U);
}

TEST(Link, VirtualOnesHaveAKind) {
    const auto links = links_in("links_bridge");
    ASSERT_EQ(links.size(), 4U);
    EXPECT_EQ(links.at("va").kind, "veth");
    EXPECT_EQ(links.at("br0").kind, "bridge");
    EXPECT_FALSE(links.at("br0").physical());
    EXPECT_EQ(links.at("va").counters->receive_bytes, 532U);
    EXPECT_EQ(links.at("br0").counters->receive_bytes, 296U);
    EXPECT_EQ(links.at("va").carrier_changes, 4U);
}

TEST(Link, LoopbackIsUpByItsCarrierAndNoHardware) {
    const auto lo = links_in("links_bridge").at("lo");
    EXPECT_EQ(lo.operstate, OperState::unknown);
    EXPECT_TRUE(lo.carrier);
    EXPECT_TRUE(lo.up());
    EXPECT_FALSE(lo.physical());
}

TEST(Link, AnUnfriendlyNameIsPassedAsItIs) {
    EXPECT_TRUE(links_in("links_bridge").contains("x\"},{=\\"));
}

TEST(Link, ALostCarrierIsToldAsOne) {
    const auto events = events_in(golden::messages("events_carrier_lost"));
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].link.name, "vb");
    EXPECT_FALSE(events[0].link.up());
    EXPECT_EQ(events[1].link.name, "va");
    EXPECT_EQ(events[1].link.operstate, OperState::lower_layer_down);
    EXPECT_FALSE(events[1].link.carrier);
    EXPECT_FALSE(events[1].gone);
}

TEST(Link, LeavingABridgeIsNotGoing) {
    std::vector<std::string> gone;
    for (const auto& event : events_in(golden::messages("events_gone"))) {
        if (event.gone) {
            gone.push_back(event.link.name);
        }
    }
    EXPECT_EQ(gone, std::vector<std::string>{"br0"});
}

TEST(Link, NarrowCountersServeWhereThereAreNoWideOnes) {
    const auto old = links_in("links_narrow").at("eth0");
    ASSERT_TRUE(old.counters);
    EXPECT_EQ(old.counters->receive_packets, 4294967000U);
    EXPECT_EQ(old.counters->receive_bytes, 4294967002U);
    EXPECT_EQ(old.counters->transmit_window_errors, 4294967020U);
    EXPECT_FALSE(old.carrier_changes);
    EXPECT_TRUE(old.up());
}

TEST(Link, UnknownStateWithoutCarrierIsDown) {
    Link link;
    EXPECT_FALSE(link.up());
    link.carrier = true;
    EXPECT_TRUE(link.up());
    link.operstate = OperState::dormant;
    EXPECT_FALSE(link.up());
}

TEST(Link, PortsOfSwitchesAndModemsAreHardware) {
    Link link;
    link.hardware_type = ARPHRD_ETHER;
    for (const auto* kind : {"", "dsa", "wwan"}) {
        link.kind = kind;
        EXPECT_TRUE(link.physical()) << kind;
    }
    for (const auto* kind : {"vlan", "bridge", "veth", "ifb"}) {
        link.kind = kind;
        EXPECT_FALSE(link.physical()) << kind;
    }
}

TEST(Link, OtherTypesAreNothing) {
    fakes::FakeInterface interface;
    interface.index = 1;
    interface.name = "eth0";
    const auto address = fakes::FakeNetlink::message(interface, RTM_NEWADDR);
    const auto parsed = parse_one(address);
    ASSERT_TRUE(parsed);
    EXPECT_FALSE(*parsed);
}

TEST(Link, ANameThatDoesNotFitIsMalformed) {
    for (const auto* name : {"", "sixteen-letters-", "a-name-of-no-end-at-all-that-no-kernel-gives"}) {
        fakes::FakeInterface interface;
        interface.index = 1;
        interface.name = name;
        const auto parsed = parse_one(fakes::FakeNetlink::message(interface, RTM_NEWLINK));
        ASSERT_FALSE(parsed) << name;
        EXPECT_EQ(parsed.error(), NetlinkError::malformed);
    }
}

TEST(Link, WithoutAnIndexItIsMalformed) {
    fakes::FakeInterface interface;
    interface.name = "eth0";
    EXPECT_FALSE(parse_one(fakes::FakeNetlink::message(interface, RTM_NEWLINK)));
}

TEST(Link, AnOperationalStateOfTheFutureIsUnknown) {
    fakes::FakeInterface interface;
    interface.index = 1;
    interface.name = "eth0";
    interface.operstate = 7;
    const auto parsed = parse_one(fakes::FakeNetlink::message(interface, RTM_NEWLINK));
    ASSERT_TRUE(parsed && *parsed);
    EXPECT_EQ((*parsed)->link.operstate, OperState::unknown);
}

TEST(Link, ADatagramCutAnywhereYieldsWholeLinksOrNone) {
    for (const auto* name : {"links_bridge", "links_hardware", "links_narrow", "events_carrier_lost"}) {
        const auto bytes = golden::messages(name);
        const auto whole = events_in(bytes);
        for (std::size_t length = 0; length < bytes.size(); ++length) {
            const std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
            Messages messages(cut);
            std::size_t found = 0;
            while (const auto message = messages.next()) {
                const auto event = parse_link(*message);
                if (event && *event) {
                    ASSERT_LT(found, whole.size());
                    EXPECT_TRUE(same((*event)->link, whole[found].link)) << name << " " << length;
                    ++found;
                }
            }
        }
    }
}

TEST(Link, AMessageThatEndsAnywhereYieldsNothingWrong) {
    for (const auto* name : {"links_hardware", "links_narrow"}) {
        const auto bytes = golden::messages(name);
        const auto whole = parse_one(bytes);
        ASSERT_TRUE(whole && *whole);
        for (std::uint32_t length = 16; length < bytes.size(); ++length) {
            std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
            std::memcpy(cut.data(), &length, sizeof(length));
            const auto parsed = parse_one(cut);
            if (parsed && *parsed) {
                expect_nothing_wrong((*parsed)->link, (*whole)->link);
            }
        }
    }
}

TEST(ReadLinks, AMalformedMessageSpoilsTheWholeDump) {
    fakes::FakeNetlink kernel;
    auto bytes = golden::messages("links_bridge");
    bytes.erase(bytes.end() - 8, bytes.end());
    kernel.links_are(bytes);
    std::vector<std::byte> buffer;
    std::vector<Link> links(3);
    const auto read = read_links(kernel, buffer, links);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error(), NetlinkError::malformed);
    EXPECT_TRUE(links.empty());
}

TEST(ReadLinks, ReplacesWhatWasThere) {
    fakes::FakeNetlink kernel;
    kernel.links_are(golden::messages("links_bridge"));
    std::vector<std::byte> buffer;
    std::vector<Link> links(3);
    ASSERT_TRUE(read_links(kernel, buffer, links));
    EXPECT_EQ(links.size(), 4U);
}

}  // namespace
}  // namespace magpie::agent::netlink
