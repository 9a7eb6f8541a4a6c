#include "agent/capture/client/totals.hpp"

#include <cassert>

namespace magpie::agent::client {

using capture::Outcome;
using capture::Stage;
using std::chrono::microseconds;

std::uint8_t Totals::add_network(std::string_view ssid) {
    assert(networks_.size() < capture::most_client_networks);
    const auto index = static_cast<std::uint8_t>(networks_.size());
    auto& network = networks_.emplace_back();
    network.row.network = index;
    network.row.ssid = capture::text32(ssid);
    network.minutes.network = index;
    return index;
}

void Totals::stage(std::uint8_t network, Stage stage, Outcome outcome, microseconds took) {
    const auto place = static_cast<std::size_t>(stage) * capture::outcome_count + static_cast<std::size_t>(outcome);
    auto& totals = networks_[network].stages.at(place);
    totals.network = network;
    totals.stage = stage;
    totals.outcome = outcome;
    ++totals.count;
    totals.sum_us += static_cast<std::uint64_t>(took.count());
    for (std::size_t bound = 0; bound < totals.within.size(); ++bound) {
        if (took <= std::chrono::milliseconds(capture::stage_bounds_ms.at(bound))) {
            ++totals.within.at(bound);
        }
    }
}

void Totals::resolver(std::uint8_t network, std::uint8_t resolver, Outcome outcome, microseconds took) {
    const auto place = std::size_t{resolver} * capture::outcome_count + static_cast<std::size_t>(outcome);
    auto& totals = networks_[network].resolvers.at(place);
    totals.network = network;
    totals.resolver = resolver;
    totals.outcome = outcome;
    ++totals.count;
    totals.sum_us += static_cast<std::uint64_t>(took.count());
}

void Totals::begin_resolvers() {
    for (auto& network : networks_) {
        network.resolvers = {};
    }
}

void Totals::round_trip(std::uint8_t network, Side side, microseconds took) {
    auto& row = networks_[network].row;
    (side == Side::radio ? row.round_trip_radio_us : row.round_trip_network_us) +=
        static_cast<std::uint64_t>(took.count());
    ++(side == Side::radio ? row.round_trips_radio : row.round_trips_network);
}

void Totals::segment(std::uint8_t network, bool up, bool again) {
    auto& row = networks_[network].row;
    ++(up ? row.segments_up : row.segments_down);
    if (again) {
        ++(up ? row.retransmissions_up : row.retransmissions_down);
    }
}

void Totals::minute(std::uint8_t network, std::optional<Stage> to_blame) {
    auto& counted = networks_[network];
    if (!to_blame) {
        ++counted.row.good_minutes;
        return;
    }
    ++counted.minutes.by_stage.at(static_cast<std::size_t>(*to_blame));
}

void Totals::dhcp_silence(std::uint8_t network, microseconds lasts) {
    auto& row = networks_[network].row;
    row.dhcp_asked = 1;
    row.dhcp_silence_us = static_cast<std::uint64_t>(lasts.count());
}

void Totals::tell(std::vector<capture::Record>& into) {
    for (auto& network : networks_) {
        into.emplace_back(network.row);
        for (auto& row : network.stages) {
            // Also what did not change: a record may be lost, and an agent may be new.
            if (row.count != 0) {
                into.emplace_back(row);
            }
        }
        for (const auto& row : network.resolvers) {
            if (row.count != 0) {
                into.emplace_back(row);
            }
        }
        into.emplace_back(network.minutes);
    }
}

}  // namespace magpie::agent::client
