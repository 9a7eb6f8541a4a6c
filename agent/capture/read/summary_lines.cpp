#include "agent/capture/read/summary_lines.hpp"

#include <string_view>
#include <utility>
#include <variant>

#include "agent/ieee80211/channel.hpp"
#include "wire/capture/words.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

namespace {

using capture::Record;
using nlohmann::ordered_json;

/// Behind all kinds of records, and before them.
constexpr std::size_t last_kind = std::variant_size_v<Record> + 1;
constexpr std::size_t first_kind = 0;

template <typename Name, typename Counts>
ordered_json by_name(const Counts& counts, Name name_of) {
    auto object = ordered_json::object();
    for (std::size_t place = 0; place < counts.size(); ++place) {
        if (counts[place] != 0) {
            object[std::string(name_of(place))] = counts[place];
        }
    }
    return object;
}

ordered_json line_of(const capture::Network& network) {
    const auto name_of = [](std::size_t place) { return word(static_cast<capture::FrameClass>(place)); };
    ordered_json line{{"network", capture::access_point_text(network.bssid)}};
    if (network.own != 0) {
        line["own"] = true;
    }
    if (network.hidden == 0) {
        line["ssid"] = escaped(capture::view(network.ssid));
    }
    if (network.mhz != 0) {
        line["mhz"] = network.mhz;
    }
    if (network.signal_dbm != 0) {
        line["signal_dbm"] = network.signal_dbm;
    }
    line["frames"] = by_name(network.frames, name_of);
    line["airtime_us"] = by_name(network.airtime_us, name_of);
    line["retries"] = network.retries;
    line["beacons_expected"] = network.beacons_expected;
    line["beacons_lost"] = network.beacons_lost;
    if (network.jitters != 0) {
        line["jitter_us"] = network.jitter_us / network.jitters;
    }
    if (network.load >= 0) {
        line["load_percent"] = network.load * 100 / 255;
    }
    return line;
}

ordered_json line_of(const capture::Channel& channel) {
    ordered_json line{{"mhz", channel.mhz}};
    if (const auto number = channel_of(channel.mhz)) {
        line["channel"] = *number;
    }
    line["listened_us"] = channel.listened_us;
    line["airtime_us"] = channel.airtime_us;
    return line;
}

ordered_json line_of(const capture::ThreatSeen& seen) {
    ordered_json line{{"threat", word(seen.threat)},
                      {"severity", word(seen.severity)},
                      {"bssid", capture::access_point_text(seen.bssid)},
                      {"mhz", seen.mhz},
                      {"frames", seen.frames},
                      {"lasts", seen.present != 0}};
    if (const auto ssid = capture::view(seen.ssid); !ssid.empty()) {
        line["ssid"] = escaped(ssid);
    }
    return line;
}

ordered_json line_of(const capture::StageTotals& totals) {
    return {{"stage", word(totals.stage)},
            {"outcome", word(totals.outcome)},
            {"count", totals.count},
            {"mean_us", totals.count == 0 ? 0 : totals.sum_us / totals.count}};
}

ordered_json line_of(const capture::ResolverTotals& totals) {
    return {{"outcome", word(totals.outcome)},
            {"count", totals.count},
            {"mean_us", totals.count == 0 ? 0 : totals.sum_us / totals.count}};
}

ordered_json line_of(const capture::ClientNetwork& network) {
    const auto mean = [](std::uint64_t sum, std::uint64_t count) { return count == 0 ? 0 : sum / count; };
    return {{"segments_up", network.segments_up},
            {"segments_down", network.segments_down},
            {"retransmissions_up", network.retransmissions_up},
            {"retransmissions_down", network.retransmissions_down},
            {"round_trip_network_us", mean(network.round_trip_network_us, network.round_trips_network)},
            {"round_trip_radio_us", mean(network.round_trip_radio_us, network.round_trips_radio)},
            {"attempts_forgotten", network.attempts_forgotten},
            {"good_minutes", network.good_minutes},
            {"dhcp_silence_us", network.dhcp_silence_us}};
}

ordered_json line_of(const capture::BadMinutes& minutes) {
    const auto name_of = [](std::size_t place) { return word(static_cast<capture::Stage>(place)); };
    return {{"bad_minutes", by_name(minutes.by_stage, name_of)}};
}

/// Of one network of several.
ordered_json line_of(const std::string& network, const ordered_json& rest) {
    if (network.empty()) {
        return rest;
    }
    ordered_json line{{"network", network}};
    line.update(rest);
    return line;
}

template <class... Enumerators>
std::string places(Enumerators... enumerators) {
    return {static_cast<char>('a' + static_cast<int>(enumerators))...};
}

}  // namespace

void SummaryLines::account(std::uint64_t frames, const std::array<std::uint64_t, capture::bad_frame_count>& bad) {
    const auto name_of = [](std::size_t place) { return word(static_cast<capture::BadFrame>(place)); };
    put(first_kind, {}, {{"frames", frames}, {"bad", by_name(bad, name_of)}});
}

void SummaryLines::keep(const std::vector<Record>& records, const std::function<std::string(std::uint8_t)>& name_of) {
    for (const auto& record : records) {
        std::string network;
        if (const auto* totals = std::get_if<capture::StageTotals>(&record)) {
            network = name_of(totals->network);
        }
        put(record, network);
    }
}

void SummaryLines::keep(const std::string& name, std::uint64_t count) {
    if (count != 0) {
        put(last_kind, name, {{name, count}});
    }
}

void SummaryLines::put(const Record& record, const std::string& network) {
    const auto kind = record.index() + 1;
    if (const auto* one = std::get_if<capture::Network>(&record)) {
        put(kind, capture::access_point_text(one->bssid), line_of(*one));
    } else if (const auto* channel = std::get_if<capture::Channel>(&record)) {
        put(kind, std::to_string(channel->mhz), line_of(*channel));
    } else if (const auto* seen = std::get_if<capture::ThreatSeen>(&record)) {
        put(kind, places(seen->threat) + capture::access_point_text(seen->bssid), line_of(*seen));
    } else if (const auto* totals = std::get_if<capture::StageTotals>(&record)) {
        put(kind, network + places(totals->stage, totals->outcome), line_of(network, line_of(*totals)));
    } else if (const auto* queries = std::get_if<capture::ResolverTotals>(&record)) {
        const std::string name = queries->resolver < resolvers_.size() ? resolvers_[queries->resolver] : "other";
        ordered_json line{{"resolver", name}};
        line.update(line_of(*queries));
        put(kind, places(queries->resolver, queries->outcome), std::move(line));
    } else if (const auto* clients = std::get_if<capture::ClientNetwork>(&record)) {
        put(kind, {}, line_of(*clients));
    } else if (const auto* minutes = std::get_if<capture::BadMinutes>(&record)) {
        put(kind, {}, line_of(*minutes));
    }
}

void SummaryLines::print(std::ostream& out) const {
    for (const auto& [key, line] : lines_) {
        out << line.dump() << '\n';
    }
}

}  // namespace magpie::agent
