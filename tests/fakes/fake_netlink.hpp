#pragma once

#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "agent/netlink/link.hpp"
#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::fakes {

/// What the hardware of a port tells by ethtool netlink; it says nothing of what is absent here.
struct FakePort {
    std::optional<std::uint8_t> negotiates{};
    std::vector<std::uint32_t> advertised{};  // words of link modes
    std::vector<std::uint32_t> peer{};
    std::optional<std::uint8_t> medium{};  // PORT_*
    std::optional<std::uint32_t> signal_quality{};
    std::uint32_t best_signal_quality = 7;
    std::optional<std::uint8_t> down_reason{};
    std::map<std::uint16_t, std::uint32_t> power{};  // attributes ETHTOOL_A_*_PSE_*
    /// Halves of a module's memory by address on its bus, page, and whether it is the upper one.
    std::map<std::tuple<std::uint8_t, std::uint8_t, bool>, std::vector<std::byte>> module{};
    bool has_cage = true;
};

/// An interface of the fake kernel.
struct FakeInterface {
    int index = 0;
    std::string name;
    std::string kind{};
    std::uint16_t hardware_type = ARPHRD_ETHER;
    std::uint32_t flags = std::uint32_t{IFF_UP} | std::uint32_t{IFF_LOWER_UP};
    std::uint8_t operstate = 6;
    std::uint32_t carrier_changes = 1;
    std::uint32_t mtu = 1500;
    rtnl_link_stats64 statistics{};
    /// Mb/s, as ethtool has it; absent where the driver does not answer.
    std::optional<std::uint32_t> speed{};
    std::uint8_t duplex = 1;
    /// Driver counters by group and statistic of ethtool netlink.
    std::map<std::pair<std::uint32_t, std::uint16_t>, std::uint64_t> counters{};
    FakePort port{};
};

/// A kernel with interfaces. Stands for its NETLINK_ROUTE and its NETLINK_GENERIC at once; answers in real bytes.
class FakeNetlink final : public agent::Netlink {
  public:
    static constexpr std::uint16_t ethtool_family = 21;

    // What happens.
    FakeInterface& interface_appears(FakeInterface interface) {
        interface.index = interface.index != 0 ? interface.index : ++last_index_;
        last_index_ = std::max(last_index_, interface.index);
        interfaces_.push_back(std::move(interface));
        tell(interfaces_.back(), RTM_NEWLINK);
        return interfaces_.back();
    }
    void interface_goes(const std::string& name) {
        tell(of(name), RTM_DELLINK);
        std::erase_if(interfaces_, [&](const FakeInterface& interface) { return interface.name == name; });
    }
    void interface_is_renamed(const std::string& name, const std::string& other) {
        of(name).name = other;
        tell(of(other), RTM_NEWLINK);
    }
    void carrier_goes(const std::string& name) { carrier(of(name), false); }
    void carrier_comes(const std::string& name) { carrier(of(name), true); }
    void carries(const std::string& name, std::uint64_t receive_bytes, std::uint64_t transmit_bytes) {
        auto& statistics = of(name).statistics;
        statistics.rx_bytes += receive_bytes;
        statistics.tx_bytes += transmit_bytes;
        ++statistics.rx_packets;
        ++statistics.tx_packets;
    }
    void speed_becomes(const std::string& name, std::uint32_t megabits) { of(name).speed = megabits; }
    void errors_grow(const std::string& name, std::uint32_t group, std::uint16_t statistic, std::uint64_t by) {
        of(name).counters[{group, statistic}] += by;
    }
    /// Its hardware, to be changed.
    FakePort& port(const std::string& name) { return of(name).port; }
    /// A port joins a bridge: an event of the same type about something else.
    void port_joins_bridge(const std::string& name) { tell(of(name), RTM_NEWLINK, AF_BRIDGE); }
    /// The same state told again, as the kernel often does.
    void interface_is_told_again(const std::string& name) { tell(of(name), RTM_NEWLINK); }
    /// Events are lost for want of room.
    void events_overrun() {
        events_.clear();
        overrun_ = true;
    }
    void garbage_arrives(std::vector<std::byte> bytes) { append(events_, bytes); }

    // How it answers.
    /// What is dumped changes while it is.
    void dumps_are_interrupted(int times) { interrupted_ = times; }
    void questions_fail(agent::NetlinkError error) { failure_ = error; }
    void questions_are_answered() { failure_.reset(); }
    void listening_fails(agent::NetlinkError error) { join_failure_ = error; }
    void ethtool_is_missing() { has_ethtool_ = false; }
    void driver_statistics_are_missing() { has_statistics_ = false; }
    void modules_may_not_be_read() { may_read_modules_ = false; }
    /// A kernel before 5.6.
    void ports_are_not_known() { knows_ports_ = false; }
    /// Instead of its interfaces it tells these bytes.
    void links_are(std::vector<std::byte> bytes) { links_ = std::move(bytes); }

    // What it saw.
    [[nodiscard]] int questions() const { return questions_; }
    [[nodiscard]] bool listened_to(std::uint32_t group) const { return std::ranges::count(groups_, group) != 0; }

    tl::expected<void, agent::NetlinkError> ask(const agent::NetlinkRequest& request,
                                                std::vector<std::byte>& answer) override {
        ++questions_;
        if (failure_) {
            return tl::unexpected(*failure_);
        }
        if (interrupted_ > 0) {
            --interrupted_;
            return tl::unexpected(agent::NetlinkError::interrupted);
        }
        if (request.type == RTM_GETLINK) {
            tell_links(answer);
            return {};
        }
        const auto question = agent::netlink::split<genlmsghdr>(request.payload);
        if (request.type != ethtool_family || !question) {
            return tl::unexpected(agent::NetlinkError::refused);
        }
        if (question->header.cmd == ETHTOOL_MSG_LINKMODES_GET) {
            tell_link_modes(answer);
            return {};
        }
        if (question->header.cmd == ETHTOOL_MSG_STATS_GET && has_statistics_) {
            tell_driver_statistics(answer);
            return {};
        }
        if (question->header.cmd == ETHTOOL_MSG_MODULE_EEPROM_GET) {
            return tell_module(request.payload, answer);
        }
        if (knows_ports_ && tell_ports(question->header.cmd, answer)) {
            return {};
        }
        return tl::unexpected(agent::NetlinkError::unsupported);
    }

    tl::expected<std::uint16_t, agent::NetlinkError> family(const std::string& name) override {
        ++questions_;
        if (failure_) {
            return tl::unexpected(*failure_);
        }
        if (name != "ethtool" || !has_ethtool_) {
            return tl::unexpected(agent::NetlinkError::unsupported);
        }
        return ethtool_family;
    }

    tl::expected<void, agent::NetlinkError> join(const agent::NetlinkGroup& group) override {
        if (join_failure_) {
            return tl::unexpected(*join_failure_);
        }
        groups_.push_back(std::get<std::uint32_t>(group));
        return {};
    }

    [[nodiscard]] int event_descriptor() const override { return -1; }

    tl::expected<void, agent::NetlinkError> receive(std::vector<std::byte>& events) override {
        if (std::exchange(overrun_, false)) {
            return tl::unexpected(agent::NetlinkError::overrun);
        }
        append(events, events_);
        events_.clear();
        return {};
    }

    /// One RTM_NEWLINK or RTM_DELLINK as the kernel writes it.
    [[nodiscard]] static std::vector<std::byte> message(const FakeInterface& interface, std::uint16_t type,
                                                        std::uint8_t family = AF_UNSPEC) {
        agent::netlink::MessageWriter writer;
        const auto start = writer.begin_message(type, 0);
        ifinfomsg head{};
        head.ifi_family = family;
        head.ifi_type = interface.hardware_type;
        head.ifi_index = interface.index;
        head.ifi_flags = interface.flags;
        writer.header(head);
        writer.text(IFLA_IFNAME, interface.name);
        writer.number<std::uint8_t>(IFLA_OPERSTATE, interface.operstate);
        writer.number<std::uint32_t>(IFLA_MTU, interface.mtu);
        writer.number<std::uint32_t>(IFLA_CARRIER_CHANGES, interface.carrier_changes);
        writer.bytes(IFLA_STATS64, std::as_bytes(std::span(&interface.statistics, 1)));
        if (!interface.kind.empty()) {
            const auto nest = writer.begin_nest(IFLA_LINKINFO);
            writer.text(IFLA_INFO_KIND, interface.kind);
            writer.end_nest(nest);
        }
        writer.end_message(start);
        return {writer.written().begin(), writer.written().end()};
    }

  private:
    static void append(std::vector<std::byte>& to, std::span<const std::byte> bytes) {
        to.insert(to.end(), bytes.begin(), bytes.end());
    }

    FakeInterface& of(const std::string& name) { return *std::ranges::find(interfaces_, name, &FakeInterface::name); }

    void carrier(FakeInterface& interface, bool is_there) {
        interface.flags = is_there ? interface.flags | IFF_LOWER_UP : interface.flags & ~std::uint32_t{IFF_LOWER_UP};
        interface.operstate = is_there ? 6 : 2;
        ++interface.carrier_changes;
        tell(interface, RTM_NEWLINK);
    }

    void tell(const FakeInterface& interface, std::uint16_t type, std::uint8_t family = AF_UNSPEC) {
        if (!groups_.empty()) {
            append(events_, message(interface, type, family));
        }
    }

    void tell_links(std::vector<std::byte>& answer) const {
        if (links_) {
            append(answer, *links_);
            return;
        }
        for (const auto& interface : interfaces_) {
            append(answer, message(interface, RTM_NEWLINK));
        }
    }

    static std::size_t open(agent::netlink::MessageWriter& writer, std::uint8_t command, unsigned nest_type,
                            int index) {
        const auto start = writer.begin_message(ethtool_family, NLM_F_MULTI);
        writer.header(genlmsghdr{.cmd = command, .version = 1, .reserved = 0});
        const auto nest = writer.begin_nest(nest_type);
        writer.number(ETHTOOL_A_HEADER_DEV_INDEX, static_cast<std::uint32_t>(index));
        writer.end_nest(nest);
        return start;
    }

    void tell_link_modes(std::vector<std::byte>& answer) const {
        for (const auto& interface : interfaces_) {
            if (!interface.speed) {
                continue;
            }
            agent::netlink::MessageWriter writer;
            const auto start =
                open(writer, ETHTOOL_MSG_LINKMODES_GET_REPLY, ETHTOOL_A_LINKMODES_HEADER, interface.index);
            writer.number<std::uint32_t>(ETHTOOL_A_LINKMODES_SPEED, *interface.speed);
            writer.number<std::uint8_t>(ETHTOOL_A_LINKMODES_DUPLEX, interface.duplex);
            if (interface.port.negotiates) {
                writer.number<std::uint8_t>(ETHTOOL_A_LINKMODES_AUTONEG, *interface.port.negotiates);
            }
            write_bits(writer, ETHTOOL_A_LINKMODES_OURS, interface.port.advertised);
            write_bits(writer, ETHTOOL_A_LINKMODES_PEER, interface.port.peer);
            writer.end_message(start);
            append(answer, writer.written());
        }
    }

    static void write_bits(agent::netlink::MessageWriter& writer, unsigned type,
                           const std::vector<std::uint32_t>& words) {
        if (words.empty()) {
            return;
        }
        const auto nest = writer.begin_nest(type);
        writer.flag(ETHTOOL_A_BITSET_NOMASK);
        writer.number(ETHTOOL_A_BITSET_SIZE, static_cast<std::uint32_t>(32 * words.size()));
        writer.bytes(ETHTOOL_A_BITSET_VALUE, std::as_bytes(std::span(words)));
        writer.end_nest(nest);
    }

    /// False for what is no question about ports.
    bool tell_ports(std::uint8_t question, std::vector<std::byte>& answer) const {
        if (question != ETHTOOL_MSG_LINKINFO_GET && question != ETHTOOL_MSG_LINKSTATE_GET &&
            question != ETHTOOL_MSG_PSE_GET) {
            return false;
        }
        for (const auto& interface : interfaces_) {
            agent::netlink::MessageWriter writer;
            const auto& port = interface.port;
            std::size_t start = 0;
            if (question == ETHTOOL_MSG_LINKINFO_GET && port.medium) {
                start = open(writer, ETHTOOL_MSG_LINKINFO_GET_REPLY, ETHTOOL_A_LINKINFO_HEADER, interface.index);
                writer.number<std::uint8_t>(ETHTOOL_A_LINKINFO_PORT, *port.medium);
            } else if (question == ETHTOOL_MSG_LINKSTATE_GET) {
                start = open(writer, ETHTOOL_MSG_LINKSTATE_GET_REPLY, ETHTOOL_A_LINKSTATE_HEADER, interface.index);
                if (port.signal_quality) {
                    writer.number(ETHTOOL_A_LINKSTATE_SQI, *port.signal_quality);
                    writer.number(ETHTOOL_A_LINKSTATE_SQI_MAX, port.best_signal_quality);
                }
                if (port.down_reason) {
                    writer.number<std::uint8_t>(ETHTOOL_A_LINKSTATE_EXT_STATE, *port.down_reason);
                }
            } else if (question == ETHTOOL_MSG_PSE_GET && !port.power.empty()) {
                start = open(writer, ETHTOOL_MSG_PSE_GET_REPLY, ETHTOOL_A_PSE_HEADER, interface.index);
                for (const auto& [attribute, value] : port.power) {
                    writer.number<std::uint32_t>(attribute, value);
                }
            } else {
                continue;
            }
            writer.end_message(start);
            append(answer, writer.written());
        }
        return true;
    }

    tl::expected<void, agent::NetlinkError> tell_module(std::span<const std::byte> payload,
                                                        std::vector<std::byte>& answer) const {
        using agent::NetlinkError;
        std::uint32_t index = 0;
        std::uint8_t address = 0;
        std::uint8_t page = 0;
        bool upper = false;
        agent::netlink::Attributes attributes(agent::netlink::split<genlmsghdr>(payload)->attributes);
        while (const auto attribute = attributes.next()) {
            if (attribute->type == ETHTOOL_A_MODULE_EEPROM_HEADER) {
                index = agent::netlink::Attributes(attribute->value).next()->number<std::uint32_t>().value();
            } else if (attribute->type == ETHTOOL_A_MODULE_EEPROM_OFFSET) {
                upper = attribute->number<std::uint32_t>() != 0U;
            } else if (attribute->type == ETHTOOL_A_MODULE_EEPROM_PAGE) {
                page = attribute->number<std::uint8_t>().value();
            } else if (attribute->type == ETHTOOL_A_MODULE_EEPROM_I2C_ADDRESS) {
                address = attribute->number<std::uint8_t>().value();
            }
        }
        const auto interface = std::ranges::find(interfaces_, static_cast<int>(index), &FakeInterface::index);
        if (!may_read_modules_ || interface == interfaces_.end()) {
            return tl::unexpected(may_read_modules_ ? NetlinkError::gone : NetlinkError::permission);
        }
        if (!interface->port.has_cage) {
            return tl::unexpected(NetlinkError::unsupported);
        }
        const auto& module = interface->port.module;
        const auto half = module.find({address, page, upper});
        if (half == module.end()) {
            return tl::unexpected(module.empty() ? NetlinkError::gone : NetlinkError::refused);
        }
        agent::netlink::MessageWriter writer;
        const auto start =
            open(writer, ETHTOOL_MSG_MODULE_EEPROM_GET_REPLY, ETHTOOL_A_MODULE_EEPROM_HEADER, interface->index);
        writer.bytes(ETHTOOL_A_MODULE_EEPROM_DATA, half->second);
        writer.end_message(start);
        append(answer, writer.written());
        return {};
    }

    void tell_driver_statistics(std::vector<std::byte>& answer) const {
        for (const auto& interface : interfaces_) {
            agent::netlink::MessageWriter writer;
            const auto start = open(writer, ETHTOOL_MSG_STATS_GET_REPLY, ETHTOOL_A_STATS_HEADER, interface.index);
            for (const auto& [statistic, value] : interface.counters) {
                const auto group = writer.begin_nest(ETHTOOL_A_STATS_GRP);
                writer.number<std::uint32_t>(ETHTOOL_A_STATS_GRP_ID, statistic.first);
                const auto nest = writer.begin_nest(ETHTOOL_A_STATS_GRP_STAT);
                writer.number<std::uint64_t>(statistic.second, value);
                writer.end_nest(nest);
                writer.end_nest(group);
            }
            writer.end_message(start);
            append(answer, writer.written());
        }
    }

    std::vector<FakeInterface> interfaces_;
    int last_index_ = 0;
    std::vector<std::byte> events_;
    std::vector<std::uint32_t> groups_;
    std::optional<std::vector<std::byte>> links_;
    std::optional<agent::NetlinkError> failure_;
    std::optional<agent::NetlinkError> join_failure_;
    int interrupted_ = 0;
    int questions_ = 0;
    bool overrun_ = false;
    bool has_ethtool_ = true;
    bool has_statistics_ = true;
    bool may_read_modules_ = true;
    bool knows_ports_ = true;
};

}  // namespace magpie::fakes
