#include "agent/app/sources.hpp"

#include <algorithm>
#include <iterator>

#include "agent/app/agent.hpp"
#include "agent/app/citizen_line.hpp"
#include "agent/app/client_event.hpp"
#include "agent/app/gateway_line.hpp"
#include "agent/app/node_firmware.hpp"
#include "agent/app/page_files.hpp"
#include "agent/app/page_line.hpp"
#include "agent/app/path_line.hpp"
#include "agent/app/stamp_line.hpp"
#include "agent/app/throughput_line.hpp"
#include "agent/app/uplink_dhcp_line.hpp"
#include "agent/gpio/gpio_contact.hpp"
#include "agent/modbus/serial_line.hpp"
#include "agent/sources/capture/capture_source.hpp"
#include "agent/sources/host/host_source.hpp"
#include "agent/sources/link/link_source.hpp"
#include "agent/sources/pole/pole_source.hpp"
#include "agent/sources/wifi/hostapd_source.hpp"
#include "agent/sources/wifi/radio_files.hpp"
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

/// Null where Wi-Fi is not looked at.
HostapdSource* add_wifi(const Config& config, Netlink& generic, Sources& sources) {
    if (!config.wifi.enabled) {
        return nullptr;
    }
    auto wifi = std::make_unique<WifiSource>(generic, wifi_settings(config));
    sources.watches.push_back({[&wifi = *wifi] { return wifi.event_descriptor(); },
                               [&wifi = *wifi](const Now& now) { return wifi.read_events(now); }});
    sources.all.push_back(std::move(wifi));
    auto hostapd = std::make_unique<HostapdSource>(config.wifi.hostapd_directory);
    auto* const heard = hostapd.get();
    sources.watches.push_back({[heard] { return heard->event_descriptor(); },
                               [heard](const Now&) {
                                   heard->read_events();
                                   return false;
                               }});
    sources.all.push_back(std::move(hostapd));
    return heard;
}

/// What `hostapd` says of clients goes on to the capture; it may be null.
void add_capture(const Config& config, HostapdSource* hostapd, Sources& sources) {
    const auto& settings = config.capture;
    if (settings.socket.empty()) {
        return;
    }
    auto capture = std::make_unique<CaptureSource>(CaptureSettings{.socket = settings.socket,
                                                                   .ssids = config.wifi.ssids,
                                                                   .networks = settings.networks,
                                                                   .access_points = settings.access_points,
                                                                   .resolver_names = settings.resolver_names,
                                                                   .resolvers = settings.resolvers,
                                                                   .detail = settings.detail});
    sources.watches.push_back({[&capture = *capture] { return capture.event_descriptor(); },
                               [&capture = *capture](const Now& now) { return capture.read_events(now); }});
    if (hostapd != nullptr) {
        hostapd->tell([&capture = *capture](const hostapd::Heard& heard) {
            if (const auto event = client_event(heard)) {
                capture.tell(*event, bridge_of_interface("/sys", heard.interface));
            }
        });
    }
    sources.all.push_back(std::move(capture));
}

BusDevice bus_device(std::size_t sensor, const PoleSensorConfig& config) {
    BusDevice device{.sensor = sensor, .address = config.address, .period = config.period};
    if (config.is_node) {
        device.kind = SensorNode(config.without);
    } else {
        device.kind = RegisterTable(config.registers);
    }
    return device;
}

void add_door(const Config& config, PoleSource& pole, Sources& sources) {
    const auto& door = config.pole.door;
    if (door.chip.empty()) {
        return;
    }
    pole.watch_door("door", std::make_unique<GpioContact>(GpioSettings{.chip = door.chip, .line = door.line}),
                    {.active_is_open = door.open_is_high, .debounce = door.debounce, .period = config.report.interval});
    sources.watches.push_back(
        {[&pole] { return pole.door_descriptor(); }, [&pole](const Now& now) { return pole.read_door(now); }});
}

void add_buses(const Config& whole, PoleSource& pole, Sources& sources, const Now& begun, const log::Log& log) {
    const auto& config = whole.pole;
    std::vector<Bus> buses;
    for (const auto& settings : config.buses) {
        buses.emplace_back(settings.timeout);
    }
    for (const auto& sensor : config.sensors) {
        const auto index = pole.sensors().add({.name = sensor.name, .period = sensor.period});
        auto device = bus_device(index, sensor);
        if (!sensor.firmware.empty()) {
            auto update = node_update(whole, sensor, begun);
            if (update) {
                device.update = std::move(*update);
            } else {
                pole.sensors().update_failed(index, "update_unreadable");
                log.warning("a sensor keeps its firmware", {{"sensor", sensor.name}, {"reason", update.error()}});
            }
        }
        buses[sensor.bus].add(std::move(device));
    }
    for (std::size_t i = 0; i < buses.size(); ++i) {
        if (buses[i].deadline()) {
            sources.buses.push_back(std::make_unique<BusThread>(std::move(buses[i]),
                                                                std::make_unique<SerialLine>(config.buses[i]),
                                                                std::make_unique<platform::SystemClock>()));
            sources.watches.push_back(
                {[&bus = *sources.buses.back()] { return bus.descriptor(); },
                 [&bus = *sources.buses.back(), &pole](const Now& now) { return pole.take(bus.take(), now); }});
        }
    }
}

void add_pole(const Config& config, Sources& sources, const Now& begun, const log::Log& log) {
    auto pole = std::make_unique<PoleSource>(
        config.pole.limits, KernelSettings{.exclude = config.pole.exclude, .period = config.pole.period});
    sources.watches.push_back({[&mains = *pole] { return mains.mains_descriptor(); },
                               [&mains = *pole](const Now& now) { return mains.read_mains(now); }});
    add_door(config, *pole, sources);
    add_buses(config, *pole, sources, begun, log);
    sources.sensors = &pole->sensors();
    sources.all.push_back(std::move(pole));
}

}  // namespace

Sources make_sources(const Config& config, Netlink& route, Netlink& generic, const Now& begun, const log::Log& log) {
    Sources sources;
    auto link = std::make_unique<LinkSource>(route, generic, config.link);
    sources.watches.push_back({[&link = *link] { return link.event_descriptor(); },
                               [&link = *link](const Now&) { return link.read_events(); }});
    sources.all.push_back(std::move(link));
    add_capture(config, add_wifi(config, generic, sources), sources);
    sources.all.push_back(std::make_unique<HostSource>());
    add_pole(config, sources, begun, log);
    return sources;
}

namespace {

void add_gateway(const Config& config, boost::asio::io_context& loop, std::uint32_t seed, const platform::Clock& clock,
                 const log::Log& log, Sources& sources) {
    if (config.gateway.server.empty()) {
        return;
    }
    auto gateway = std::make_unique<GatewayLine>(loop, config, *sources.sensors, seed, clock, log);
    sources.watches.push_back(gateway->watch());
    sources.all.push_back(std::move(gateway));
}

void add_path(const Config& config, boost::asio::io_context& loop, std::uint32_t seed, const platform::Clock& clock,
              const log::Log& log, Sources& sources) {
    if (!config.stamp.targets.empty() || !config.stamp.sessions.empty()) {
        auto stamp = std::make_unique<StampLine>(loop, config.stamp, seed, log);
        std::ranges::move(stamp->watches(), std::back_inserter(sources.watches));
        sources.all.push_back(std::move(stamp));
    }
    if (!config.path.targets.empty() || !config.stamp.targets.empty()) {  // behind that, for it reads what that wrote
        sources.all.push_back(std::make_unique<PathLine>(loop, config.path, config.stamp.targets, seed, clock, log));
    }
    if (config.path.dhcp.interval > Milliseconds{0}) {
        sources.all.push_back(std::make_unique<UplinkDhcpLine>(loop, config.path.dhcp, seed));
    }
    if (!config.throughput.measured.servers.empty()) {
        auto line = std::make_unique<ThroughputLine>(loop, config.throughput, seed, clock, log);
        sources.throughput = &line->measurements();
        sources.watches.push_back(line->watch());
        sources.all.push_back(std::move(line));
    }
    if (!config.citizen.socket.empty()) {
        sources.all.push_back(std::make_unique<CitizenLine>(loop, config, clock));
    }
    if (config.block_check.enabled) {
        sources.blocks = std::make_unique<BlockLine>(loop, config, clock);
        sources.watches.push_back(sources.blocks->watch());
    }
    auto checks = std::make_unique<CheckLine>(loop, config, clock, log);
    sources.checks = checks.get();
    sources.watches.push_back(checks->watch());
    sources.all.push_back(std::move(checks));
}

void add_page(const std::string& config_file, const Config& config, boost::asio::io_context& loop,
              const platform::Clock& clock, const log::Log& log, Sources& sources) {
    sources.reports = std::make_unique<page::ReportQueue>(kept_reports(config));
    if (!config.page.listen.empty()) {
        sources.all.push_back(std::make_unique<PageLine>(loop, config_file, config, clock, log, *sources.reports));
    }
}

}  // namespace

void Sources::answer(Beginning& beginning) const {
    beginning.blocks = blocks ? &blocks->checks() : nullptr;
    beginning.throughput = throughput;
    beginning.checks = checks;
    beginning.reports = reports.get();
}

void add_lines(const std::string& config_file, const Config& config, boost::asio::io_context& loop, std::uint32_t seed,
               const platform::Clock& clock, const log::Log& log, Sources& sources) {
    add_gateway(config, loop, seed, clock, log, sources);
    add_path(config, loop, seed + 1, clock, log, sources);
    add_page(config_file, config, loop, clock, log, sources);  // the last, for it reads what the others wrote
}

}  // namespace magpie::agent
