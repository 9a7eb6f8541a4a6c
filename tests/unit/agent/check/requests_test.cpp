#include "agent/check/requests.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "agent/check/result_json.hpp"

namespace magpie::agent::check {
namespace {

const std::string id = "0123456789abcdef";
const std::string other = "fedcba9876543210";

Now at(int milliseconds) {
    return {.mono = Monotonic(Milliseconds{100'000 + milliseconds}), .wall = {}, .wall_known = true};
}

std::string layer(const char* name, State state = State::pass) {
    return event_json(Layer{.id = name, .state = state, .summary = {"a", "b"}});
}

std::string result() {
    return event_json(Result{.program = "p", .area = "a", .node = "n", .verdict = Verdict::warn});
}

TEST(Requests, BeginOneCheckForOneRequest) {
    Requests requests(true);
    requests.hear(id, at(0));
    EXPECT_TRUE(requests.take_begin());
    EXPECT_FALSE(requests.take_begin());
    EXPECT_TRUE(requests.is_under_way());
    EXPECT_FALSE(requests.take_message(at(0)));
}

TEST(Requests, RefuseTheSecondAndTheOneSoonAfter) {
    Requests requests(true);
    requests.hear(id, at(0));
    requests.hear(other, at(10));
    EXPECT_EQ(requests.take_message(at(10)), R"({"id":"fedcba9876543210","event":"refused","reason":"busy"})");
    (void)requests.take_begin();
    requests.line(result());
    requests.ended(at(5000));
    (void)requests.take_message(at(5000));
    requests.hear(other, at(29'999));
    EXPECT_FALSE(requests.take_begin());
    requests.hear(other, at(30'000));
    EXPECT_TRUE(requests.take_begin());
}

TEST(Requests, AreRefusedWhereTheyAreOff) {
    Requests requests(false);
    requests.hear(id, at(0));
    EXPECT_FALSE(requests.take_begin());
    EXPECT_EQ(requests.take_message(at(0)), R"({"id":"0123456789abcdef","event":"refused","reason":"off"})");
    EXPECT_EQ(requests.outcomes()[4], 1U);
}

TEST(Requests, PassOverWhatIsNoId) {
    Requests requests(true);
    for (const auto* text : {"", "x", "0123456789ABCDEF", "0123456789abcdef\""}) {
        requests.hear(text, at(0));
    }
    EXPECT_FALSE(requests.take_begin());
    EXPECT_FALSE(requests.deadline());
}

TEST(Requests, TellAtMostTwoLayersASecond) {
    Requests requests(true);
    requests.hear(id, at(0));
    requests.line(layer("power", State::running));
    requests.line(layer("power"));
    requests.line(layer("link"));
    const auto first = requests.take_message(at(0));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->find(R"({"id":"0123456789abcdef","event":"layer","layer":{"layer":"power")"), 0U);
    EXPECT_FALSE(requests.take_message(at(499)));
    EXPECT_EQ(requests.deadline(), at(500).mono);
    EXPECT_TRUE(requests.take_message(at(500)));
    EXPECT_FALSE(requests.take_message(at(5000)));
}

TEST(Requests, TellTheResultAtOnceAndLast) {
    Requests requests(true);
    requests.hear(id, at(0));
    requests.line(layer("power"));
    (void)requests.take_message(at(0));
    requests.line(layer("link"));
    requests.line(result());
    requests.line(layer("dhcp"));
    const auto told = requests.take_message(at(1));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->find(R"({"id":"0123456789abcdef","event":"result","result":{)"), 0U);
    EXPECT_FALSE(requests.take_message(at(60'000)));
    requests.ended(at(60'000));
    EXPECT_FALSE(requests.take_message(at(60'000)));
    EXPECT_EQ(requests.outcomes()[1], 1U);
}

TEST(Requests, SayThatACheckBroke) {
    Requests requests(true);
    requests.hear(id, at(0));
    requests.line("nonsense");
    requests.ended(at(9));
    EXPECT_EQ(requests.take_message(at(9)), R"({"id":"0123456789abcdef","event":"refused","reason":"broken"})");
    EXPECT_EQ(requests.outcomes()[3], 1U);
}

}  // namespace
}  // namespace magpie::agent::check
