#include "agent/sources/capture/capture_source.hpp"

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
    records.insert(records.end(), settings.resolvers.begin(), settings.resolvers.end());
    return records;
}

}  // namespace

CaptureSource::CaptureSource(const CaptureSettings& settings)
    : line_(settings.socket, ours(settings)),
      told_(names_of(settings), settings.resolver_names,
            {.access_points_known = !settings.access_points.empty(), .detail = settings.detail}) {}

void CaptureSource::sample(Readings& readings, const Now& now) {
    (void)read_events(now);
    if (const auto reason = line_.refresh(now); !reason.empty()) {
        was_there_ = true;
        health_.down(reason);
    }
    if (!was_there_) {
        return;
    }
    told_.write(readings, now);
    health_.write(readings);
}

void CaptureSource::tell(capture::ClientEvent event, std::string_view bridge) {
    const auto& interfaces = told_.interfaces();
    if (!interfaces.hears_clients_at(capture::view(event.interface))) {
        if (!interfaces.hears_clients_at(bridge)) {
            return;
        }
        event.interface = capture::text32(bridge);
    }
    if (line_.attached() && !line_.tell(event)) {
        health_.failed("busy");
    }
}

bool CaptureSource::read_events(const Now& now) {
    const auto heard = line_.read();
    was_there_ |= line_.attached() || !heard.ended.empty();
    if (line_.attached()) {
        health_.works();
    }
    bool urgent = false;
    for (const auto& record : heard.records) {
        const auto news = told_.hear(record, now);
        urgent = urgent || news == CaptureTold::News::urgent;
        if (news == CaptureTold::News::not_believable) {
            health_.failed("not_believable");
        }
    }
    for (std::size_t i = 0; i < heard.malformed; ++i) {
        health_.failed("malformed");
    }
    if (!heard.ended.empty()) {
        health_.down(heard.ended);
    }
    return urgent;
}

}  // namespace magpie::agent
