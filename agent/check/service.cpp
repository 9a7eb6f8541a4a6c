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
    const auto add = [&](const char* side, const std::optional<double>& seconds) {
        if (seconds) {
            layer.values.push_back({"magpie_path_mqtt_round_trip_seconds", {{"side", side}}, *seconds});
        }
    };
    add("broker", agent.broker_seconds);
    add("collector", agent.collector_seconds);
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
        if (seen.reached && !*seen.reached) {
            blame(layer, State::fail, fault("broker_refuses"),
                  {"the broker cannot be reached now", "지금은 브로커에 닿지 않음"});
        }
        judge_agent(layer, *seen.agent);
        if (layer.state == State::pass) {
            const auto& seconds =
                seen.agent->collector_seconds ? seen.agent->collector_seconds : seen.agent->broker_seconds;
            const auto time = seconds ? fmt::format(", {:.0f} ms", *seconds * 1000) : std::string();
            layer.summary = {"the agent is connected" + time, "에이전트 연결됨" + time};
        }
        return layer;
    }
    const auto good = std::ranges::find_if(seen.trips, &Trip::let_in);
    if (good == seen.trips.end()) {
        const auto why = seen.trips.empty() ? std::string("nobody was asked") : escaped(seen.trips.front().why_not);
        blame(layer, State::fail, fault("broker_refuses"), {why, fmt::format("연결 실패: {}", why)});
        return layer;
    }
    if (good->broker) {
        layer.values.push_back({"magpie_path_mqtt_round_trip_seconds",
                                {{"side", "broker"}},
                                std::chrono::duration<double>(*good->broker).count()});
    }
    if (good->collector) {
        layer.values.push_back({"magpie_path_mqtt_round_trip_seconds",
                                {{"side", "collector"}},
                                std::chrono::duration<double>(*good->collector).count()});
    }
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
        const auto& back = good->collector ? good->collector : good->broker;
        const auto time = back ? fmt::format(", a message is back in {} ms", back->count()) : std::string();
        const auto time_ko = back ? fmt::format(", 왕복 {} ms", back->count()) : std::string();
        const bool heard = good->collector.has_value();
        layer.summary = {(heard ? "the collector answers" : "the broker answers") + time,
                         (heard ? "수집기 응답" : "브로커 응답") + time_ko};
    }
    return layer;
}

Layer judge_ssid(const SsidSeen& seen) {
    Layer layer{.id = "ssid:" + escaped(seen.ssid), .state = State::pass, .needs = {"radios"}};
    if (!seen.not_tried.empty()) {
        layer.state = State::skipped;
        layer.is_wanted = true;
        layer.summary = {seen.not_tried, seen.not_tried_ko};
        return layer;
    }
    if (seen.ends.empty()) {
        layer.state = State::skipped;
        layer.is_wanted = true;
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
