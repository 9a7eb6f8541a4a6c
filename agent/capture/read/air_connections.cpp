#include "agent/capture/read/air_connections.hpp"

#include <algorithm>
#include <variant>

#include "agent/internet/packet.hpp"
#include "wire/capture/words.hpp"

namespace magpie::agent {

namespace {

/// What Connections reads of the air, but for goodbyes: who says one was there before.
bool is_of_a_connection(const Frame& frame) {
    if (!frame.bssid || !frame.station || !frame.transmitter) {
        return false;
    }
    if (frame.type == FrameType::management) {
        const auto subtype = static_cast<ManagementSubtype>(frame.subtype);
        return subtype == ManagementSubtype::authentication || subtype == ManagementSubtype::association_request ||
               subtype == ManagementSubtype::association_response ||
               subtype == ManagementSubtype::reassociation_request ||
               subtype == ManagementSubtype::reassociation_response;
    }
    if (frame.type != FrameType::data || frame.protected_frame || frame.body.empty()) {
        return false;
    }
    const auto packet = parse_snap(frame.body, *frame.transmitter, frame.receiver);
    return packet && std::holds_alternative<Eapol>(packet->content);
}

}  // namespace

AirConnections::AirConnections(const Ours& ours) {
    for (const auto& record : ours.said()) {
        own_.hear(record);
    }
}

bool AirConnections::is_wanted(const MacAddress& bssid) const {
    return !bssid.group() && (!own_.knows_access_points() || own_.is_access_point(bssid));
}

void AirConnections::heard(const Frame& frame, CaptureTime at) {
    if (frame.bssid && is_of_a_connection(frame) && is_wanted(*frame.bssid)) {
        auto network = std::ranges::find(networks_, *frame.bssid, &Network::bssid);
        if (network == networks_.end() && networks_.size() == capture::most_client_networks) {
            ++passed_over_;
            return;
        }
        if (network == networks_.end()) {
            connections_.add_network({}, *frame.bssid);
            network = networks_.insert(network, Network{.bssid = *frame.bssid});
        }
        network->spoke = network->spoke || *frame.transmitter == *frame.bssid;
    }
    connections_.heard(frame, at);
}

void AirConnections::tick(CaptureTime now, std::vector<capture::Record>& into) {
    std::vector<capture::Record> records;
    connections_.tick(now, records);
    std::ranges::copy_if(records, std::back_inserter(into), [&](const capture::Record& record) {
        const auto* totals = std::get_if<capture::StageTotals>(&record);
        return totals != nullptr && networks_.at(totals->network).spoke;
    });
}

std::string AirConnections::name_of(std::uint8_t network) const {
    return capture::access_point_text(networks_.at(network).bssid.bytes);
}

}  // namespace magpie::agent
