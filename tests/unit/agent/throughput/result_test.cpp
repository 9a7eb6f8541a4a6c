#include "agent/throughput/result.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::throughput {
namespace {

const Result good{.outcome = Outcome::measured,
                  .measured = Measured{.bytes = 1'000'000, .seconds = 0.5, .retransmits = 3},
                  .cost_bytes = 1'100'000};

TEST(ThroughputResult, IsReadAsWritten) {
    EXPECT_EQ(decode_result(encode(good)), good);
    EXPECT_EQ(good.measured->bytes_per_second(), 2'000'000);
}

TEST(ThroughputResult, AFailureIsReadAsWritten) {
    const Result failed{.outcome = Outcome::busy, .detail = "the server is busy running a test"};
    EXPECT_EQ(decode_result(encode(failed)), failed);
}

TEST(ThroughputResult, WhatIsNoResultIsJunk) {
    for (const auto* text :
         {"", "{", "null", "[]", "7", "{}", R"({"outcome":7})", R"({"outcome":"splendid"})",
          "iperf3: error - unable to connect", R"({"outcome":"measured"})",
          R"({"outcome":"measured","bytes":0,"seconds":1})", R"({"outcome":"measured","bytes":1,"seconds":0})",
          R"({"outcome":"measured","bytes":1,"seconds":-1})", R"({"outcome":"measured","bytes":-1,"seconds":1})",
          R"({"outcome":"measured","bytes":1,"seconds":"1"})", R"({"outcome":"measured","bytes":1.5,"seconds":1})",
          R"({"outcome":"measured","bytes":1,"seconds":1e300})",
          R"({"outcome":"measured","bytes":18446744073709551615,"seconds":1})",
          R"({"outcome":"refused","bytes":1,"seconds":1})"}) {
        const auto result = decode_result(text);
        EXPECT_EQ(result.outcome, Outcome::junk) << text;
        EXPECT_FALSE(result.measured) << text;
    }
}

TEST(ThroughputResult, MoreThanAResultCanBeIsJunk) {
    EXPECT_EQ(decode_result(encode(good) + std::string(longest_result, ' ')).outcome, Outcome::junk);
}

TEST(ThroughputResult, WhatItTellsAPersonIsPlainAndShort) {
    const auto result = decode_result(encode({.outcome = Outcome::protocol, .detail = std::string(10'000, '\n')}));
    EXPECT_EQ(result.outcome, Outcome::protocol);
    EXPECT_EQ(result.detail.find('\n'), std::string::npos);
    EXPECT_LE(result.detail.size(), 4 * longest_detail);
}

TEST(ThroughputResult, ACostThatNobodyCouldHaveIsUnknown) {
    EXPECT_FALSE(decode_result(R"({"outcome":"reset","cost_bytes":-5})").cost_bytes);
    EXPECT_FALSE(decode_result(R"({"outcome":"reset","cost_bytes":18446744073709551615})").cost_bytes);
}

}  // namespace
}  // namespace magpie::agent::throughput
