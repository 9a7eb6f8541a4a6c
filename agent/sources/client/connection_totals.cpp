#include "agent/sources/client/connection_totals.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <numeric>

#include "wire/capture/words.hpp"

namespace magpie::agent {

using capture::Outcome;
using capture::Stage;

namespace {

constexpr double microseconds = 1e6;
constexpr double minute = 60;  // seconds
constexpr auto success = static_cast<std::size_t>(Outcome::success);
constexpr auto no_answer = static_cast<std::size_t>(Outcome::no_answer);
constexpr auto connect = static_cast<std::size_t>(Stage::connect);
/// Servers that look first whether an address is free would have it told of each lease, so that it is told at once no
/// more than once a minute.
constexpr Milliseconds told_apart{60000};
constexpr std::array<std::string_view, 2> directions{"up", "down"};
constexpr std::array<std::string_view, 2> side_words{"network", "radio"};

static_assert(std::ranges::equal(capture::stage_bounds_ms, catalogue::rows::stage_buckets,
                                 [](std::uint32_t ms, double seconds) { return ms / 1e3 == seconds; }),
              "what the capture counts is what the histograms tell");

/// That a server is silent is told from the first end of its stage on: nobody can tell that what begins at 1 has
/// risen.
bool is_of_server(Stage stage) {
    return stage == Stage::dhcp_discover || stage == Stage::dhcp_request || stage == Stage::dns ||
           stage == Stage::tcp_network;
}

template <std::size_t size>
void add(std::array<double, size>& to, const std::array<double, size>& what) {
    std::ranges::transform(to, what, to.begin(), std::plus());
}

}  // namespace

void ConnectionTotals::hear(const capture::StageTotals& heard) {
    auto& [name, growth, total, silence] = networks_[heard.network];
    const auto stage = static_cast<std::size_t>(heard.stage);
    const auto outcome = static_cast<std::size_t>(heard.outcome);
    total.ends[stage][outcome] += growth.ends[stage][outcome].to(heard.count);
    if (heard.outcome != Outcome::success) {
        return;  // how long a failure took is how long a client waits
    }
    total.success_us[stage] += growth.success_us[stage].to(heard.sum_us);
    for (std::size_t bound = 0; bound < heard.within.size(); ++bound) {
        total.within[stage][bound] += growth.within[stage][bound].to(heard.within[bound]);
    }
}

bool ConnectionTotals::hear(const capture::ClientNetwork& heard, const Now& now) {
    auto& [name, growth, total, dhcp_silence] = networks_[heard.network];
    const auto its_name = names_.label(heard.ssid);
    if (!name.empty() && name != its_name) {
        add(former_[name], total);
        total = {};
    }
    name = its_name;
    const auto pair = [&](auto& totals, auto& growths, std::uint64_t first, std::uint64_t second) {
        totals[0] += growths[0].to(first);
        totals[1] += growths[1].to(second);
    };
    pair(total.segments, growth.segments, heard.segments_up, heard.segments_down);
    pair(total.retransmissions, growth.retransmissions, heard.retransmissions_up, heard.retransmissions_down);
    pair(total.round_trip_us, growth.round_trip_us, heard.round_trip_network_us, heard.round_trip_radio_us);
    pair(total.round_trips, growth.round_trips, heard.round_trips_network, heard.round_trips_radio);
    total.forgotten += growth.forgotten.to(heard.attempts_forgotten);
    total.good_minutes += growth.good_minutes.to(heard.good_minutes);
    if (heard.dhcp_asked == 0) {
        dhcp_silence.reset();
        return false;
    }
    const auto before = dhcp_silence.value_or(0);
    dhcp_silence = static_cast<double>(heard.dhcp_silence_us) / microseconds;
    return is_news(*dhcp_silence, before, now);
}

bool ConnectionTotals::is_news(double dhcp_silence, double before, const Now& now) {
    constexpr double at_once = std::chrono::duration<double>(capture::dhcp_silence_told_at_once).count();
    if (dhcp_silence < at_once || before >= at_once || (silence_told_ && now.mono - *silence_told_ < told_apart)) {
        return false;
    }
    silence_told_ = now.mono;
    return true;
}

void ConnectionTotals::hear(const capture::BadMinutes& heard) {
    auto& [name, growth, total, silence] = networks_[heard.network];
    for (std::size_t stage = 0; stage < heard.by_stage.size(); ++stage) {
        total.bad_minutes[stage] += growth.bad_minutes[stage].to(heard.by_stage[stage]);
    }
}

void ConnectionTotals::add(Totals& to, const Totals& what) {
    for (std::size_t stage = 0; stage < capture::stage_count; ++stage) {
        agent::add(to.ends[stage], what.ends[stage]);
        agent::add(to.within[stage], what.within[stage]);
    }
    agent::add(to.success_us, what.success_us);
    agent::add(to.segments, what.segments);
    agent::add(to.retransmissions, what.retransmissions);
    agent::add(to.round_trip_us, what.round_trip_us);
    agent::add(to.round_trips, what.round_trips);
    to.forgotten += what.forgotten;
    to.good_minutes += what.good_minutes;
    agent::add(to.bad_minutes, what.bad_minutes);
}

void ConnectionTotals::write(Readings& readings) const {
    auto all = former_;
    for (const auto& network : networks_) {
        if (!network.name.empty()) {
            add(all[network.name], network.total);
        }
    }
    for (const auto& [name, total] : all) {
        write(readings, name, total);
    }
    write_silence(readings);
}

/// Of a network on two interfaces the one that is silent for longer: its clients are as badly off.
void ConnectionTotals::write_silence(Readings& readings) const {
    std::map<std::string_view, double> longest;
    for (const auto& network : networks_) {
        if (!network.name.empty() && network.dhcp_silence) {
            auto& lasts = longest[network.name];
            lasts = std::max(lasts, *network.dhcp_silence);
        }
    }
    for (const auto& [name, seconds] : longest) {
        readings.set<"client_dhcp_silence_seconds">(seconds, name);
    }
}

void ConnectionTotals::write(Readings& readings, std::string_view name, const Totals& total) const {
    write_stages(readings, name, total);
    for (std::size_t side = 0; side < sides; ++side) {
        if (total.segments[side] > 0) {
            readings.count<"client_tcp_segments_total">(total.segments[side], name, directions[side]);
            readings.count<"client_tcp_retransmissions_total">(total.retransmissions[side], name, directions[side]);
        }
        if (total.round_trips[side] > 0) {
            readings.count<"client_round_trip_seconds_total">(total.round_trip_us[side] / microseconds, name,
                                                              side_words[side]);
            readings.count<"client_round_trips_total">(total.round_trips[side], name, side_words[side]);
        }
    }
    if (total.good_minutes > 0) {
        readings.count<"client_good_seconds_total">(total.good_minutes * minute, name);
    }
    for (std::size_t stage = 0; stage < capture::stage_count; ++stage) {
        if (total.bad_minutes[stage] > 0) {
            readings.count<"client_bad_seconds_total">(total.bad_minutes[stage] * minute, name,
                                                       word(static_cast<Stage>(stage)));
        }
    }
    if (total.forgotten > 0) {
        readings.count<"client_attempts_forgotten_total">(total.forgotten, name);
    }
}

void ConnectionTotals::write_stages(Readings& readings, std::string_view name, const Totals& total) const {
    for (std::size_t stage = 0; stage < capture::stage_count; ++stage) {
        const auto stage_word = word(static_cast<Stage>(stage));
        const auto& ends = total.ends[stage];
        const bool is_known =
            is_of_server(static_cast<Stage>(stage)) && std::accumulate(ends.begin(), ends.end(), 0.0) > 0;
        for (std::size_t outcome = 0; outcome < capture::outcome_count; ++outcome) {
            if (ends[outcome] > 0 || (is_known && outcome == no_answer)) {
                readings.count<"client_stage_total">(total.ends[stage][outcome], name, stage_word,
                                                     word(static_cast<Outcome>(outcome)));
            }
        }
        if (total.ends[stage][success] == 0) {
            continue;
        }
        if (stage == connect) {
            readings.spread<"client_connect_seconds">(histogram(total, stage), name);
            continue;
        }
        readings.count<"client_stage_seconds_total">(total.success_us[stage] / microseconds, name, stage_word);
        if (detail_) {
            readings.spread<"client_stage_duration_seconds">(histogram(total, stage), name, stage_word);
        }
    }
}

Histogram ConnectionTotals::histogram(const Totals& total, std::size_t stage) {
    auto histogram = histogram_of<"client_connect_seconds">();
    histogram.add(total.within[stage], total.ends[stage][success], total.success_us[stage] / microseconds);
    return histogram;
}

}  // namespace magpie::agent
