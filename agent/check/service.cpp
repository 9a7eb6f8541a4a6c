#include "agent/check/service.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "wire/text.hpp"

namespace magpie::agent::check {

namespace {

constexpr double waiting_long = 60;         // reports: MagpieOutboxGrowing
constexpr std::chrono::days ends_soon{14};  // MagpieCertificateExpiring

void judge_certificate(Layer& layer, const CollectorSeen& seen) {
    if (!seen.certificate_ends) {
        return;
    }
    layer.values.push_back({"magpie_node_certificate_expires_timestamp_seconds",
                            {},
                            std::chrono::duration<double>(seen.certificate_ends->time_since_epoch()).count()});
    const auto left = std::chrono::floor<std::chrono::days>(*seen.certificate_ends - seen.now.wall).count();
    if (left < 0) {
        blame(layer, State::fail, fault("certificate_ending"),
              {"the certificate of the pole has ended", "폴의 인증서가 만료됨"});
    } else if (left < ends_soon.count()) {
        blame(layer, State::warn, fault("certificate_ending"),
              {fmt::format("the certificate of the pole ends in {} days", left),
               fmt::format("폴의 인증서가 {}일 뒤 만료됨", left)});
    }
}

void judge_agent(Layer& layer, const AgentTold& agent) {
    layer.values.push_back({"magpie_node_outbox_reports", {}, agent.waiting});
    if (agent.waiting > waiting_long) {
        blame(layer, State::warn, fault("broker_refuses"),
              {fmt::format("{:.0f} reports wait for the collector", agent.waiting),
               fmt::format("수집기로 가지 못한 보고 {:.0f}건", agent.waiting)});
    }
}

/// A broker alone is not what the pole reports to.
void judge_trip(Layer& layer, const Trip& trip) {
    const auto add = [&](const char* side, const std::optional<Milliseconds>& time) {
        if (time) {
            layer.values.push_back({"magpie_path_mqtt_round_trip_seconds",
                                    {{"side", side}},
                                    std::chrono::duration<double>(*time).count()});
        }
    };
    add("broker", trip.broker);
    add("collector", trip.collector);
    if (trip.collector) {
        return;
    }
    if (trip.is_forbidden) {
        blame(layer, State::warn, fault("broker_refuses"),
              {"the broker does not let the pole hear what the collector answers (ACL)",
               "브로커가 수집기의 응답을 폴에 전하지 않음(ACL)"});
    } else if (trip.broker) {
        blame(layer, State::fail, fault("collector_silent"),
              {"the broker answers, the collector does not", "브로커는 응답, 수집기는 무응답"});
    } else {
        blame(layer, State::fail, fault("broker_refuses"),
              {"the broker lets us in and brings no message back", "브로커에 접속되지만 메시지가 돌아오지 않음"});
    }
}

/// The agent's session is the one of the pole: it has made the trip.
void judge_agents_word(Layer& layer, const CollectorSeen& seen) {
    if (seen.reached && !*seen.reached) {
        blame(layer, State::fail, fault("broker_refuses"),
              {"the broker cannot be reached now", "지금은 브로커에 닿지 않음"});
    }
    const auto& trip = seen.trip_of_agent;
    if (trip && trip->let_in) {
        judge_trip(layer, *trip);
    } else if (trip) {
        blame(layer, State::warn, fault("broker_refuses"),
              {"the agent lost its connection during the check", "점검 중에 에이전트 연결이 끊김"});
    } else if (!seen.may_not_ask_agent) {
        blame(layer, State::warn, fault("collector_silent"),
              {"the agent is connected, and does not say whether the collector answers",
               "에이전트는 연결됨, 수집기 응답 여부를 알려 주지 않음"});
    }
    judge_agent(layer, *seen.agent);
    if (layer.state != State::pass) {
        return;
    }
    if (trip) {
        layer.summary = {fmt::format("the collector answers the agent, {} ms", trip->collector->count()),
                         fmt::format("수집기가 에이전트에 응답, {} ms", trip->collector->count())};
    } else {
        layer.state = State::skipped;
        layer.is_unproved = true;
        layer.summary = {"the agent is connected; only root may have it ask the collector",
                         "에이전트 연결됨, 수집기 확인은 root만 가능"};
    }
}

}  // namespace

Layer judge_collector(const CollectorSeen& seen) {
    Layer layer{
        .id = "collector", .state = State::pass, .needs = {"link", "vlan", "dhcp", "gateway", "portal", "time"}};
    if (seen.needs_name) {
        layer.needs.emplace_back("dns");
    }
    judge_certificate(layer, seen);
    if (layer.fault != nullptr && layer.state == State::fail) {
        layer.needs.clear();
        return layer;
    }
    if (seen.is_knocked_only) {
        judge_agents_word(layer, seen);
        return layer;
    }
    const auto good = std::ranges::find_if(seen.trips, &Trip::let_in);
    if (good == seen.trips.end()) {
        const auto why = seen.trips.empty() ? std::string("nobody was asked") : escaped(seen.trips.front().why_not);
        blame(layer, State::fail, fault("broker_refuses"), {why, fmt::format("연결 실패: {}", why)});
        return layer;
    }
    judge_trip(layer, *good);
    if (seen.agent) {
        judge_agent(layer, *seen.agent);
        if (!seen.agent->online) {
            blame(layer, State::warn, fault("broker_refuses"),
                  {fmt::format("we are let in, and the agent is not: {}", escaped(seen.agent->trouble)),
                   fmt::format("점검은 접속되지만 에이전트는 안 됨: {}", escaped(seen.agent->trouble))});
        }
    } else {
        blame(layer, State::warn, fault("agent_stopped"),
              {"the broker lets us in, and the agent does not run", "브로커는 되지만 에이전트가 꺼져 있음"});
    }
    if (layer.state == State::pass) {
        layer.summary = {fmt::format("the collector answers, a message is back in {} ms", good->collector->count()),
                         fmt::format("수집기 응답, 왕복 {} ms", good->collector->count())};
    }
    return layer;
}

Layer judge_ssid(const SsidSeen& seen) {
    Layer layer{.id = "ssid:" + escaped(seen.ssid), .state = State::pass, .needs = {"radios"}};
    if (!seen.not_tried.empty()) {
        layer.state = State::skipped;
        layer.is_unproved = true;
        layer.summary = {seen.not_tried, seen.not_tried_ko};
        return layer;
    }
    if (seen.ends.empty()) {
        layer.state = State::skipped;
        layer.is_unproved = true;
        layer.summary = {"magpie-station gives no radio", "magpie-station이 무선을 주지 않음"};
        return layer;
    }
    Milliseconds took{0};
    for (const auto& end : seen.ends) {
        took = std::max(took, end.took);
        if (end.stage != citizen::Stage::visit && end.outcome == citizen::success) {
            layer.values.push_back({"magpie_client_visit_stage_seconds",
                                    {{"ssid", escaped(seen.ssid)}, {"stage", std::string(word(end.stage))}},
                                    std::chrono::duration<double>(end.took).count()});
        }
    }
    const auto bad =
        std::ranges::find_if(seen.ends, [](const citizen::StageEnd& end) { return end.outcome != citizen::success; });
    if (bad == seen.ends.end()) {
        layer.summary = {fmt::format("joined, a page came; {:.1f} s", std::chrono::duration<double>(took).count()),
                         fmt::format("접속되고 페이지가 열림; {:.1f} s", std::chrono::duration<double>(took).count())};
        return layer;
    }
    const bool is_of_the_network = bad->stage >= citizen::Stage::dhcp;
    if (is_of_the_network) {
        // What lies behind the radio is the pole's own way, which is judged above.
        layer.needs = {"radios", "link", "vlan", "dhcp", "gateway", "dns", "internet", "portal"};
    }
    const auto* why = fault("network_unusable");
    if (bad->outcome == "wrong_key") {
        why = fault("wrong_passphrase");
    } else if (bad->outcome == "eap_failed" || bad->outcome == "certificate") {
        why = fault("radius_fails");
    }
    blame(layer, State::fail, why,
          {fmt::format("fails at {}: {}", word(bad->stage), bad->outcome),
           fmt::format("{} 단계 실패: {}", word(bad->stage), bad->outcome)});
    return layer;
}

}  // namespace magpie::agent::check
