#include "agent/sources/client/resolver_queries.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string_view>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using capture::Outcome;
using fakes::series_of;
using fakes::value_of;

constexpr auto queries = "magpie_client_dns_total";
constexpr auto seconds = "magpie_client_dns_seconds_total";

capture::ResolverTotals asked(std::uint8_t resolver, Outcome outcome, std::uint64_t count, std::uint64_t sum_us = 0,
                              std::uint8_t network = 0) {
    return {.network = network, .resolver = resolver, .outcome = outcome, .count = count, .sum_us = sum_us};
}

class ResolverQueriesTest : public testing::Test {
  protected:
    void names(std::uint8_t network, std::string_view ssid) {
        told_.hear(capture::ClientNetwork{.network = network, .ssid = capture::text32(ssid)});
    }
    static Readings read(const ResolverQueries& told) {
        Readings readings;
        told.write(readings);
        return readings;
    }
    [[nodiscard]] Readings read() const { return read(told_); }

    OwnNames names_{{"SEOUL", "SEOUL_Secure"}};
    ResolverQueries told_{names_, {"city-1", "city-2"}};
};

TEST_F(ResolverQueriesTest, EachResolverIsToldByItsNameAndTheOthersTogether) {
    names(0, "SEOUL");
    EXPECT_TRUE(told_.hear(asked(0, Outcome::success, 4, 80'000)));
    EXPECT_TRUE(told_.hear(asked(1, Outcome::server_failure, 3)));
    EXPECT_TRUE(told_.hear(asked(capture::other_resolver, Outcome::success, 2, 100'000)));
    const auto readings = read();
    EXPECT_EQ(value_of(readings, queries, {"SEOUL", "city-1", "success"}), 4);
    EXPECT_EQ(value_of(readings, seconds, {"SEOUL", "city-1"}), 0.08);
    EXPECT_EQ(value_of(readings, queries, {"SEOUL", "city-2", "server_failure"}), 3);
    EXPECT_FALSE(value_of(readings, seconds, {"SEOUL", "city-2"}));
    EXPECT_EQ(value_of(readings, queries, {"SEOUL", "other", "success"}), 2);
}

TEST_F(ResolverQueriesTest, ThatNobodyAnswersIsToldFromTheFirstQueryOn) {
    names(0, "SEOUL");
    told_.hear(asked(0, Outcome::success, 1));
    const auto readings = read();
    EXPECT_EQ(value_of(readings, queries, {"SEOUL", "city-1", "no_answer"}), 0);
    EXPECT_FALSE(value_of(readings, queries, {"SEOUL", "city-2", "no_answer"})) << "whom nobody asks";
}

TEST_F(ResolverQueriesTest, AResolverThatNobodyHasNamedIsNotBelieved) {
    names(0, "SEOUL");
    EXPECT_FALSE(told_.hear(asked(2, Outcome::success, 1)));
    EXPECT_TRUE(read().all().empty());
}

TEST_F(ResolverQueriesTest, WhereNoneIsNamedNothingIsTold) {
    ResolverQueries told(names_, {});
    told.hear(capture::ClientNetwork{.ssid = capture::text32("SEOUL")});
    EXPECT_TRUE(told.hear(asked(capture::other_resolver, Outcome::success, 1)));
    EXPECT_TRUE(read(told).all().empty());
}

TEST_F(ResolverQueriesTest, WhatIsHeardBeforeItsNetworkIsNamedIsToldUnderIt) {
    told_.hear(asked(0, Outcome::success, 4));
    EXPECT_TRUE(read().all().empty());
    names(0, "SEOUL");
    EXPECT_EQ(value_of(read(), queries, {"SEOUL", "city-1", "success"}), 4);
}

TEST_F(ResolverQueriesTest, AnIndexThatBecomesAnotherNetworkTakesNothingAlong) {
    names(0, "SEOUL");
    told_.hear(asked(0, Outcome::success, 10));
    names(0, "SEOUL_Secure");
    told_.hear(asked(0, Outcome::success, 3));  // the capture has begun anew
    EXPECT_EQ(value_of(read(), queries, {"SEOUL", "city-1", "success"}), 10);
    EXPECT_EQ(value_of(read(), queries, {"SEOUL_Secure", "city-1", "success"}), 3);
}

TEST_F(ResolverQueriesTest, NetworksOfOneNameAreOne) {
    names(0, "SEOUL");
    names(1, "SEOUL");
    told_.hear(asked(0, Outcome::success, 1, 1'000'000));
    told_.hear(asked(0, Outcome::success, 2, 2'000'000, 1));
    EXPECT_EQ(value_of(read(), queries, {"SEOUL", "city-1", "success"}), 3);
    EXPECT_EQ(value_of(read(), seconds, {"SEOUL", "city-1"}), 3);
}

}  // namespace
}  // namespace magpie::agent
