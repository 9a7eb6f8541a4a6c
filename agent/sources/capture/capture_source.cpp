#include "agent/sources/capture/capture_source.hpp"

#include <utility>
#include <variant>

namespace magpie::agent {

namespace {

std::vector<std::string> names_of(const CaptureSettings& settings) {
    auto names = settings.ssids;
    for (const auto& network : settings.networks) {
        names.emplace_back(capture::view(network.ssid));
    }
    return names;
}

std::vector<capture::Record> ours(const CaptureSettings& settings) {
    std::vector<capture::Record> records(settings.networks.begin(), settings.networks.end());
    records.insert(records.end(), settings.access_points.begin(), settings.access_points.end());
    return records;
}

}  // namespace

CaptureSource::CaptureSource(const CaptureSettings& settings)
    : names_(names_of(settings)),
      line_(settings.socket, ours(settings)),
      heard_(names_, {.access_points_known = !settings.access_points.empty(), .detail = settings.detail}),
      threats_(names_),
      connections_(names_, settings.detail) {}

void CaptureSource::sample(Readings& readings, const Now& now) {
    (void)read_events(now);
    if (const auto reason = line_.refresh(now); !reason.empty()) {
        was_there_ = true;
        health_.down(reason);
    }
    if (!was_there_) {
        return;
    }
    interfaces_.write(readings);
    if (listens_to_air_) {
        heard_.write(readings, now);
        threats_.write(readings, now);
    }
    connections_.write(readings);
    health_.write(readings);
}

bool CaptureSource::read_events(const Now& now) {
    const auto heard = line_.read();
    was_there_ |= line_.attached() || !heard.ended.empty();
    if (line_.attached()) {
        health_.works();
    }
    bool urgent = false;
    for (const auto& record : heard.records) {
        urgent = hear(record, now) || urgent;
    }
    for (std::size_t i = 0; i < heard.malformed; ++i) {
        health_.failed("malformed");
    }
    if (!heard.ended.empty()) {
        health_.down(heard.ended);
    }
    return urgent;
}

bool CaptureSource::hear(const capture::Record& record, const Now& now) {
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
        connections_.hear(*clients);
    } else if (const auto* minutes = std::get_if<capture::BadMinutes>(&record)) {
        connections_.hear(*minutes);
    } else {
        believable = false;  // what only we say
    }
    if (!believable) {
        health_.failed("not_believable");
    }
    return urgent;
}

}  // namespace magpie::agent
