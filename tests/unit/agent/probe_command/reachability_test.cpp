#include "agent/probe_command/reachability.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include <nlohmann/json.hpp>

namespace magpie::agent {
namespace {

using probe::Kind;
using probe::State;
using std::chrono::microseconds;

TEST(ProbeQuestion, IsAKindAndATarget) {
    EXPECT_EQ(probe_question({"ping", "10.0.0.1"})->host, "10.0.0.1");
    EXPECT_EQ(probe_question({"ping", "2001:db8::1"})->host, "2001:db8::1");
    EXPECT_EQ(probe_question({"mtu", "[2001:db8::1]"})->host, "2001:db8::1");
    const auto tcp = probe_question({"tcp", "[2001:db8::1]:443"});
    EXPECT_EQ(tcp->host, "2001:db8::1");
    EXPECT_EQ(tcp->port, 443);
}

TEST(ProbeQuestion, OfDnsIsANameAndAResolver) {
    const auto cached = probe_question({"dns", "www.example.org@10.0.0.53"});
    EXPECT_EQ(cached->kind, Kind::dns);
    EXPECT_EQ(cached->name, "www.example.org");
    EXPECT_EQ(cached->host, "10.0.0.53");
    EXPECT_EQ(cached->dns_port, 53);
    const auto invented = probe_question({"dns", "*.example.org@10.0.0.53:5353"});
    EXPECT_EQ(invented->kind, Kind::dns_uncached);
    EXPECT_EQ(invented->name, "example.org");
    EXPECT_EQ(invented->dns_port, 5353);
}

TEST(ProbeQuestion, OfAPageIsAnAddressOrAHost) {
    EXPECT_EQ(probe_question({"portal", "10.0.0.1"})->url, "http://10.0.0.1/generate_204");
    EXPECT_EQ(probe_question({"https", "example.org"})->url, "https://example.org/");
    EXPECT_EQ(probe_question({"https", "https://[::1]:8443/x"})->host, "::1");
}

TEST(ProbeQuestion, SaysWhatIsWrong) {
    for (const std::vector<std::string>& words :
         std::initializer_list<std::vector<std::string>>{{},
                                                         {"ping"},
                                                         {"ping", "a", "b"},
                                                         {"pong", "a"},
                                                         {"dns_uncached", "a"},
                                                         {"dns", "a"},
                                                         {"dns", "@b"},
                                                         {"dns", "a..b@c"},
                                                         {"tcp", "a"},
                                                         {"tcp", "a:0"},
                                                         {"tcp", "a:x"},
                                                         {"ping", "a:1"},
                                                         {"https", "http://a/"},
                                                         {"portal", "ftp://a/"}}) {
        EXPECT_FALSE(probe_question(words)) << (words.empty() ? "" : words.front());
    }
}

TEST(ProbeLine, IsASentence) {
    const auto question = *probe_question({"ping", "10.0.0.1"});
    EXPECT_EQ(probe_line(question, 3, {.state = State::answered, .round_trip = microseconds(1250)}),
              "3 ping 10.0.0.1: answered in 1.250 ms");
    EXPECT_EQ(probe_line(question, 4, {.state = State::no_answer}), "4 ping 10.0.0.1: no answer");
}

Reachability some() {
    ReachabilityWindow window;
    window.add({.state = State::answered, .round_trip = microseconds(500)});
    window.add({.state = State::no_answer});
    return window.take();
}

TEST(ProbeSummary, CountsAndTellsTimes) {
    EXPECT_EQ(probe_summary(*probe_question({"ping", "10.0.0.1"}), some()),
              "ping 10.0.0.1: 1 of 2 answered, 1 no answer; round trip 0.500 ms (median), 0.500 ms (95 of 100), 0.500 "
              "ms (most)");
}

TEST(ProbeJson, LeavesOutWhatIsNotKnown) {
    const auto json = nlohmann::json::parse(probe_json(*probe_question({"ping", "10.0.0.1"}), some()));
    EXPECT_EQ(json["sent"], 2);
    EXPECT_EQ(json["answered"], 1);
    EXPECT_EQ(json["outcomes"]["no_answer"], 1);
    EXPECT_EQ(json["round_trip_seconds"]["median"], 0.0005);
    EXPECT_TRUE(json["address"].is_null());
    ReachabilityWindow window;
    window.add({.state = State::no_answer});
    const auto nothing = nlohmann::json::parse(probe_json(*probe_question({"mtu", "10.0.0.1"}), window.take()));
    EXPECT_TRUE(nothing["round_trip_seconds"]["median"].is_null());
    EXPECT_FALSE(nothing["last"].contains("mtu_bytes"));
}

}  // namespace
}  // namespace magpie::agent
