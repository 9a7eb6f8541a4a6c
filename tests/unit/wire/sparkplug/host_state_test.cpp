#include "wire/sparkplug/host_state.hpp"

#include <gtest/gtest.h>

#include "tests/golden/sparkplug/golden_payload.hpp"

namespace magpie::sparkplug {
namespace {

TEST(HostState, IsWrittenAsTheSpecificationShowsIt) {
    EXPECT_EQ(encode(HostState{true, 1767225600000}), golden::payload("state_online"));
    EXPECT_EQ(encode(HostState{false, 0}), R"({"online":false,"timestamp":0})");
}

TEST(HostState, IsReadInAnyOrderAndSpacing) {
    const auto state = decode_host_state("{ \"timestamp\" : 5 ,\n\"other\": [1,{\"a\":null}], \"online\" : true }");
    ASSERT_TRUE(state);
    EXPECT_TRUE(state->online);
    EXPECT_EQ(state->timestamp, 5U);
}

TEST(HostState, TheWholeRangeOfTimestampsIsRead) {
    EXPECT_EQ(decode_host_state(R"({"online":true,"timestamp":9223372036854775807})")->timestamp, 9223372036854775807U);
}

TEST(HostState, WhatIsNoSuchObjectIsRefused) {
    for (const auto* text :
         {"", "ONLINE", "OFFLINE", "true", "[]", "null", "{}", R"({"online":true})", R"({"timestamp":1})",
          R"({"online":1,"timestamp":1})", R"({"online":"true","timestamp":1})", R"({"online":true,"timestamp":"1"})",
          R"({"online":true,"timestamp":-1})", R"({"online":true,"timestamp":1.5})",
          R"({"online":true,"timestamp":null})", R"({"online":true,"timestamp":1} x)",
          R"({"online":true,"timestamp":1)", "{\"online\":true,\"timestamp\":1,\"\xff\":1}"}) {
        EXPECT_FALSE(decode_host_state(text)) << text;
    }
}

TEST(HostState, EveryTruncationIsRefused) {
    const auto whole = encode(HostState{true, 1767225600000});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(decode_host_state(whole.substr(0, size))) << size;
    }
}

TEST(HostState, WhatIsFarTooLongIsRefusedUnread) {
    EXPECT_FALSE(decode_host_state(std::string(100000, '[')));
    EXPECT_FALSE(decode_host_state(R"({"online":true,"timestamp":1})" + std::string(2000, ' ')));
}

}  // namespace
}  // namespace magpie::sparkplug
