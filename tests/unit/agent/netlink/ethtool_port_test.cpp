#include "agent/netlink/ethtool_port.hpp"

#include <gtest/gtest.h>
#include <linux/ethtool_netlink.h>

#include <cstring>

#include "tests/fakes/fake_netlink.hpp"
#include "tests/unit/agent/netlink/golden_messages.hpp"

namespace magpie::agent::netlink {
namespace {

using fakes::FakeNetlink;
using fakes::FakePort;

/// What one interface with this port tells.
template <typename Part, typename Read>
Part told(const FakePort& port, const Read& read) {
    FakeNetlink kernel;
    kernel.interface_appears({.index = 7, .name = "lan1", .port = port});
    std::vector<std::byte> buffer;
    std::vector<Part> parts;
    EXPECT_TRUE(read(kernel, FakeNetlink::ethtool_family, buffer, parts));
    EXPECT_EQ(parts.size(), 1U);
    EXPECT_EQ(parts.empty() ? 7 : parts.front().index, 7);
    return parts.empty() ? Part{} : parts.front();
}

template <typename Parse>
void never_reads_beyond(std::vector<std::byte> bytes, const Parse& parse) {
    for (std::uint32_t length = 16; length < bytes.size(); ++length) {
        std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
        std::memcpy(cut.data(), &length, sizeof(length));
        Messages messages(cut);
        const auto message = messages.next();
        ASSERT_TRUE(message);
        const auto part = parse(*message);
        EXPECT_TRUE(!part || !*part || (*part)->index == 2) << length;
    }
}

TEST(LinkInfo, AKernelsAnswerIsRead) {
    const auto bytes = golden::messages("ethtool_info_bridge");
    Messages messages(bytes);
    int twisted = 0;
    while (const auto message = messages.next()) {
        const auto info = parse_link_info(*message);
        ASSERT_TRUE(info && *info);
        EXPECT_GT((*info)->index, 1);
        twisted += (*info)->medium == Medium::twisted_pair ? 1 : 0;
        EXPECT_FALSE(*parse_link_condition(*message)) << "another command";
    }
    EXPECT_FALSE(messages.malformed());
    EXPECT_EQ(twisted, 2) << "the bridge says other";
    never_reads_beyond(bytes, parse_link_info);
}

TEST(LinkInfo, EveryMediumHasItsWord) {
    const auto word = [](std::uint8_t medium) {
        const auto info = told<LinkInfo>({.medium = medium}, read_link_infos);
        return info.medium ? medium_words[static_cast<std::size_t>(*info.medium)] : std::string_view();
    };
    EXPECT_EQ(word(PORT_TP), "twisted_pair");
    EXPECT_EQ(word(PORT_AUI), "aui");
    EXPECT_EQ(word(PORT_MII), "mii");
    EXPECT_EQ(word(PORT_FIBRE), "fibre");
    EXPECT_EQ(word(PORT_BNC), "coaxial");
    EXPECT_EQ(word(PORT_DA), "direct_attach");
    EXPECT_EQ(word(PORT_NONE), "none");
    EXPECT_EQ(word(PORT_OTHER), "other");
    EXPECT_EQ(word(0x42), "");
}

TEST(LinkCondition, AKernelThatTellsNothingMoreIsRead) {
    const auto bytes = golden::messages("ethtool_state_bridge");
    Messages messages(bytes);
    int interfaces = 0;
    while (const auto message = messages.next()) {
        const auto condition = parse_link_condition(*message);
        ASSERT_TRUE(condition && *condition);
        EXPECT_FALSE((*condition)->signal_quality);
        EXPECT_FALSE((*condition)->down_reason);
        ++interfaces;
    }
    EXPECT_EQ(interfaces, 4);
}

TEST(LinkCondition, TheSignalIsAShareOfTheBest) {
    const auto quality = [](std::uint32_t now, std::uint32_t best) {
        return told<LinkCondition>({.signal_quality = now, .best_signal_quality = best}, read_link_conditions)
            .signal_quality;
    };
    EXPECT_EQ(quality(7, 7), 1);
    EXPECT_EQ(quality(0, 7), 0);
    EXPECT_EQ(quality(3, 6), 0.5);
    EXPECT_FALSE(quality(8, 7));
    EXPECT_FALSE(quality(0, 0));
}

TEST(LinkCondition, EveryReasonHasItsWord) {
    const auto word = [](std::uint8_t reason) {
        const auto condition = told<LinkCondition>({.down_reason = reason}, read_link_conditions);
        return condition.down_reason ? link_down_words[*condition.down_reason] : std::string_view();
    };
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_AUTONEG), "negotiation");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_LINK_TRAINING_FAILURE), "link_training");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_LINK_LOGICAL_MISMATCH), "logical_mismatch");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_BAD_SIGNAL_INTEGRITY), "bad_signal");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_NO_CABLE), "no_cable");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_CABLE_ISSUE), "cable_issue");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_EEPROM_ISSUE), "module_memory_issue");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_CALIBRATION_FAILURE), "calibration_failure");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_POWER_BUDGET_EXCEEDED), "power_budget");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_OVERHEAT), "overheat");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_MODULE), "module");
    EXPECT_EQ(word(ETHTOOL_LINK_EXT_STATE_MODULE + 1), "") << "of a kernel to come";
}

/// Attributes that are younger than the headers of Debian 12.
constexpr std::uint16_t c33_status = 7;
constexpr std::uint16_t c33_power = 9;
constexpr std::uint16_t c33_limit = 12;

TEST(PowerSourcing, PoweredEthernetTellsStateAndWatts) {
    const auto power =
        told<PowerSourcing>({.power = {{c33_status, 4}, {c33_power, 7300}, {c33_limit, 15400}}}, read_power_sourcing);
    EXPECT_EQ(power.state, PowerState::delivering);
    EXPECT_EQ(power.supplied_watts, 7.3);
    EXPECT_EQ(power.limit_watts, 15.4);
}

TEST(PowerSourcing, EveryStateHasItsWord) {
    const auto word = [](std::uint16_t attribute, std::uint32_t status) {
        const auto power = told<PowerSourcing>({.power = {{attribute, status}}}, read_power_sourcing);
        return power.state ? power_state_words[static_cast<std::size_t>(*power.state)] : std::string_view();
    };
    const std::vector<std::string_view> ethernet{"",     "unknown", "disabled",    "searching", "delivering",
                                                 "test", "fault",   "other_fault", ""};
    const std::vector<std::string_view> data_line{"",      "unknown", "disabled", "searching", "delivering",
                                                  "sleep", "idle",    "fault",    ""};
    for (std::uint32_t status = 0; status < ethernet.size(); ++status) {
        EXPECT_EQ(word(c33_status, status), ethernet[status]) << status;
        EXPECT_EQ(word(ETHTOOL_A_PODL_PSE_PW_D_STATUS, status), data_line[status]) << status;
    }
}

TEST(PowerSourcing, APortThatCannotIsNotTold) {
    FakeNetlink kernel;
    kernel.interface_appears({.name = "eth0"});
    std::vector<std::byte> buffer;
    std::vector<PowerSourcing> power;
    ASSERT_TRUE(read_power_sourcing(kernel, FakeNetlink::ethtool_family, buffer, power));
    EXPECT_TRUE(power.empty());
}

TEST(PortMessages, AWrongSizeIsMalformed) {
    MessageWriter writer;
    const auto start = writer.begin_message(21, 0);
    writer.header(genlmsghdr{.cmd = ETHTOOL_MSG_PSE_GET_REPLY, .version = 1, .reserved = 0});
    const auto nest = writer.begin_nest(ETHTOOL_A_PSE_HEADER);
    writer.number<std::uint32_t>(ETHTOOL_A_HEADER_DEV_INDEX, 2);
    writer.end_nest(nest);
    writer.number<std::uint8_t>(ETHTOOL_A_PODL_PSE_PW_D_STATUS, 4);
    writer.end_message(start);
    Messages messages(writer.written());
    const auto power = parse_power_sourcing(*messages.next());
    ASSERT_FALSE(power);
    EXPECT_EQ(power.error(), NetlinkError::malformed);
}

}  // namespace
}  // namespace magpie::agent::netlink
