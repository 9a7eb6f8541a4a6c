#include "agent/check/board.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace magpie::agent::check {

namespace {

constexpr double hot_celsius = 80;    // MagpieBoardHot
constexpr double full_share = 0.05;   // MagpieStorageFull
constexpr double short_share = 0.05;  // MagpieMemoryShort
constexpr double worn_share = 0.9;    // MagpieFlashWorn
constexpr double spare_warns = 2;     // MagpieFlashWorn
constexpr double poe_share_of_limit = 0.9;
constexpr double refused_often = 3;  // MagpieOutboxNotKept
constexpr std::size_t most_values = 12;

void add(std::vector<Value>& values, std::vector<Value> more) {
    for (auto& value : more) {
        if (values.size() < most_values) {
            values.push_back(std::move(value));
        }
    }
}

void judge_spool(Layer& layer, const SpoolSeen& spool) {
    if (!spool.is_directory) {
        blame(layer, State::fail, nullptr,
              {fmt::format("{} is no directory, and reports go there", spool.path),
               fmt::format("{}이(가) 디렉터리가 아님, 보고를 저장하는 곳", spool.path)});
    } else if (spool.is_readonly) {
        blame(layer, State::fail, fault("storage_readonly"),
              {fmt::format("{} is read-only, and reports go there", spool.path),
               fmt::format("{} 읽기 전용, 보고를 저장하는 곳", spool.path)});
    } else if (spool.is_full) {
        blame(layer, State::fail, fault("storage_full"),
              {fmt::format("{} has no room for a report", spool.path),
               fmt::format("{}에 보고를 저장할 공간이 없음", spool.path)});
    }
}

/// What the agent says of its outbox, since it began.
void judge_refused(Layer& layer, const Seen& seen) {
    for (const auto& refused : seen.all("magpie_node_outbox_failures_total")) {
        if (refused.value <= refused_often) {
            continue;
        }
        const auto reason = label_of(refused, "reason");
        const auto* why = reason == "no_space" ? fault("storage_full") : nullptr;
        if (reason == "read_only" || reason == "io_error") {
            why = fault("storage_readonly");
        }
        add(layer.values, {refused});
        blame(layer, State::warn, why,
              {fmt::format("the outbox ({}) refused {:.0f} times: {}", label_of(refused, "storage"), refused.value,
                           reason),
               fmt::format("보관함({}) 쓰기 실패 {:.0f}회: {}", label_of(refused, "storage"), refused.value, reason)});
    }
    // A power cut may tear the last of them: told, and no fault.
    add(layer.values, seen.all("magpie_node_outbox_damaged_total"));
}

}  // namespace

Layer judge_power(const Seen& seen) {
    Layer layer{.id = "power", .state = State::pass};
    const auto volts = seen.all("magpie_pole_supply_volts");
    const auto good = seen.all("magpie_pole_power_good");
    add(layer.values, volts);
    add(layer.values, good);
    for (const auto& supply : good) {
        if (supply.value == 0) {
            const auto name = label_of(supply, "sensor");
            blame(layer, State::fail, fault("supply_failed"),
                  {fmt::format("the supply {} does not carry the pole", name),
                   fmt::format("전원 {}이(가) 폴을 지탱하지 못함", name)});
        }
    }
    const auto boot = seen.all("magpie_host_boot_info");
    if (!boot.empty() && label_of(boot.front(), "reason") == "undervoltage") {
        blame(layer, State::warn, fault("undervoltage"),
              {"the board booted last for want of voltage", "마지막 부팅 원인이 저전압"});
    }
    if (layer.state == State::pass) {
        if (volts.empty() && good.empty()) {
            const bool booted = !boot.empty();
            return booted
                       ? Layer{.id = "power",
                               .state = State::pass,
                               .summary = {fmt::format("runs; it booted last by: {}", label_of(boot.front(), "reason")),
                                           fmt::format("동작 중; 마지막 부팅 원인: {}",
                                                       label_of(boot.front(), "reason"))}}
                       : skipped("power", {"the board measures no voltage", "보드가 전압을 재지 않음"});
        }
        const auto text = volts.empty() ? std::string("ok") : fmt::format("{:.1f} V", volts.front().value);
        layer.summary = {text, text};
    }
    return layer;
}

Layer judge_poe(const Seen& seen) {
    Layer layer{.id = "poe", .state = State::pass};
    const auto states = seen.all("magpie_link_poe_state");
    auto allocated = seen.all("magpie_link_poe_allocated_watts");
    if (states.empty() && allocated.empty()) {
        return skipped("poe", {"no port of this board gives or is granted power", "전력을 주거나 받는 포트가 없음"});
    }
    double watts = 0;
    for (const auto& port : states) {
        if (port.value == 0) {
            continue;
        }
        add(layer.values, {port});
        const auto name = label_of(port, "interface");
        const auto supplied = seen.value("magpie_link_poe_supplied_watts", {{"interface", name}});
        const auto limit = seen.value("magpie_link_poe_limit_watts", {{"interface", name}});
        watts += supplied.value_or(0);
        if (label_of(port, "state").ends_with("fault")) {
            blame(layer, State::fail, fault("poe_short"),
                  {fmt::format("{} gives no power: {}", name, label_of(port, "state")),
                   fmt::format("{} 포트 전력 차단: {}", name, label_of(port, "state"))});
        } else if (supplied && limit && *limit > 0 && *supplied > poe_share_of_limit * *limit) {
            blame(layer, State::warn, fault("poe_short"),
                  {fmt::format("{} takes {:.1f} of {:.1f} W", name, *supplied, *limit),
                   fmt::format("{} 포트가 {:.1f} W / {:.1f} W 사용", name, *supplied, *limit)});
        }
    }
    add(layer.values, seen.all("magpie_link_poe_supplied_watts"));
    add(layer.values, allocated);
    if (layer.state == State::pass) {
        layer.summary = states.empty()
                            ? Text{fmt::format("the switch grants {:.1f} W", allocated.front().value),
                                   fmt::format("스위치 할당 {:.1f} W", allocated.front().value)}
                            : Text{fmt::format("{:.1f} W given", watts), fmt::format("{:.1f} W 공급 중", watts)};
    }
    return layer;
}

Layer judge_door(const Seen& seen, bool watched) {
    const auto doors = seen.all("magpie_pole_door_open");
    if (doors.empty()) {
        auto layer = watched ? skipped("door", {"the contact is not read", "접점을 읽지 못함"})
                             : skipped("door", {"no contact is configured", "설정된 접점이 없음"});
        layer.is_unproved = watched;
        return layer;
    }
    Layer layer{.id = "door", .state = State::pass, .summary = {"closed", "닫힘"}, .values = doors};
    if (std::ranges::any_of(doors, [](const Value& door) { return door.value != 0; })) {
        blame(layer, State::warn, fault("door_open"), {"open", "열림"});
    }
    return layer;
}

Layer judge_temperature(const Seen& seen) {
    auto all = seen.all("magpie_host_temperature_celsius");
    const auto overheated = seen.all("magpie_pole_overheated");
    if (all.empty() && overheated.empty()) {
        return skipped("temperature", {"the board measures none", "보드가 온도를 재지 않음"});
    }
    Layer layer{.id = "temperature", .state = State::pass, .summary = {"ok", "정상"}};
    std::ranges::sort(all, [](const Value& a, const Value& b) { return a.value > b.value; });
    add(layer.values, all);
    add(layer.values, overheated);
    if (!all.empty()) {
        const auto text = fmt::format("{:.0f} °C", all.front().value);
        layer.summary = {text, text};
        if (all.front().value > hot_celsius) {
            blame(layer, State::fail, fault("board_hot"), {text, text});
        }
    }
    for (const auto& sensor : overheated) {
        if (sensor.value != 0) {
            blame(layer, State::fail, fault("board_hot"),
                  {fmt::format("too hot at {}", label_of(sensor, "sensor")),
                   fmt::format("{}에서 과열", label_of(sensor, "sensor"))});
        }
    }
    return layer;
}

Layer judge_storage(const Seen& seen, const std::vector<SpoolSeen>& spools) {
    Layer layer{.id = "storage", .state = State::pass};
    for (const auto& spool : spools) {
        judge_spool(layer, spool);
    }
    judge_refused(layer, seen);
    const auto sizes = seen.all("magpie_host_storage_size_bytes");
    for (const auto& mount : seen.all("magpie_host_storage_readonly")) {
        const auto name = label_of(mount, "mount");
        if (mount.value != 0 && !name.starts_with("/boot") && name != "/rom") {
            blame(layer, State::fail, fault("storage_readonly"),
                  {fmt::format("{} is read-only", name), fmt::format("{} 읽기 전용", name)});
        }
    }
    double least = 1;
    for (const auto& size : sizes) {
        const auto name = label_of(size, "mount");
        const auto free = seen.value("magpie_host_storage_available_bytes", {{"mount", name}});
        const bool is_written = seen.value("magpie_host_storage_readonly", {{"mount", name}}).value_or(0) == 0;
        if (!free || size.value <= 0 || !is_written) {
            continue;
        }
        const double share = *free / size.value;
        least = std::min(least, share);
        add(layer.values, seen.all("magpie_host_storage_available_bytes", {{"mount", name}}));
        if (share < full_share) {
            blame(layer, State::fail, fault("storage_full"),
                  {fmt::format("{} has {:.0f} % free", name, share * 100),
                   fmt::format("{} 여유 {:.0f} %", name, share * 100)});
        }
    }
    for (const auto& life : seen.all("magpie_host_flash_life_used_ratio")) {
        add(layer.values, {life});
        if (life.value >= worn_share) {
            blame(layer, State::warn, fault("flash_worn"),
                  {fmt::format("{} has used {:.0f} % of its life", label_of(life, "device"), life.value * 100),
                   fmt::format("{} 수명 {:.0f} % 사용", label_of(life, "device"), life.value * 100)});
        }
    }
    for (const auto& spare : seen.all("magpie_host_flash_spare_state")) {
        if (spare.value >= spare_warns) {
            blame(layer, State::warn, fault("flash_worn"),
                  {fmt::format("{} runs out of spare blocks", label_of(spare, "device")),
                   fmt::format("{} 예비 블록 부족", label_of(spare, "device"))});
        }
    }
    const auto memory = seen.value("magpie_host_memory_available_bytes");
    const auto all_memory = seen.value("magpie_host_memory_size_bytes");
    if (memory && all_memory && *memory < short_share * *all_memory) {
        blame(layer, State::warn, fault("memory_short"),
              {fmt::format("{:.0f} MB of memory left", *memory / 1e6),
               fmt::format("메모리 {:.0f} MB 남음", *memory / 1e6)});
    }
    const auto waiting = seen.value("magpie_node_outbox_reports");
    add(layer.values, seen.all("magpie_node_outbox_reports"));
    if (layer.state == State::pass) {
        const auto spool = waiting ? fmt::format(", {:.0f} reports wait", *waiting) : std::string();
        const auto spool_ko = waiting ? fmt::format(", 대기 보고 {:.0f}건", *waiting) : std::string();
        layer.summary = sizes.empty() ? Text{"no storage is seen" + spool, "저장 장치 없음" + spool_ko}
                                      : Text{fmt::format("{:.0f} % free{}", least * 100, spool),
                                             fmt::format("여유 {:.0f} %{}", least * 100, spool_ko)};
    }
    return layer;
}

Layer judge_radios(const Seen& seen, const RadiosWanted& wanted) {
    if (!wanted.enabled) {
        return skipped("radios", {"Wi-Fi is not looked at (wifi.enabled)", "와이파이를 보지 않음(wifi.enabled)"});
    }
    Layer layer{.id = "radios", .state = State::pass};
    const auto radios = seen.all("magpie_wifi_frequency_hertz");
    const auto networks = seen.all("magpie_wifi_networks");
    const bool there_is_one = !radios.empty() || !networks.empty() ||
                              seen.value("magpie_node_source_up", {{"source", "wifi"}}).value_or(0) == 1;
    if (!there_is_one) {
        if (wanted.ssids.empty()) {
            return skipped("radios", {"no radio, and no network is configured (wifi.ssids)",
                                      "무선 장치와 설정된 네트워크(wifi.ssids)가 없음"});
        }
        blame(layer, State::fail, fault("no_radio"), {"the kernel has no radio", "커널에 무선 장치가 없음"});
        return layer;
    }
    add(layer.values, radios);
    add(layer.values, networks);
    for (const auto& hung : seen.all("magpie_wifi_radio_hung")) {
        if (hung.value != 0) {
            blame(layer, State::fail, fault("radio_hung"),
                  {fmt::format("{} hangs", label_of(hung, "radio")), fmt::format("{} 멈춤", label_of(hung, "radio"))});
        }
    }
    constexpr double shut = 3;
    for (const auto& radar : seen.all("magpie_wifi_dfs_state")) {
        if (radar.value == shut) {
            blame(layer, State::warn, fault("radar_shut"),
                  {fmt::format("radar on the channel of {}", label_of(radar, "radio")),
                   fmt::format("{} 채널에서 레이더 감지", label_of(radar, "radio"))});
        }
    }
    for (const auto& ssid : wanted.ssids) {
        const auto on_air = seen.all("magpie_wifi_networks", {{"ssid", ssid}});
        if (std::ranges::none_of(on_air, [](const Value& one) { return one.value > 0; })) {
            blame(layer, State::fail, fault("hostapd_stopped"),
                  {fmt::format("{} is not on the air", ssid), fmt::format("{}이(가) 전파에 없음", ssid)});
        }
    }
    if (layer.state == State::pass) {
        std::string text;
        for (const auto& radio : radios) {
            text +=
                fmt::format("{}{} {:.0f} MHz", text.empty() ? "" : ", ", label_of(radio, "radio"), radio.value / 1e6);
        }
        layer.summary =
            text.empty() ? Text{"a radio, and nothing is served", "무선 장치는 있으나 서비스 없음"} : Text{text, text};
    }
    return layer;
}

Layer judge_sensors(const Seen& seen, const SensorsWanted& wanted) {
    const auto up = seen.all("magpie_pole_sensor_up");
    if (wanted.names.empty() && up.empty()) {
        return skipped("sensors", {"none is configured", "설정된 센서가 없음"});
    }
    if (!wanted.agent_told && up.empty()) {
        auto layer = skipped(
            "sensors", {"the agent reads them, and does not run", "센서는 에이전트가 읽는데 에이전트가 꺼져 있음"});
        layer.is_unproved = true;
        return layer;
    }
    Layer layer{.id = "sensors", .state = State::pass};
    std::vector<std::string> silent;
    for (const auto& name : wanted.names) {
        if (seen.value("magpie_pole_sensor_up", {{"sensor", name}}).value_or(0) == 0) {
            silent.push_back(name);
        }
    }
    add(layer.values, up);
    if (!silent.empty()) {
        blame(layer, State::fail, fault("sensor_silent"),
              {fmt::format("no answer: {}", fmt::join(silent, ", ")),
               fmt::format("무응답: {}", fmt::join(silent, ", "))});
    }
    for (const auto& quality : seen.all("magpie_pole_value_quality")) {
        constexpr double out_of_range = 2;
        constexpr double stuck = 3;
        if (quality.value == out_of_range || quality.value == stuck) {
            const auto what = fmt::format("{} {}", label_of(quality, "sensor"), label_of(quality, "quantity"));
            blame(layer, State::warn, fault("sensor_wrong"),
                  {what + ": cannot be believed", what + ": 믿을 수 없는 값"});
            add(layer.values, {quality});
        }
    }
    if (layer.state == State::pass) {
        layer.summary = {fmt::format("{} answer", up.size()), fmt::format("{}개 응답", up.size())};
    }
    return layer;
}

}  // namespace magpie::agent::check
