#include "agent/check/network.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace magpie::agent::check {

namespace {

using probe::Outcome;
using ProbeState = probe::State;
using Judged = State;

/// TLS, tokens and the times of samples bear a second; what is told of one-way delays does not bear a tenth.
constexpr double wrong_seconds = 1;
constexpr double far_seconds = 0.1;

double seconds(probe::Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

bool answered(const Outcome& outcome) {
    return outcome.state == ProbeState::answered;
}

Text words(ProbeState state) {
    switch (state) {
        case ProbeState::answered:
            return {"answers", "응답함"};
        case ProbeState::no_answer:
            return {"does not answer", "응답 없음"};
        case ProbeState::refused:
            return {"refuses", "거부함"};
        case ProbeState::unreachable:
            return {"cannot be reached", "닿지 않음"};
        case ProbeState::wrong_answer:
            return {"answers something else", "엉뚱한 응답"};
        case ProbeState::name_error:
            return {"says that there is no such name", "없는 이름이라고 함"};
        case ProbeState::no_data:
            return {"has no address of it", "주소가 없다고 함"};
        case ProbeState::failed:
            return {"says that it cannot", "처리할 수 없다고 함"};
        case ProbeState::certificate:
            return {"has a certificate that is not to be trusted", "인증서를 믿을 수 없음"};
        case ProbeState::redirects:
            return {"leads in circles", "계속 다른 곳으로 보냄"};
        case ProbeState::no_address:
            return {"has no address", "이름이 풀리지 않음"};
        case ProbeState::not_allowed:
            return {"may not be asked by us", "시스템이 질문을 허락하지 않음"};
    }
    return {};
}

std::vector<std::pair<std::string, std::string>> labels_of(const Asked& asked) {
    return {{"target", asked.name}, {"class", asked.far}, {"probe", std::string(probe::word(asked.kind))}};
}

void add_values(Layer& layer, const std::vector<Asked>& all) {
    constexpr std::size_t most = 6;
    for (std::size_t i = 0; i < std::min(all.size(), most); ++i) {
        layer.values.push_back({"magpie_path_up", labels_of(all[i]), answered(all[i].outcome) ? 1.0 : 0.0});
        if (all[i].outcome.round_trip) {
            layer.values.push_back(
                {"magpie_path_round_trip_seconds", labels_of(all[i]), seconds(*all[i].outcome.round_trip)});
        }
    }
}

bool is_captive(const Asked& portal) {
    return portal.outcome.captive.value_or(false);
}

}  // namespace

Layer judge_gateway(const GatewaySeen& seen) {
    Layer layer{.id = "gateway", .state = Judged::pass, .needs = {"link", "vlan", "dhcp"}};
    if (seen.address.empty()) {
        blame(layer, Judged::fail, fault("no_gateway"), {"there is no default route", "기본 경로가 없음"});
        return layer;
    }
    std::vector<double> times;
    for (const auto& ping : seen.pings) {
        if (answered(ping) && ping.round_trip) {
            times.push_back(seconds(*ping.round_trip));
        }
    }
    const auto good = static_cast<std::size_t>(std::ranges::count_if(seen.pings, answered));
    layer.values.push_back(
        {"magpie_path_up", {{"target", "gateway"}, {"class", "gateway"}, {"probe", "ping"}}, good > 0 ? 1.0 : 0.0});
    const auto of = fmt::format("{} / {}", good, seen.pings.size());
    if (good == 0 && !seen.answers_arp) {
        blame(layer, Judged::fail, fault("no_gateway"),
              {fmt::format("{} does not answer", seen.address), fmt::format("{} 응답 없음", seen.address)});
    } else if (good == 0) {
        // Some routers answer no ping; what is behind them says whether they do their work.
        layer.summary = {fmt::format("{} is there, and answers no ping", seen.address),
                         fmt::format("{} 연결됨, ping에는 응답 없음", seen.address)};
    } else if (good < seen.pings.size()) {
        blame(layer, Judged::warn, fault("no_gateway"),
              {fmt::format("{} answers {} pings", seen.address, of), fmt::format("{} ping 응답 {}", seen.address, of)});
    } else {
        std::ranges::sort(times);
        const auto time = times.empty() ? 0.0 : times[times.size() / 2];
        layer.values.push_back(
            {"magpie_path_round_trip_seconds", {{"target", "gateway"}, {"class", "gateway"}, {"probe", "ping"}}, time});
        const auto text = fmt::format("{} {:.1f} ms", seen.address, time * 1000);
        layer.summary = {text, text};
    }
    return layer;
}

Layer judge_dns(const DnsSeen& seen) {
    Layer layer{.id = "dns", .state = Judged::pass, .needs = {"link", "vlan", "dhcp", "gateway"}};
    if (!seen.has_resolver) {
        if (!seen.is_needed) {
            return skipped("dns", {"no name server, and nothing that is configured needs one",
                                   "이름 서버가 없고, 설정된 것 중에 필요한 것도 없음"});
        }
        blame(layer, Judged::fail, fault("no_dns"), {"no name server is set", "설정된 이름 서버가 없음"});
        return layer;
    }
    std::size_t good = 0;
    for (const auto& asked : seen.asked) {
        const auto& known = asked.known;
        layer.values.push_back({"magpie_path_up",
                                {{"target", asked.resolver}, {"class", "core"}, {"probe", "dns"}},
                                answered(known) ? 1.0 : 0.0});
        // Where nothing is a name the resolver is asked for one all the same; that it does not know it is an answer.
        const bool speaks = known.state == ProbeState::name_error || known.state == ProbeState::no_data;
        if (asked.invented && asked.invented->address) {
            blame(layer, Judged::fail, fault("dns_lies"),
                  {fmt::format("{} gives an address to a name that nobody has", asked.resolver),
                   fmt::format("{} 서버가 없는 이름에 주소를 답함", asked.resolver)});
        } else if (answered(known) || (speaks && !seen.is_needed)) {
            ++good;
        }
    }
    if (layer.state == Judged::fail) {
        return layer;
    }
    const auto& first = seen.asked.front();
    if (good == 0) {
        const auto why = words(first.known.state);
        blame(layer, Judged::fail, fault("no_dns"),
              {fmt::format("{} {} ({})", first.resolver, why.en, first.name),
               fmt::format("{} {} ({})", first.resolver, why.ko, first.name)});
    } else if (good < seen.asked.size()) {
        const auto bad = std::ranges::find_if(seen.asked, [](const DnsAsked& one) { return !answered(one.known); });
        const auto& one = bad == seen.asked.end() ? first : *bad;
        const auto why = words(one.known.state);
        blame(layer, Judged::warn, fault("no_dns"),
              {fmt::format("{} {}", one.resolver, why.en), fmt::format("{} {}", one.resolver, why.ko)});
    } else {
        const auto time =
            first.known.round_trip ? fmt::format(" {:.0f} ms", seconds(*first.known.round_trip) * 1000) : std::string();
        const auto text = first.resolver + time;
        layer.summary = {text, text};
    }
    return layer;
}

std::pair<Layer, Layer> judge_internet_and_portal(const std::vector<Asked>& outside,
                                                  const std::vector<Asked>& portals) {
    const std::vector<std::string_view> way{"link", "vlan", "dhcp", "gateway"};
    Layer internet{.id = "internet", .state = Judged::pass, .needs = way};
    Layer portal{.id = "portal", .state = Judged::pass, .needs = way};
    add_values(internet, outside);
    add_values(portal, portals);
    const bool captive = std::ranges::any_of(portals, is_captive);
    const auto reached = [](const std::vector<Asked>& all) {
        return static_cast<std::size_t>(
            std::ranges::count_if(all, [](const Asked& one) { return answered(one.outcome); }));
    };
    const auto name_is_needed = [](const std::vector<Asked>& all) {
        return std::ranges::all_of(all, [](const Asked& one) { return one.needs_name; });
    };
    if (outside.empty()) {
        internet = skipped("internet",
                           {"no target outside is configured (path.target)", "설정된 외부 대상이 없음(path.target)"});
    } else if (const auto good = reached(outside); good == 0) {
        blame(internet, Judged::fail, fault("no_internet"),
              {fmt::format("{} {}", outside.front().name, words(outside.front().outcome.state).en),
               fmt::format("{} {}", outside.front().name, words(outside.front().outcome.state).ko)});
        if (name_is_needed(outside)) {
            internet.needs.emplace_back("dns");
        }
        if (captive) {
            internet.needs.emplace_back("portal");
        }
    } else if (good < outside.size()) {
        const auto bad = std::ranges::find_if(outside, [](const Asked& one) { return !answered(one.outcome); });
        blame(internet, Judged::warn, fault("no_internet"),
              {fmt::format("{} {}", bad->name, words(bad->outcome.state).en),
               fmt::format("{} {}", bad->name, words(bad->outcome.state).ko)});
        if (bad->needs_name) {
            internet.needs.emplace_back("dns");
        }
    } else {
        internet.summary = {fmt::format("{} of {} targets answer", good, outside.size()),
                            fmt::format("대상 {}개 중 {}개 응답", outside.size(), good)};
    }

    if (portals.empty()) {
        portal = skipped("portal", {"no page to ask is configured (portal_url)", "물어볼 페이지가 없음(portal_url)"});
    } else if (captive) {
        portal.values.push_back(
            {"magpie_path_captive", {{"target", portals.front().name}, {"class", portals.front().far}}, 1});
        blame(
            portal, Judged::fail, fault("portal_captures"),
            {"a login page answers in the place of the one that was asked", "요청한 페이지 대신 로그인 페이지가 나옴"});
    } else if (reached(portals) == 0) {
        blame(portal, Judged::fail, fault("no_internet"),
              {fmt::format("{} {}", portals.front().name, words(portals.front().outcome.state).en),
               fmt::format("{} {}", portals.front().name, words(portals.front().outcome.state).ko)});
        portal.needs.emplace_back("internet");
        if (name_is_needed(portals)) {
            portal.needs.emplace_back("dns");
        }
    } else {
        portal.summary = {"none stands in the way", "로그인 페이지 없음"};
    }
    return {std::move(internet), std::move(portal)};
}

Layer judge_time(const TimeSeen& seen) {
    Layer layer{.id = "time", .state = Judged::pass, .needs = {"link", "vlan", "dhcp", "gateway"}};
    add_values(layer, seen.servers);
    std::optional<double> offset;
    for (const auto& server : seen.servers) {
        if (answered(server.outcome) && server.outcome.clock_offset && !offset) {
            offset = seconds(*server.outcome.clock_offset);
            layer.values.push_back(
                {"magpie_path_clock_offset_seconds", {{"target", server.name}, {"class", server.far}}, *offset});
        }
    }
    if (seen.synchronised) {
        layer.values.push_back({"magpie_host_clock_synchronised", {}, *seen.synchronised ? 1.0 : 0.0});
    }
    if (offset) {
        const auto text = fmt::format("{:+.3f} s", *offset);
        if (std::abs(*offset) > far_seconds) {
            // That the clock is wrong nothing explains but itself.
            layer.needs.clear();
            blame(layer, std::abs(*offset) > wrong_seconds ? Judged::fail : Judged::warn, fault("clock_wrong"),
                  {fmt::format("the time server's clock is {} from ours", text),
                   fmt::format("시간 서버와 {} 차이", text)});
        } else {
            layer.summary = {text, text};
        }
        return layer;
    }
    if (!seen.servers.empty()) {
        const auto& first = seen.servers.front();
        blame(layer, Judged::warn, fault("clock_wrong"),
              {fmt::format("{} {}", first.name, words(first.outcome.state).en),
               fmt::format("{} {}", first.name, words(first.outcome.state).ko)});
        if (first.needs_name) {
            layer.needs.emplace_back("dns");
        }
        return layer;
    }
    if (!seen.synchronised) {
        return skipped("time", {"nobody says whether the clock is right", "시계가 맞는지 알 수 없음"});
    }
    if (!*seen.synchronised) {
        blame(layer, Judged::warn, fault("clock_wrong"),
              {"the kernel says that nothing keeps the clock right", "시계가 동기화되지 않음"});
    } else {
        layer.summary = {fmt::format("synchronised{}", seen.error ? fmt::format(", to {:.3f} s", *seen.error) : ""),
                         fmt::format("동기화됨{}", seen.error ? fmt::format(", 오차 {:.3f} s", *seen.error) : "")};
    }
    return layer;
}

}  // namespace magpie::agent::check
