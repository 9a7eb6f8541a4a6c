#include "agent/capture/read/summary.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include <nlohmann/json.hpp>

#include "agent/capture/air/air.hpp"
#include "agent/capture/client/connections.hpp"
#include "agent/ieee80211/channel.hpp"
#include "wire/capture/words.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

namespace {

using capture::Record;
using nlohmann::ordered_json;

constexpr std::chrono::seconds second{1};

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

ordered_json line_of(std::uint64_t frames, const std::array<std::uint64_t, capture::bad_frame_count>& bad) {
    const auto name_of = [](std::size_t place) { return word(static_cast<capture::BadFrame>(place)); };
    return {{"frames", frames}, {"bad", by_name(bad, name_of)}};
}

ordered_json line_of(const capture::Network& network) {
    const auto name_of = [](std::size_t place) { return word(static_cast<capture::FrameClass>(place)); };
    ordered_json line{{"network", capture::access_point_text(network.bssid)}};
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

/// Keeps the last that was said of each thing: all numbers are totals. In the order of the kinds.
class Lines {
  public:
    void keep(const std::vector<Record>& records) {
        for (const auto& record : records) {
            std::visit([&](const auto& one) { keep_one(one, record.index()); }, record);
        }
    }
    void print(std::ostream& out) const {
        for (const auto& [key, line] : lines_) {
            out << line.dump() << '\n';
        }
    }

  private:
    using Key = std::tuple<std::size_t, std::string>;

    void keep_one(const capture::Network& one, std::size_t kind) {
        put(kind, capture::access_point_text(one.bssid), one);
    }
    void keep_one(const capture::Channel& one, std::size_t kind) { put(kind, std::to_string(one.mhz), one); }
    void keep_one(const capture::ThreatSeen& one, std::size_t kind) {
        put(kind, std::to_string(static_cast<unsigned>(one.threat)) + capture::access_point_text(one.bssid), one);
    }
    void keep_one(const capture::StageTotals& one, std::size_t kind) {
        const auto place = [](auto enumerator) { return static_cast<char>('a' + static_cast<int>(enumerator)); };
        put(kind, {place(one.stage), place(one.outcome)}, one);
    }
    void keep_one(const capture::ClientNetwork& one, std::size_t kind) { put(kind, {}, one); }
    void keep_one(const capture::BadMinutes& one, std::size_t kind) { put(kind, {}, one); }
    template <typename Other>
    void keep_one(const Other& /*of the other direction*/, std::size_t /*kind*/) {}

    template <typename One>
    void put(std::size_t kind, std::string of, const One& one) {
        lines_[{kind, std::move(of)}] = line_of(one);
    }

    std::map<Key, ordered_json> lines_;
};

/// Hands over all frames, and says each second of the capture's own time that it has passed; a gap of more than some
/// minutes is as long as these. The end, or nothing of an empty capture.
template <typename Take, typename Tick>
std::optional<CaptureTime> replay(PacketSource& source, Take take, Tick tick) {
    constexpr std::chrono::minutes longest_gap{5};
    constexpr std::size_t at_once = 1000;
    std::optional<CaptureTime> next;
    while (!source.ended()) {
        source.read(at_once, [&](const CapturedFrame& frame) {
            next = std::max(next.value_or(frame.at + second), frame.at - longest_gap);
            for (; *next <= frame.at; *next += second) {
                tick(*next);
            }
            take(frame);
        });
    }
    return next;
}

void summarize_air(PacketSource& source, std::ostream& out) {
    Air air;
    air.hear(capture::Settled{});
    Lines lines;
    std::vector<Record> records;
    const auto tick = [&](CaptureTime now) {
        records.clear();
        air.take_threats(records);
        air.tick(now, records);
        lines.keep(records);
    };
    const auto link_type = source.link_type();
    const auto end = replay(
        source, [&](const CapturedFrame& frame) { air.frame(frame, link_type); }, tick);
    if (end) {
        tick(*end);
    }
    out << line_of(air.frames(), air.bad()).dump() << '\n';
    lines.print(out);
}

void summarize_clients(PacketSource& source, std::ostream& out) {
    /// After which nobody is waited for.
    constexpr std::chrono::seconds last_wait{60};
    Connections connections;
    const auto network = connections.add_network("capture", MacAddress{});
    Lines lines;
    std::vector<Record> records;
    const auto tick = [&](CaptureTime now) {
        records.clear();
        connections.tick(now, records);
        lines.keep(records);
    };
    const auto end = replay(
        source, [&](const CapturedFrame& frame) { connections.packet(network, frame); }, tick);
    if (end) {
        for (auto now = *end; now <= *end + last_wait; now += second) {
            tick(now);
        }
    }
    out << line_of(connections.frames(network), connections.bad(network)).dump() << '\n';
    lines.print(out);
}

}  // namespace

void summarize(PacketSource& source, std::ostream& out) {
    if (source.link_type() == LinkType::ethernet) {
        summarize_clients(source, out);
    } else {
        summarize_air(source, out);
    }
}

}  // namespace magpie::agent
