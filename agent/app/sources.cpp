#include "agent/app/sources.hpp"

#include "agent/sources/host/host_source.hpp"
#include "agent/sources/link/link_source.hpp"
#include "agent/sources/wifi/hostapd_source.hpp"
#include "agent/sources/wifi/wifi_source.hpp"

namespace magpie::agent {

namespace {

ScanTime scan_time(const std::string& text) {
    if (text == "always") {
        return ScanTime::always;
    }
    return text == "never" ? ScanTime::never : ScanTime::night;
}

WifiSettings wifi_settings(const Config& config) {
    const auto& wifi = config.wifi;
    return {.ssids = wifi.ssids,
            .clients = {.min_group = wifi.min_group, .detail = wifi.detail},
            .scans = {.when = scan_time(wifi.scan),
                      .from_hour = wifi.scan_from_hour_utc,
                      .until_hour = wifi.scan_until_hour_utc,
                      .interval = wifi.scan_interval},
            .neighbours = {.known = wifi.known_neighbours, .detail = wifi.detail}};
}

}  // namespace

Sources make_sources(const Config& config, Netlink& route, Netlink& generic) {
    Sources sources;
    auto link = std::make_unique<LinkSource>(
        route, generic, LinkSettings{.exclude = config.link.exclude, .max_interfaces = config.link.max_interfaces});
    sources.watches.push_back({[&link = *link] { return link.event_descriptor(); },
                               [&link = *link](const Now&) { return link.read_events(); }});
    sources.all.push_back(std::move(link));
    if (config.wifi.enabled) {
        auto wifi = std::make_unique<WifiSource>(generic, wifi_settings(config));
        sources.watches.push_back({[&wifi = *wifi] { return wifi.event_descriptor(); },
                                   [&wifi = *wifi](const Now& now) { return wifi.read_events(now); }});
        sources.all.push_back(std::move(wifi));
        auto hostapd = std::make_unique<HostapdSource>(config.wifi.hostapd_directory);
        sources.watches.push_back({[&hostapd = *hostapd] { return hostapd.event_descriptor(); },
                                   [&hostapd = *hostapd](const Now&) {
                                       hostapd.read_events();
                                       return false;
                                   }});
        sources.all.push_back(std::move(hostapd));
    }
    sources.all.push_back(std::make_unique<HostSource>());
    return sources;
}

}  // namespace magpie::agent
