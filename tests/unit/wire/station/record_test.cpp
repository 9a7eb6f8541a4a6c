#include "wire/station/record.hpp"

#include <gtest/gtest.h>

namespace magpie::station {
namespace {

constexpr Greeting greeting{.hardware = {2, 0, 0, 0, 1, 0xab}};
constexpr Lease lease{.address = 0x0a010203, .router = 0x0a010001, .prefix_length = 16};

TEST(StationRecord, ComesBackAsItWent) {
    EXPECT_EQ(decode_greeting(encode(greeting)), greeting);
    EXPECT_EQ(decode_lease(encode(lease)), lease);
    EXPECT_EQ(decode_result(encode(Result{.error = 101})), Result{.error = 101});
}

TEST(StationRecord, OneKindIsNoOther) {
    EXPECT_FALSE(decode_lease(encode(greeting)));
    EXPECT_FALSE(decode_result(encode(lease)));
    EXPECT_FALSE(decode_greeting(encode(Result{})));
}

TEST(StationRecord, OfAnotherVersionOrSizeIsNone) {
    auto bytes = encode(lease);
    EXPECT_FALSE(decode_lease(std::span(bytes).first(record_size - 1)));
    bytes[0] = std::byte{2};
    EXPECT_FALSE(decode_lease(bytes));
}

TEST(StationRecord, LeaseThatCannotBeIsNone) {
    EXPECT_FALSE(decode_lease(encode(Lease{.address = 0, .router = 1, .prefix_length = 24})));
    EXPECT_FALSE(decode_lease(encode(Lease{.address = 1, .router = 0, .prefix_length = 33})));
}

}  // namespace
}  // namespace magpie::station
