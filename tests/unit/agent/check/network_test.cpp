#include "agent/check/network.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace magpie::agent::check {
namespace {

using ProbeState = probe::State;

constexpr probe::Nanoseconds moment = std::chrono::milliseconds(2);

probe::Outcome ended(ProbeState state) {
    return {.state = state, .round_trip = state == ProbeState::answered ? std::optional(moment) : std::nullopt};
}

Asked asked(ProbeState state, bool needs_name = false) {
    return {
        .name = "one", .far = "outside", .kind = probe::Kind::ping, .needs_name = needs_name, .outcome = ended(state)};
}

Asked portal(ProbeState state, std::optional<bool> captive) {
    auto one = asked(state);
    one.outcome.captive = captive;
    return one;
}

std::string_view fault_of(const Layer& layer) {
    return layer.fault == nullptr ? "" : layer.fault->id;
}

bool needs(const Layer& layer, std::string_view id) {
    return std::ranges::find(layer.needs, id) != layer.needs.end();
}

TEST(CheckNetwork, AGatewayThatIsSilent) {
    const auto answered = ended(ProbeState::answered);
    const auto lost = ended(ProbeState::no_answer);
    EXPECT_EQ(fault_of(judge_gateway({})), "no_gateway");
    EXPECT_EQ(judge_gateway({.address = "10.0.0.1", .pings = {answered, answered, answered}}).summary.en,
              "10.0.0.1 2.0 ms");
    EXPECT_EQ(judge_gateway({.address = "10.0.0.1", .pings = {lost, lost, lost}}).state, State::fail);
    EXPECT_EQ(judge_gateway({.address = "10.0.0.1", .pings = {lost, answered, lost}}).state, State::warn);
    EXPECT_EQ(judge_gateway({.address = "10.0.0.1", .pings = {lost, lost}, .answers_arp = true}).state, State::pass)
        << "some routers answer no ping";
}

TEST(CheckNetwork, AResolverThatIsSilentOrLies) {
    const auto of = [](ProbeState known, std::optional<probe::Outcome> invented, bool is_needed) {
        return judge_dns({.asked = {{.resolver = "10.0.0.53",
                                     .name = "broker.test",
                                     .known = ended(known),
                                     .invented = std::move(invented)}},
                          .has_resolver = true,
                          .is_needed = is_needed});
    };
    auto lie = ended(ProbeState::answered);
    lie.address = 0x0A000001;
    EXPECT_EQ(of(ProbeState::answered, ended(ProbeState::answered), true).state, State::pass);
    EXPECT_EQ(fault_of(of(ProbeState::no_answer, {}, true)), "no_dns");
    EXPECT_EQ(fault_of(of(ProbeState::name_error, {}, true)), "no_dns");
    EXPECT_EQ(of(ProbeState::name_error, {}, false).state, State::pass) << "it speaks, and nothing is a name";
    EXPECT_EQ(fault_of(of(ProbeState::answered, lie, true)), "dns_lies");
    EXPECT_EQ(fault_of(judge_dns({.asked = {}, .has_resolver = false, .is_needed = true})), "no_dns");
    EXPECT_EQ(judge_dns({}).state, State::skipped);
}

TEST(CheckNetwork, OneResolverOfTwoWarns) {
    const DnsAsked good{.resolver = "10.0.0.53", .name = "a", .known = ended(ProbeState::answered), .invented = {}};
    const DnsAsked bad{.resolver = "10.0.0.54", .name = "a", .known = ended(ProbeState::no_answer), .invented = {}};
    EXPECT_EQ(judge_dns({.asked = {good, bad}, .has_resolver = true, .is_needed = true}).state, State::warn);
}

TEST(CheckNetwork, TheInternetIsReachedOrNot) {
    const auto first = [](std::vector<Asked> outside) { return judge_internet_and_portal(outside, {}).first; };
    EXPECT_EQ(first({asked(ProbeState::answered)}).state, State::pass);
    EXPECT_EQ(first({asked(ProbeState::answered), asked(ProbeState::no_answer)}).state, State::warn);
    EXPECT_EQ(fault_of(first({asked(ProbeState::no_answer)})), "no_internet");
    EXPECT_EQ(first({}).state, State::skipped);
    EXPECT_TRUE(needs(first({asked(ProbeState::no_address, true)}), "dns"));
    EXPECT_FALSE(needs(first({asked(ProbeState::no_answer)}), "dns"));
}

TEST(CheckNetwork, APortalExplainsWhatItShutsOut) {
    const auto [internet, captive] =
        judge_internet_and_portal({asked(ProbeState::no_answer)}, {portal(ProbeState::answered, true)});
    EXPECT_EQ(fault_of(captive), "portal_captures");
    EXPECT_FALSE(needs(captive, "internet"));
    EXPECT_TRUE(needs(internet, "portal"));
    const auto [gone, unasked] =
        judge_internet_and_portal({asked(ProbeState::no_answer)}, {portal(ProbeState::no_answer, {})});
    EXPECT_TRUE(needs(unasked, "internet"));
    EXPECT_FALSE(needs(gone, "portal"));
    EXPECT_EQ(judge_internet_and_portal({}, {portal(ProbeState::answered, false)}).second.state, State::pass);
}

TEST(CheckNetwork, AClockThatIsOff) {
    const auto with = [](std::chrono::milliseconds offset) {
        auto server = asked(ProbeState::answered);
        server.outcome.clock_offset = offset;
        return judge_time({.servers = {server}, .synchronised = true, .error = {}});
    };
    EXPECT_EQ(with(std::chrono::milliseconds(20)).state, State::pass);
    EXPECT_EQ(with(std::chrono::milliseconds(-500)).state, State::warn);
    EXPECT_EQ(with(std::chrono::milliseconds(-5000)).state, State::fail);
    EXPECT_EQ(fault_of(with(std::chrono::milliseconds(5000))), "clock_wrong");
    EXPECT_EQ(judge_time({.servers = {asked(ProbeState::no_answer)}, .synchronised = true, .error = {}}).state,
              State::warn);
    EXPECT_EQ(judge_time({.servers = {}, .synchronised = false, .error = {}}).state, State::warn);
    EXPECT_EQ(judge_time({.servers = {}, .synchronised = true, .error = 0.01}).state, State::pass);
    EXPECT_EQ(judge_time({}).state, State::skipped);
}

}  // namespace
}  // namespace magpie::agent::check
