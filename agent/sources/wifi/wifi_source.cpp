#include "agent/sources/wifi/wifi_source.hpp"

#include <algorithm>
#include <utility>

#include "agent/sources/wifi/quirks.hpp"

namespace magpie::agent {

WifiSource::WifiSource(Netlink& generic, WifiSettings settings)
    : generic_(generic),
      settings_(std::move(settings)),
      reader_(generic, settings_.sys),
      clients_(settings_.clients),
      scans_(settings_.scans),
      neighbours_(settings_.neighbours) {
    listen();
}

void WifiSource::listen() {
    if (listens_ || !reader_.family()) {
        return;
    }
    listens_ = true;
    for (const auto* group : {"config", "scan", "regulatory", "mlme"}) {
        if (const auto joined = generic_.join(GenericGroup{"nl80211", group}); !joined) {
            health_.failed(reason(joined.error()));
        }
    }
}

void WifiSource::sample(Readings& readings, const Now& now) {
    listen();
    (void)read_events(now);
    if (reader_.read(state_, health_)) {
        health_.works();
        said_missing_ = false;
    } else if (!said_missing_) {
        // Said once: a pole without a radio is not a pole that fails every ten seconds.
        health_.down("missing");
        said_missing_ = true;
    }
    for (const auto& radio : state_.radios) {
        events_.exists(radio.name);
    }
    look(state_, now);
    scan(state_, now);
    neighbours_.look(state_, now.mono);
    radios_.write(readings);
    clients_.write(readings);
    scans_.write(readings);
    neighbours_.write(readings);
    events_.write(readings);
    if (state_.country) {
        readings.set<"wifi_regulatory_info">(1, std::string(state_.country->data(), state_.country->size()));
    }
    health_.write(readings);
}

void WifiSource::look(const WifiState& state, const Now& now) {
    radios_.look(state.radios, now.mono);
    clients_.begin(now);
    for (const auto& network : state.networks) {
        const auto band = band_of(network.mhz);
        const auto radio = std::ranges::find(state.radios, network.wiphy, &Radio::wiphy);
        if (!band || radio == state.radios.end()) {
            continue;
        }
        clients_.serves(network.interface, group_of(network, *band), quirks_of(radio->driver).retries_are_unreported);
        for (const auto& station : network.stations) {
            clients_.add(network.interface, station);
        }
    }
    if (const auto before = std::exchange(refused_, clients_.refused()); refused_ != before) {
        health_.failed("too_many_stations");
    }
    clients_.end();
}

void WifiSource::scan(const WifiState& state, const Now& now) {
    scans_.keep(state.radios);
    const auto family = reader_.family();
    for (const auto& radio : state.radios) {
        if (scans_.is_overdue(radio.wiphy, now.mono)) {
            hear(radio, now);
        }
        const auto mhz = scans_.next(radio, state.networks, radios_.busy(radio.wiphy), now);
        if (!mhz || !family) {
            continue;
        }
        if (const auto asked = netlink::trigger_scan(generic_, *family, *radio.interface, {*mhz}); asked) {
            scans_.started(radio.wiphy, now.mono);
        } else if (scans_.refused(radio.wiphy, asked.error())) {
            neighbours_.end_round(radio);
        }
    }
}

void WifiSource::hear(const Radio& radio, const Now& now) {
    const bool round_ended = scans_.ended(radio.wiphy);
    const auto family = reader_.family();
    if (!family || !radio.interface) {
        return;
    }
    if (const auto read = netlink::read_scan(generic_, *family, *radio.interface, buffer_, heard_); !read) {
        health_.failed(reason(read.error()));
    }
    neighbours_.hear(radio.wiphy, heard_, now.mono);
    if (round_ended) {
        neighbours_.end_round(radio);
    }
}

ClientGroup WifiSource::group_of(const Network& network, Band band) const {
    const bool configured = std::ranges::find(settings_.ssids, network.ssid) != settings_.ssids.end();
    return {band, configured ? network.ssid : "other"};
}

bool WifiSource::read_events(const Now& now) {
    buffer_.clear();
    if (const auto received = generic_.receive(buffer_); !received) {
        health_.failed(reason(received.error()));
        reader_.ask_anew();
        return false;
    }
    bool urgent = false;
    netlink::Messages messages(buffer_);
    while (const auto message = messages.next()) {
        urgent |= take(*message, now);
    }
    if (messages.malformed()) {
        health_.failed(reason(NetlinkError::malformed));
    }
    for (const auto& radio : state_.radios) {
        if (heard_by_.contains(radio.wiphy)) {
            hear(radio, now);
        }
    }
    heard_by_.clear();
    return urgent;
}

bool WifiSource::take(const netlink::Message& message, const Now& now) {
    if (message.type != reader_.family()) {
        return false;
    }
    if (const auto station = netlink::parse_station(message); !station) {
        health_.failed(reason(station.error()));
    } else if (*station) {
        take(**station, now);
        return false;
    }
    const auto event = netlink::parse_wifi_event(message);
    if (!event) {
        health_.failed(reason(event.error()));
        return false;
    }
    return *event && take(**event);
}

bool WifiSource::take(const netlink::WifiEvent& event) {
    auto wiphy = event.wiphy;
    if (!wiphy && event.interface) {
        wiphy = reader_.wiphy_of(*event.interface);
    }
    // A radio that has just come is known by what tells of it alone.
    const std::string_view known = wiphy ? reader_.radio_name(*wiphy) : std::string_view();
    const std::string_view name = known.empty() ? std::string_view(event.radio) : known;
    events_.count(name.empty() ? "unknown" : name, word(event.type));
    reader_.ask_anew();
    if (wiphy && disturbs_airtime(event.type)) {
        radios_.disturb(*wiphy);
    }
    if (wiphy && ends_scan(event.type)) {
        heard_by_.insert(*wiphy);
    }
    return is_urgent(event.type);
}

void WifiSource::take(const netlink::StationEvent& event, const Now& now) {
    const auto wiphy = reader_.wiphy_of(event.interface);
    const auto name = wiphy ? reader_.radio_name(*wiphy) : std::string_view();
    events_.count(name.empty() ? "unknown" : name, event.gone ? "leave" : "join");
    if (event.gone) {
        clients_.left(event.interface, event.station, now);
    }
}

}  // namespace magpie::agent
