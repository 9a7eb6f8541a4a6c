#include "agent/probe_command/trace.hpp"

#include <gtest/gtest.h>

#include <optional>

#include <nlohmann/json.hpp>

#include "agent/probe_line/trace_run.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

namespace ip = boost::asio::ip;

/// A way of two hops: a router that answers and one that does not, or the target.
class TraceWordsTest : public testing::Test {
  protected:
    void meets(std::optional<TraceAnswer> answer, const char* from = "10.0.0.1") {
        ASSERT_TRUE(trace.next(clock.now()));
        clock.advance(Milliseconds{7});
        if (answer) {
            trace.heard(*answer, hop_address(ip::make_address(from)), std::nullopt, clock.now());
        }
        clock.advance(Milliseconds{1500});
        if (!answer) {
            (void)trace.next(clock.now());
        }
    }

    fakes::FakeClock clock;
    Trace trace{{.most_hops = 2, .probes_of_a_hop = 1}};
    ip::address target = ip::make_address("10.0.0.9");
};

TEST_F(TraceWordsTest, OfATargetThatIsReached) {
    meets(TraceAnswer::passed_on);
    meets(TraceAnswer::reached, "10.0.0.9");
    ASSERT_TRUE(trace.done());
    EXPECT_EQ(trace_summary("core", target, trace),
              "1 10.0.0.1 7 ms, 1 of 1 answered\n"
              "2 10.0.0.9 7 ms, 1 of 1 answered\n"
              "trace core (10.0.0.9): reached, 2 hops");
    const auto json = nlohmann::json::parse(trace_json("core", target, trace));
    EXPECT_EQ(json.at("reached"), true);
    EXPECT_EQ(json.at("turned_away"), false);
    EXPECT_EQ(json.at("address"), "10.0.0.9");
    ASSERT_EQ(json.at("hops").size(), 2U);
    EXPECT_EQ(json["hops"][0].at("hop"), 1);
    EXPECT_EQ(json["hops"][1].at("address"), "10.0.0.9");
    EXPECT_EQ(json["hops"][1].at("round_trip_seconds"), 0.007);
}

TEST_F(TraceWordsTest, OfAWayThatEnds) {
    meets(TraceAnswer::passed_on);
    meets(std::nullopt);
    ASSERT_TRUE(trace.done());
    EXPECT_EQ(trace_summary("10.0.0.9", target, trace),
              "1 10.0.0.1 7 ms, 1 of 1 answered\n"
              "trace 10.0.0.9: nobody answers behind 10.0.0.1, hop 1");
    EXPECT_EQ(nlohmann::json::parse(trace_json("10.0.0.9", target, trace)).at("reached"), false);
}

TEST_F(TraceWordsTest, OfAWayThatDoesNotBegin) {
    Trace silent{{.most_hops = 1, .probes_of_a_hop = 1}};
    ASSERT_TRUE(silent.next(clock.now()));
    clock.advance(Milliseconds{1000});
    (void)silent.next(clock.now());
    EXPECT_EQ(trace_summary("10.0.0.9", target, silent), "trace 10.0.0.9: nobody answers, not even the first hop");
}

TEST_F(TraceWordsTest, OfARouterThatKnowsNoWay) {
    meets(TraceAnswer::turned_away);
    EXPECT_EQ(trace_summary("10.0.0.9", target, trace),
              "1 10.0.0.1 7 ms, 1 of 1 answered\n"
              "trace 10.0.0.9: turned away: no way behind 10.0.0.1, hop 1");
    EXPECT_EQ(nlohmann::json::parse(trace_json("10.0.0.9", target, trace)).at("turned_away"), true);
}

TEST(TraceHopLine, SaysWhereSeveralAnswer) {
    EXPECT_EQ(
        hop_line(3, {.from = hop_address(ip::make_address("10.0.0.1")), .several = true, .sent = 3, .answered = 2}),
        "3 10.0.0.1 0 ms, 2 of 3 answered, and others at the same place");
    EXPECT_EQ(hop_line(4, {.from = std::nullopt, .sent = 3}), "4 * no answer");
}

TEST(PrintTrace, WantsAHostAlone) {
    const fakes::FakeClock clock;
    EXPECT_EQ(print_trace({.words = {"trace"}}, clock), 2);
    EXPECT_EQ(print_trace({.words = {"trace", "a", "b"}}, clock), 2);
    EXPECT_EQ(print_trace({.words = {"trace", "a"}, .count = 3}, clock), 2);
}

}  // namespace
}  // namespace magpie::agent
