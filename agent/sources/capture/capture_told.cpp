#include "agent/sources/capture/capture_told.hpp"

#include <utility>
#include <variant>

namespace magpie::agent {

CaptureTold::CaptureTold(std::vector<std::string> names, std::vector<std::string> resolvers,
                         const HeardNetworks::Settings& settings)
    : names_(std::move(names)),
      heard_(names_, settings),
      threats_(names_),
      connections_(names_, settings.detail),
      resolvers_(names_, std::move(resolvers)) {}

CaptureTold::News CaptureTold::hear(const capture::Record& record, const Now& now) {
    bool believable = true;
    bool urgent = false;
    if (const auto* interface = std::get_if<capture::Interface>(&record)) {
        believable = interfaces_.hear(*interface);
        listens_to_air_ |= interface->kind == capture::InterfaceKind::air;
    } else if (const auto* network = std::get_if<capture::Network>(&record)) {
        believable = heard_.hear(*network, now);
    } else if (const auto* channel = std::get_if<capture::Channel>(&record)) {
        believable = heard_.hear(*channel);
    } else if (const auto* seen = std::get_if<capture::ThreatSeen>(&record)) {
        const auto news = threats_.hear(*seen, now);
        listens_to_air_ = true;
        urgent = news == AirThreats::News::urgent;
        believable = news != AirThreats::News::too_many;
    } else if (const auto* stage = std::get_if<capture::StageTotals>(&record)) {
        connections_.hear(*stage);
    } else if (const auto* clients = std::get_if<capture::ClientNetwork>(&record)) {
        urgent = connections_.hear(*clients, now);
        resolvers_.hear(*clients);
    } else if (const auto* queries = std::get_if<capture::ResolverTotals>(&record)) {
        believable = resolvers_.hear(*queries);
    } else if (const auto* minutes = std::get_if<capture::BadMinutes>(&record)) {
        connections_.hear(*minutes);
    } else if (const auto* events = std::get_if<capture::EventTotals>(&record)) {
        events_.hear(*events);
    } else if (const auto* neighbour = std::get_if<capture::LineNeighbour>(&record)) {
        believable = neighbours_.hear(*neighbour, now);
    } else {
        believable = false;  // what only we say
    }
    if (!believable) {
        return News::not_believable;
    }
    return urgent ? News::urgent : News::none;
}

void CaptureTold::write(Readings& readings, const Now& now) {
    interfaces_.write(readings);
    neighbours_.write(readings, now);
    if (listens_to_air_) {
        heard_.write(readings, now);
        threats_.write(readings, now);
    }
    connections_.write(readings);
    resolvers_.write(readings);
    events_.write(readings);
}

}  // namespace magpie::agent
