#include "agent/check/line.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace magpie::agent::check {

namespace {

constexpr std::size_t most_values = 12;

void add(std::vector<Value>& values, std::vector<Value> more) {
    std::ranges::move(more, std::back_inserter(values));
    values.resize(std::min(values.size(), most_values));
}

/// How much all counters of a name have grown between the looks.
double growth(const LinkSeen& seen, std::string_view name, std::string_view interface) {
    double sum = 0;
    for (const auto& value : seen.last.all(name, {{"interface", interface}})) {
        const auto counter = label_of(value, "counter");
        const auto before = counter.empty() ? seen.first.value(name, {{"interface", interface}})
                                            : seen.first.value(name, {{"interface", interface}, {"counter", counter}});
        sum += std::max(0.0, value.value - before.value_or(value.value));
    }
    return sum;
}

void judge_carried(Layer& layer, const LinkSeen& seen, const std::string& interface) {
    const auto value = [&](std::string_view name) { return seen.last.value(name, {{"interface", interface}}); };
    if (value("magpie_link_duplex_mismatch").value_or(0) != 0 || value("magpie_link_full_duplex").value_or(1) == 0) {
        blame(layer, State::warn, fault("line_slow"),
              {fmt::format("{} runs at half duplex", interface), fmt::format("{} 반이중 연결", interface)});
    }
    if (value("magpie_link_speed_below_expected").value_or(0) != 0) {
        const auto speed = value("magpie_link_speed_bytes_per_second").value_or(0) * 8 / 1e6;
        const auto expected = value("magpie_link_expected_speed_bytes_per_second").value_or(0) * 8 / 1e6;
        blame(layer, State::warn, fault("line_slow"),
              {fmt::format("{} runs at {:.0f} of {:.0f} Mbit/s", interface, speed, expected),
               fmt::format("{} {:.0f} / {:.0f} Mbit/s", interface, speed, expected)});
    }
    if (growth(seen, "magpie_link_carrier_changes_total", interface) > 0) {
        blame(layer, State::warn, fault("line_flaps"),
              {fmt::format("{} came and went during the check", interface),
               fmt::format("{} 점검 중에 끊겼다 붙음", interface)});
    }
    // One a second is what MagpieLineErrors calls too many; the check looks for a few seconds only.
    const double errors = growth(seen, "magpie_link_receive_errors_total", interface) +
                          growth(seen, "magpie_link_driver_errors_total", interface);
    if (errors > 0) {
        blame(layer, State::warn, fault("line_errors"),
              {fmt::format("{} damaged {:.0f} packets during the check", interface, errors),
               fmt::format("{} 점검 중 패킷 {:.0f}개 손상", interface, errors)});
    }
}

/// Those that somebody has given: none of its own making (RFC 3927).
std::vector<std::string> given_addresses(const std::vector<boost::asio::ip::address_v4>& addresses) {
    std::vector<std::string> texts;
    for (const auto& address : addresses) {
        if ((address.to_uint() >> 16) != 0xA9FEU) {
            texts.push_back(address.to_string());
        }
    }
    return texts;
}

/// Whatever says nothing of a server; nothing where one was asked, or would have been.
std::optional<Text> why_not_asked(const DhcpSeen& seen) {
    if (!seen.asked) {
        return Text{"nothing is configured to ask with (path.dhcp.socket)",
                    "물을 방법이 설정되지 않음(path.dhcp.socket)"};
    }
    if (seen.asked->failure == "service") {
        return Text{"magpie-station does not answer", "magpie-station 무응답"};
    }
    if (seen.asked->failure == "no_interface") {
        return Text{"magpie-station is there for another interface", "magpie-station이 다른 인터페이스를 맡음"};
    }
    if (seen.asked->failure == "not_sent") {
        return Text{"the question could not be sent", "질의를 보내지 못함"};
    }
    return std::nullopt;
}

Text words_of(const std::string& failure) {
    if (failure == "refused") {
        return {"the server refuses the address that it has offered", "서버가 제안한 주소를 거부함(NAK)"};
    }
    if (failure == "no_answer") {
        return {"a server offers an address and does not give it", "서버가 주소를 제안하고 주지 않음"};
    }
    return {"no server offers an address", "주소를 제안하는 DHCP 서버가 없음"};
}

}  // namespace

Layer judge_link(const LinkSeen& seen) {
    Layer layer{.id = "link", .state = State::pass};
    if (seen.interfaces.empty()) {
        blame(layer, State::fail, fault("no_carrier"),
              {"no interface leads anywhere", "상향 인터페이스를 찾을 수 없음"});
        return layer;
    }
    std::vector<std::string> carried;
    for (const auto& interface : seen.interfaces) {
        if (seen.last.value("magpie_link_carrier", {{"interface", interface}}).value_or(0) != 0) {
            carried.push_back(interface);
        }
        for (const auto* name : {"magpie_link_carrier", "magpie_link_speed_bytes_per_second", "magpie_link_full_duplex",
                                 "magpie_link_receive_errors_total"}) {
            add(layer.values, seen.last.all(name, {{"interface", interface}}));
        }
    }
    if (carried.empty()) {
        const auto names = fmt::format("{}", fmt::join(seen.interfaces, ", "));
        blame(layer, State::fail, fault("no_carrier"), {names + " has no carrier", names + " 신호 없음"});
        return layer;
    }
    for (const auto& interface : carried) {
        judge_carried(layer, seen, interface);
    }
    if (layer.state == State::pass) {
        const auto& interface = carried.front();
        const auto speed = seen.last.value("magpie_link_speed_bytes_per_second", {{"interface", interface}});
        const auto text = speed ? fmt::format("{} {:.0f} Mbit/s", interface, *speed * 8 / 1e6) : interface;
        layer.summary = {text + ", no errors", text + ", 오류 없음"};
    }
    return layer;
}

Layer judge_lldp(const LldpSeen& seen) {
    Layer layer{.id = "lldp", .state = State::pass, .needs = {"link"}};
    for (const auto& neighbour : seen.seen.all("magpie_link_neighbour_info")) {
        const auto interface = label_of(neighbour, "interface");
        if (std::ranges::find(seen.interfaces, interface) == seen.interfaces.end()) {
            continue;
        }
        const auto system = label_of(neighbour, "system");
        const auto name = system.empty() ? label_of(neighbour, "chassis") : system;
        layer.summary = {fmt::format("{}, port {}", name, label_of(neighbour, "port")),
                         fmt::format("{}, 포트 {}", name, label_of(neighbour, "port"))};
        layer.values.push_back(neighbour);
        return layer;
    }
    if (!seen.is_listened) {
        layer.state = State::skipped;
        layer.is_unproved = seen.is_wanted;
        layer.summary = {"nobody listens on the line (capture)", "선로를 듣고 있지 않음(capture)"};
        return layer;
    }
    blame(layer, State::warn, fault("switch_silent"),
          {"the switch does not say which port this is", "스위치가 포트를 알려 주지 않음"});
    return layer;
}

Layer judge_vlan(const VlanSeen& seen) {
    Layer layer{.id = "vlan", .state = State::pass, .needs = {"link"}};
    if (seen.tagged && seen.expected != 0 && *seen.tagged != seen.expected) {
        blame(layer, State::fail, fault("wrong_vlan"),
              {fmt::format("{} is in VLAN {}, and should be in {}", seen.interface, *seen.tagged, seen.expected),
               fmt::format("{} VLAN {}, 설정은 {}", seen.interface, *seen.tagged, seen.expected)});
    } else if (!seen.tagged && seen.told && seen.expected != 0 && *seen.told != seen.expected) {
        blame(layer, State::fail, fault("wrong_vlan"),
              {fmt::format("the switch puts this port into VLAN {}, and it should be {}", *seen.told, seen.expected),
               fmt::format("스위치 포트 VLAN {}, 설정은 {}", *seen.told, seen.expected)});
    } else if (seen.tagged && seen.told && *seen.tagged == *seen.told) {
        // Most switches then drop what comes tagged, or send what the pole does not take.
        blame(layer, State::warn, fault("wrong_vlan"),
              {fmt::format("{} tags VLAN {}, which the switch sends untagged", seen.interface, *seen.tagged),
               fmt::format("{}은(는) VLAN {} 태그, 스위치는 태그 없이 보냄", seen.interface, *seen.tagged)});
    } else if (seen.tagged) {
        layer.summary = {fmt::format("VLAN {}, tagged", *seen.tagged), fmt::format("VLAN {}, 태그", *seen.tagged)};
    } else if (seen.told) {
        layer.summary = {fmt::format("VLAN {}, untagged", *seen.told), fmt::format("VLAN {}, 태그 없음", *seen.told)};
    } else if (seen.expected != 0) {
        layer.state = State::skipped;
        layer.is_unproved = true;
        layer.summary = {fmt::format("untagged, and the switch does not say whether that is VLAN {}", seen.expected),
                         fmt::format("태그 없음, VLAN {}인지 스위치가 알려 주지 않음", seen.expected)};
    } else {
        layer.state = State::skipped;
        layer.summary = {"untagged, and the switch does not say which VLAN",
                         "태그 없음, 스위치가 VLAN을 알려 주지 않음"};
    }
    return layer;
}

Layer judge_dhcp(const DhcpSeen& seen) {
    Layer layer{.id = "dhcp", .state = State::pass, .needs = {"link", "vlan"}};
    const auto texts = given_addresses(seen.addresses);
    const auto asked = seen.asked.value_or(DhcpAsked{});
    if (asked.address_taken) {
        blame(layer, State::fail, fault("address_taken"),
              {fmt::format("somebody else has {}", asked.address.to_string()),
               fmt::format("{} 주소를 다른 장비가 사용 중", asked.address.to_string())});
        return layer;
    }
    const auto not_asked = why_not_asked(seen);
    if (!not_asked) {
        layer.values.push_back({"magpie_path_dhcp_up", {}, asked.failure.empty() ? 1.0 : 0.0});
        layer.values.push_back({"magpie_path_dhcp_servers", {}, static_cast<double>(asked.servers)});
    }
    if (!not_asked && !asked.failure.empty()) {
        // With an address of its own the pole goes on until its lease ends.
        blame(layer, texts.empty() ? State::fail : State::warn, fault("dhcp_silent"), words_of(asked.failure));
        return layer;
    }
    if (texts.empty()) {
        const auto* why = not_asked ? fault("dhcp_silent") : fault("no_address");
        const bool has_interface = !seen.interface.empty();
        blame(layer, State::fail, why,
              {has_interface ? fmt::format("{} has no address", seen.interface) : "no interface has an address",
               has_interface ? fmt::format("{} 주소 없음", seen.interface) : "주소가 있는 인터페이스가 없음"});
        return layer;
    }
    if (!not_asked && seen.most_servers != 0 && asked.servers > seen.most_servers) {
        blame(layer, State::warn, fault("second_dhcp"),
              {fmt::format("{} DHCP servers answer, of {}", asked.servers, seen.most_servers),
               fmt::format("DHCP 서버 {}대 응답, 예정 {}대", asked.servers, seen.most_servers)});
        return layer;
    }
    const auto text = fmt::format("{} {}", seen.interface, fmt::join(texts, ", "));
    if (not_asked) {
        layer.is_unproved = seen.asked.has_value();
        layer.summary = {fmt::format("{}; no server was asked: {}", text, not_asked->en),
                         fmt::format("{}, DHCP 서버에 묻지 않음: {}", text, not_asked->ko)};
        return layer;
    }
    const auto took = asked.took ? fmt::format(", {} ms", asked.took->count()) : std::string();
    layer.summary = {text + took, text + took};
    return layer;
}

}  // namespace magpie::agent::check
