#pragma once

#include <linux/nl80211.h>

#include <algorithm>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"
#include "agent/netlink/station.hpp"
#include "agent/netlink/survey.hpp"
#include "agent/netlink/wiphy.hpp"
#include "tests/fakes/fake_netlink.hpp"
#include "tests/fakes/nl80211_messages.hpp"

namespace magpie::fakes {

/// A kernel's Wi-Fi over a kernel that has the rest: stands for NETLINK_GENERIC; other families are answered by
/// `others`. What happens is told to whoever joined its group before.
class FakeNl80211 final : public agent::Netlink {
  public:
    using Channel = agent::netlink::WorkingChannel;

    static constexpr std::uint16_t nl80211_family = nl80211::family;

    explicit FakeNl80211(FakeNetlink& others) : others_(others) {}

    // What happens.
    agent::netlink::Wiphy& radio_appears(const std::string& name, const std::vector<std::uint32_t>& mhz) {
        agent::netlink::Wiphy radio{next_radio_++, name, {}};
        for (const auto frequency : mhz) {
            radio.frequencies.push_back({.mhz = frequency});
        }
        tell("config", nl80211::wiphy(radio.index, radio.name, {}));
        return radios_.emplace(radio.index, radio).first->second;
    }
    void radio_goes(std::uint32_t radio) {
        tell("config", nl80211::wiphy(radio, radios_.at(radio).name, {}, NL80211_CMD_DEL_WIPHY));
        radios_.erase(radio);
    }
    /// An access point; its BSSID is 02:00:00:00:00:<index>.
    agent::netlink::WifiInterface& ap_starts(int index, const std::string& name, std::uint32_t radio,
                                             const std::string& ssid, std::uint32_t mhz, std::uint32_t width = 20) {
        return interface_appears({.index = index,
                                  .wiphy = radio,
                                  .wdev = std::uint64_t{radio} << 32 | static_cast<std::uint32_t>(index),
                                  .name = name,
                                  .type = agent::netlink::InterfaceType::ap,
                                  .address = {{2, 0, 0, 0, 0, static_cast<std::uint8_t>(index)}},
                                  .ssid = ssid,
                                  .channel = Channel{mhz, 0, width, mhz + width / 2 - 10},
                                  .transmit_power_dbm = 20});
    }
    agent::netlink::WifiInterface& interface_appears(const agent::netlink::WifiInterface& interface) {
        tell("config", nl80211::wifi_interface(interface));
        return interfaces_.insert_or_assign(interface.wdev, interface).first->second;
    }
    void interface_goes(int index) {
        tell("config", nl80211::wifi_interface(interface(index), NL80211_CMD_DEL_INTERFACE));
        std::erase_if(interfaces_, [&](const auto& entry) { return entry.second.index == index; });
        stations_.erase(index);
        surveys_.erase(index);
        networks_.erase(index);
    }
    agent::netlink::Station& station_joins(int index, const agent::netlink::Station& station) {
        tell("mlme", nl80211::station(index, station));
        return stations_[index].emplace_back(station);
    }
    /// Its last counters are told with it.
    void station_leaves(int index, const agent::MacAddress& address) {
        tell("mlme", nl80211::station(index, station(index, address), NL80211_CMD_DEL_STATION));
        std::erase_if(stations_[index], [&](const auto& gone) { return gone.address == address; });
    }
    /// In place of what was shown of this frequency before.
    void survey_shows(int index, const agent::netlink::Survey& survey) {
        auto& surveys = surveys_[index];
        std::erase_if(surveys, [&](const auto& old) { return old.mhz == survey.mhz; });
        surveys.push_back(survey);
    }
    void channel_switch_is_announced(int index, const Channel& channel) {
        tell_channel(NL80211_CMD_CH_SWITCH_STARTED_NOTIFY, index, channel);
    }
    void channel_switches(int index, const Channel& channel) {
        interface(index).channel = channel;
        tell_channel(NL80211_CMD_CH_SWITCH_NOTIFY, index, channel);
    }
    void radar_is_detected(std::uint32_t radio, const Channel& channel) {
        radar(radio, NL80211_RADAR_DETECTED, channel, agent::netlink::DfsState::unavailable);
    }
    void availability_check_starts(std::uint32_t radio, const Channel& channel) {
        radar(radio, NL80211_RADAR_CAC_STARTED, channel, agent::netlink::DfsState::usable);
    }
    void availability_check_ends(std::uint32_t radio, const Channel& channel) {
        radar(radio, NL80211_RADAR_CAC_FINISHED, channel, agent::netlink::DfsState::available);
    }
    void availability_check_is_aborted(std::uint32_t radio, const Channel& channel) {
        radar(radio, NL80211_RADAR_CAC_ABORTED, channel, agent::netlink::DfsState::usable);
    }
    void non_occupancy_ends(std::uint32_t radio, const Channel& channel) {
        radar(radio, NL80211_RADAR_NOP_FINISHED, channel, agent::netlink::DfsState::usable);
    }
    void network_is_heard(int index, const nl80211::Network& network) { networks_[index].push_back(network); }
    void scan_starts(int index) { tell_scan(NL80211_CMD_TRIGGER_SCAN, index); }
    void scan_ends(int index) { tell_scan(NL80211_CMD_NEW_SCAN_RESULTS, index); }
    void scan_is_aborted(int index) { tell_scan(NL80211_CMD_SCAN_ABORTED, index); }
    /// In place of the domain of the same radio, or of that of the whole kernel.
    void regulatory_is(const agent::netlink::Regulatory& domain) {
        std::erase_if(domains_, [&](const auto& old) { return old.wiphy == domain.wiphy; });
        domains_.push_back(domain);
        const auto command = domain.wiphy ? NL80211_CMD_WIPHY_REG_CHANGE : NL80211_CMD_REG_CHANGE;
        tell("regulatory", nl80211::message(command, [&](agent::netlink::MessageWriter& writer) {
                 writer.text(NL80211_ATTR_REG_ALPHA2, {domain.country.data(), domain.country.size()});
                 if (domain.wiphy) {
                     writer.number(NL80211_ATTR_WIPHY, *domain.wiphy);
                 }
             }));
    }
    /// Events are lost for want of room.
    void events_overrun() {
        events_.clear();
        overrun_ = true;
    }
    void garbage_arrives(const std::vector<std::byte>& bytes) { append(events_, bytes); }

    // How it answers.
    void fails_with(nl80211_commands command, agent::NetlinkError error) { failures_[command] = error; }
    void answers_again(nl80211_commands command) { failures_.erase(command); }
    void is_missing() { missing_ = true; }
    void listening_fails(agent::NetlinkError error) { join_failure_ = error; }
    /// What is dumped changes while it is.
    void dumps_are_interrupted(int times) { interrupted_ = times; }

    // What it has and saw.
    [[nodiscard]] agent::netlink::WifiInterface& interface(int index) {
        return std::ranges::find_if(interfaces_, [&](const auto& entry) { return entry.second.index == index; })
            ->second;
    }
    [[nodiscard]] agent::netlink::Station& station(int index, const agent::MacAddress& address) {
        return *std::ranges::find(stations_.at(index), address, &agent::netlink::Station::address);
    }
    [[nodiscard]] int questions(nl80211_commands command) const {
        return static_cast<int>(std::ranges::count(questions_, command));
    }
    [[nodiscard]] bool listened_to(const std::string& group) const { return groups_.contains(group); }
    /// The bytes of the last question, behind its generic header.
    [[nodiscard]] const std::vector<std::byte>& last_question() const { return last_question_; }

    tl::expected<void, agent::NetlinkError> ask(const agent::NetlinkRequest& request,
                                                std::vector<std::byte>& answer) override {
        const auto question = agent::netlink::split<genlmsghdr>(request.payload);
        if (request.type != nl80211_family || !question) {
            return others_.ask(request, answer);
        }
        questions_.push_back(question->header.cmd);
        last_question_.assign(question->attributes.begin(), question->attributes.end());
        if (const auto failure = failures_.find(question->header.cmd); failure != failures_.end()) {
            return tl::unexpected(failure->second);
        }
        if (interrupted_ > 0) {
            --interrupted_;
            return tl::unexpected(agent::NetlinkError::interrupted);
        }
        return answer_to(question->header.cmd, answer);
    }

    tl::expected<std::uint16_t, agent::NetlinkError> family(const std::string& name) override {
        if (name != NL80211_GENL_NAME) {
            return others_.family(name);
        }
        if (missing_) {
            return tl::unexpected(agent::NetlinkError::unsupported);
        }
        return nl80211_family;
    }

    tl::expected<void, agent::NetlinkError> join(const agent::NetlinkGroup& group) override {
        const auto* named = std::get_if<agent::GenericGroup>(&group);
        if (named == nullptr) {
            return others_.join(group);
        }
        if (missing_ || named->family != NL80211_GENL_NAME) {
            return tl::unexpected(agent::NetlinkError::unsupported);
        }
        if (join_failure_) {
            return tl::unexpected(*join_failure_);
        }
        groups_.insert(named->name);
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

  private:
    static void append(std::vector<std::byte>& to, const std::vector<std::byte>& bytes) {
        to.insert(to.end(), bytes.begin(), bytes.end());
    }

    void tell(const std::string& group, const std::vector<std::byte>& message) {
        if (groups_.contains(group)) {
            append(events_, message);
        }
    }

    void tell_channel(std::uint8_t command, int index, const Channel& channel) {
        tell("mlme", nl80211::message(command, [&](agent::netlink::MessageWriter& writer) {
                 nl80211::write_index(writer, index);
                 nl80211::write_channel(writer, channel);
             }));
    }

    void tell_scan(std::uint8_t command, int index) {
        tell("scan", nl80211::message(command, [&](agent::netlink::MessageWriter& writer) {
                 writer.number(NL80211_ATTR_WIPHY, interface(index).wiphy);
                 nl80211::write_index(writer, index);
                 writer.number(NL80211_ATTR_WDEV, interface(index).wdev);
             }));
    }

    /// The channel's frequencies, 20 MHz each, are in this state from now on.
    void radar(std::uint32_t radio, std::uint32_t event, const Channel& channel, agent::netlink::DfsState state) {
        for (auto& frequency : radios_.at(radio).frequencies) {
            if (frequency.mhz < channel.center_mhz + channel.width_mhz / 2 &&
                frequency.mhz + channel.width_mhz / 2 > channel.center_mhz) {
                frequency.radar = true;
                frequency.dfs_state = state;
            }
        }
        tell("mlme", nl80211::message(NL80211_CMD_RADAR_DETECT, [&](agent::netlink::MessageWriter& writer) {
                 writer.number(NL80211_ATTR_WIPHY, radio);
                 writer.number(NL80211_ATTR_RADAR_EVENT, event);
                 nl80211::write_channel(writer, channel);
             }));
    }

    /// As the kernel splits it: first the radio's name alone, then its frequencies one by one.
    void tell_radios(std::vector<std::byte>& answer) const {
        for (const auto& [index, radio] : radios_) {
            append(answer, nl80211::wiphy(index, radio.name, {}));
            for (const auto& frequency : radio.frequencies) {
                append(answer, nl80211::wiphy(index, radio.name, std::span(&frequency, 1)));
            }
        }
    }

    /// The interface that the last question is about.
    [[nodiscard]] int asked_interface() const {
        agent::netlink::Attributes attributes(last_question_);
        while (const auto attribute = attributes.next()) {
            if (attribute->type == NL80211_ATTR_IFINDEX) {
                return static_cast<int>(attribute->number<std::uint32_t>().value_or(0));
            }
        }
        return 0;
    }

    template <typename Kept, typename Write>
    void tell_each(const std::map<int, Kept>& kept, std::vector<std::byte>& answer, Write write) const {
        const auto of = kept.find(asked_interface());
        if (of == kept.end()) {
            return;
        }
        for (const auto& entry : of->second) {
            append(answer, write(of->first, entry));
        }
    }

    tl::expected<void, agent::NetlinkError> answer_to(std::uint8_t command, std::vector<std::byte>& answer) {
        switch (command) {
            case NL80211_CMD_GET_WIPHY:
                tell_radios(answer);
                return {};
            case NL80211_CMD_GET_INTERFACE:
                for (const auto& [wdev, interface] : interfaces_) {
                    append(answer, nl80211::wifi_interface(interface));
                }
                return {};
            case NL80211_CMD_GET_REG:
                for (const auto& domain : domains_) {
                    append(answer, nl80211::regulatory(domain));
                }
                return {};
            case NL80211_CMD_GET_SURVEY:
                tell_each(surveys_, answer, [](int index, const auto& entry) { return nl80211::survey(index, entry); });
                return {};
            case NL80211_CMD_GET_STATION:
                tell_each(stations_, answer,
                          [](int index, const auto& entry) { return nl80211::station(index, entry); });
                return {};
            case NL80211_CMD_GET_SCAN:
                tell_each(networks_, answer,
                          [](int index, const auto& entry) { return nl80211::network(index, entry); });
                return {};
            case NL80211_CMD_TRIGGER_SCAN:
                scan_starts(asked_interface());
                return {};
            default:
                return tl::unexpected(agent::NetlinkError::unsupported);
        }
    }

    FakeNetlink& others_;
    std::uint32_t next_radio_ = 0;
    std::map<std::uint32_t, agent::netlink::Wiphy> radios_;
    std::map<std::uint64_t, agent::netlink::WifiInterface> interfaces_;
    std::map<int, std::vector<agent::netlink::Survey>> surveys_;
    std::map<int, std::list<agent::netlink::Station>> stations_;
    std::map<int, std::vector<nl80211::Network>> networks_;
    std::vector<agent::netlink::Regulatory> domains_;
    std::set<std::string> groups_;
    std::vector<std::byte> events_;
    std::map<std::uint8_t, agent::NetlinkError> failures_;
    std::optional<agent::NetlinkError> join_failure_;
    std::vector<std::uint8_t> questions_;
    std::vector<std::byte> last_question_;
    int interrupted_ = 0;
    bool overrun_ = false;
    bool missing_ = false;
};

}  // namespace magpie::fakes
