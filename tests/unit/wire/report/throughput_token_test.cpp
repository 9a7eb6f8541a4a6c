#include "wire/report/throughput_token.hpp"

#include <gtest/gtest.h>

#include <string>

#include "wire/report/header.hpp"

namespace magpie {
namespace {

const ThroughputToken token{
    .id = TokenId{1'700'000'000'000}, .asked = Monotonic{Milliseconds{5000}}, .lasts = Milliseconds{120'000}};
const ThroughputState state{.needs = Milliseconds{82'000}, .waits = true, .ended = TokenId{7}};

TEST(ThroughputToken, IsReadAsWritten) {
    EXPECT_EQ(decode_throughput_token(encode(token)), token);
}

TEST(ThroughputToken, OfNoTurnOrATooLongOneIsRefused) {
    for (const auto& [id, lasts] : {std::pair(0, 1000), std::pair(1, 0), std::pair(1, 900'001)}) {
        const ThroughputToken other{
            .id = TokenId{static_cast<std::uint64_t>(id)}, .asked = token.asked, .lasts = Milliseconds{lasts}};
        EXPECT_FALSE(decode_throughput_token(encode(other))) << id << ' ' << lasts;
    }
}

TEST(ThroughputToken, BytesThatAreNoneAreRefused) {
    EXPECT_FALSE(decode_throughput_token(""));
    EXPECT_FALSE(decode_throughput_token("\xff"));
    EXPECT_FALSE(decode_throughput_token(encode(token).substr(0, 3)));
}

TEST(ThroughputToken, FieldsOfTomorrowArePassedOver) {
    EXPECT_EQ(decode_throughput_token(encode(token) + "\x7a\x02ok"), token);
}

TEST(ThroughputState, IsReadAsWritten) {
    EXPECT_EQ(decode_throughput_state(encode(state)), state);
    const ThroughputState first{.needs = Milliseconds{1}};
    EXPECT_EQ(decode_throughput_state(encode(first)), first);
}

TEST(ThroughputState, WithoutNeedsIsNone) {
    EXPECT_FALSE(decode_throughput_state(encode(ThroughputState{.waits = true})));
    EXPECT_FALSE(decode_throughput_state(encode(ThroughputState{.needs = longest_turn + Milliseconds{1}})));
}

TEST(ThroughputState, RidesInTheHeader) {
    const ReportHeader header{.epoch = Epoch{1}, .oldest = ReportNumber{1}, .throughput = state};
    const auto read = decode_report_header(encode(header));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->throughput, state);
}

TEST(ThroughputState, ANodeThatMeasuresNoneSaysNothingOfIt) {
    const ReportHeader without{.epoch = Epoch{1}, .oldest = ReportNumber{1}};
    auto with = without;
    with.throughput = state;
    EXPECT_LT(encode(without).size(), encode(with).size());
    EXPECT_EQ(decode_report_header(encode(without))->throughput, ThroughputState{});
}

}  // namespace
}  // namespace magpie
