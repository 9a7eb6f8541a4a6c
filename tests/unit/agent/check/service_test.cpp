#include "agent/check/service.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace magpie::agent::check {
namespace {

using citizen::Stage;

const Now now{.mono = {}, .wall = UtcMs(std::chrono::hours(500'000)), .wall_known = true};

std::string_view fault_of(const Layer& layer) {
    return layer.fault == nullptr ? "" : layer.fault->id;
}

CollectorSeen let_in(std::optional<AgentTold> agent) {
    return {.trips = {{.server = "tcp://b:1", .let_in = true, .broker = Milliseconds{8}, .collector = Milliseconds{9}}},
            .agent = std::move(agent),
            .now = now};
}

TEST(CheckService, ABrokerThatLetsNobodyIn) {
    const auto layer = judge_collector({.trips = {{.server = "tcp://b:1", .why_not = "refused"}}, .now = now});
    EXPECT_EQ(layer.state, State::fail);
    EXPECT_EQ(fault_of(layer), "broker_refuses");
    EXPECT_EQ(layer.summary.en, "refused");
}

TEST(CheckService, AnAgentThatDoesNotRunIsAWarning) {
    EXPECT_EQ(fault_of(judge_collector(let_in({}))), "agent_stopped");
    EXPECT_EQ(judge_collector(let_in(AgentTold{.online = true})).state, State::pass);
    EXPECT_EQ(judge_collector(let_in(AgentTold{.online = false, .trouble = "ACL"})).state, State::warn);
    EXPECT_EQ(judge_collector(let_in(AgentTold{.online = true, .waiting = 61})).state, State::warn);
}

TEST(CheckService, ACollectorThatDoesNotAnswerIsAFaultThoughTheBrokerDoes) {
    auto seen = let_in(AgentTold{.online = true});
    EXPECT_EQ(judge_collector(seen).summary.en, "the collector answers, a message is back in 9 ms");
    seen.trips[0].collector.reset();
    const auto layer = judge_collector(seen);
    EXPECT_EQ(layer.state, State::fail);
    EXPECT_EQ(fault_of(layer), "collector_silent");
    EXPECT_EQ(layer.summary.en, "the broker answers, the collector does not");
    EXPECT_EQ(layer.summary.ko, "브로커는 응답, 수집기는 무응답");
    ASSERT_EQ(layer.values.size(), 2U);
    EXPECT_EQ(layer.values[0].labels[0].second, "broker");
    seen.agent.reset();
    EXPECT_EQ(fault_of(judge_collector(seen)), "collector_silent") << "which is worse than an agent that does not run";
    seen.trips[0].broker.reset();
    EXPECT_EQ(judge_collector(seen).state, State::fail);
    EXPECT_EQ(fault_of(judge_collector(seen)), "broker_refuses");
}

TEST(CheckService, WhoMayNotHearTheCollectorIsWarned) {
    auto seen = let_in(AgentTold{.online = true});
    seen.trips[0].is_forbidden = true;
    EXPECT_EQ(judge_collector(seen).state, State::pass) << "it is heard all the same";
    seen.trips[0].collector.reset();
    EXPECT_EQ(judge_collector(seen).state, State::warn);
    EXPECT_EQ(fault_of(judge_collector(seen)), "broker_refuses");
}

CollectorSeen knocked(std::optional<Trip> trip) {
    return {.is_knocked_only = true,
            .reached = true,
            .trip_of_agent = std::move(trip),
            .agent = AgentTold{.online = true},
            .now = now};
}

TEST(CheckService, TheAgentThatIsConnectedMakesTheTrip) {
    const Trip whole{.let_in = true, .broker = Milliseconds{8}, .collector = Milliseconds{9}};
    EXPECT_EQ(judge_collector(knocked(whole)).state, State::pass);
    EXPECT_EQ(judge_collector(knocked(whole)).summary.en, "the collector answers the agent, 9 ms");
    auto gone = knocked(whole);
    gone.reached = false;
    EXPECT_EQ(fault_of(judge_collector(gone)), "broker_refuses");
    const auto silent = judge_collector(knocked(Trip{.let_in = true, .broker = Milliseconds{8}}));
    EXPECT_EQ(silent.state, State::fail);
    EXPECT_EQ(fault_of(silent), "collector_silent");
    EXPECT_EQ(judge_collector(knocked(Trip{.let_in = false})).state, State::warn);
}

TEST(CheckService, AnAgentThatSaysNothingOfItsCollectorIsNoPass) {
    const auto layer = judge_collector(knocked({}));
    EXPECT_EQ(layer.state, State::warn);
    EXPECT_EQ(fault_of(layer), "collector_silent");
    auto stranger = knocked({});
    stranger.may_not_ask_agent = true;
    const auto skipped = judge_collector(stranger);
    EXPECT_EQ(skipped.state, State::skipped);
    EXPECT_TRUE(skipped.is_unproved) << "and no acceptance";
}

TEST(CheckService, ACertificateThatEnds) {
    auto seen = let_in(AgentTold{.online = true});
    seen.certificate_ends = now.wall + std::chrono::days(30);
    EXPECT_EQ(judge_collector(seen).state, State::pass);
    seen.certificate_ends = now.wall + std::chrono::days(5);
    EXPECT_EQ(judge_collector(seen).state, State::warn);
    seen.certificate_ends = now.wall - std::chrono::days(1);
    EXPECT_EQ(judge_collector(seen).state, State::fail);
    EXPECT_EQ(fault_of(judge_collector(seen)), "certificate_ending");
}

TEST(CheckService, ANameIsNeededWhereTheBrokerIsOne) {
    CollectorSeen seen{.now = now};
    const auto needs_dns = [&] {
        const auto layer = judge_collector(seen);
        return std::ranges::find(layer.needs, "dns") != layer.needs.end();
    };
    EXPECT_FALSE(needs_dns());
    seen.needs_name = true;
    EXPECT_TRUE(needs_dns());
}

TEST(CheckService, ANetworkFailsAtAStage) {
    const auto joined = [](Stage stage, std::string_view outcome) {
        return judge_ssid(
            {.ssid = "SEOUL",
             .ends = {{Stage::scan, citizen::success, Milliseconds{300}}, {stage, outcome, Milliseconds{900}}}});
    };
    EXPECT_EQ(joined(Stage::visit, citizen::success).state, State::pass);
    EXPECT_EQ(joined(Stage::visit, citizen::success).id, "ssid:SEOUL");
    EXPECT_EQ(fault_of(joined(Stage::keys, "wrong_key")), "wrong_passphrase");
    EXPECT_EQ(fault_of(joined(Stage::keys, "eap_failed")), "radius_fails");
    EXPECT_EQ(fault_of(joined(Stage::dhcp, "no_answer")), "network_unusable");
    const auto of_radio = joined(Stage::association, "rejected");
    EXPECT_EQ(std::ranges::find(of_radio.needs, "dns"), of_radio.needs.end());
    const auto of_network = joined(Stage::page, "no_answer");
    EXPECT_NE(std::ranges::find(of_network.needs, "dns"), of_network.needs.end());
}

TEST(CheckService, ANetworkThatWasNotTriedSaysWhy) {
    const auto layer = judge_ssid({.ssid = "SEOUL", .not_tried = "no radio", .not_tried_ko = "없음"});
    EXPECT_EQ(layer.state, State::skipped);
    EXPECT_EQ(layer.summary.en, "no radio");
    EXPECT_TRUE(layer.is_unproved);
}

}  // namespace
}  // namespace magpie::agent::check
