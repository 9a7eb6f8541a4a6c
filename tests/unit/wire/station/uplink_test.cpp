#include "wire/station/uplink.hpp"

#include <gtest/gtest.h>

#include "wire/station/record.hpp"

namespace magpie::station {
namespace {

TEST(UplinkRecord, AQuestionComesAsItWent) {
    for (const auto& question :
         {UplinkQuestion{.interface = "eth0"}, UplinkQuestion{.interface = "a-long-name-is15", .only_offer = true}}) {
        const auto read = decode_uplink_question(encode(question));
        ASSERT_TRUE(read);
        EXPECT_EQ(read->interface, question.interface.substr(0, 15));
        EXPECT_EQ(read->only_offer, question.only_offer);
    }
}

TEST(UplinkRecord, AnAnswerComesAsItWent) {
    const UplinkAnswer answer{.end = UplinkEnd::taken,
                              .servers = 2,
                              .prefix_length = 24,
                              .address = 0x0a010203,
                              .server = 0x0a010001,
                              .router = 0x0a0100fe,
                              .offer = Milliseconds{31},
                              .grant = std::nullopt};
    EXPECT_EQ(decode_uplink_answer(encode(answer)), answer);
    EXPECT_EQ(decode_uplink_answer(encode(UplinkAnswer{})), UplinkAnswer{});
}

TEST(UplinkRecord, WhatCannotBeIsNone) {
    EXPECT_FALSE(decode_uplink_question({}));
    EXPECT_FALSE(decode_uplink_answer({}));
    EXPECT_FALSE(decode_uplink_question(encode(UplinkQuestion{.interface = ""})));
    const auto question = encode(UplinkQuestion{.interface = "eth0"});
    EXPECT_FALSE(decode_uplink_answer(question));
    EXPECT_FALSE(decode_uplink_question(std::span(question).first(question.size() - 1)));
    EXPECT_FALSE(decode_uplink_question(encode(Result{})));
    for (const auto& [place, value] : {std::pair{0, 9}, {1, 5}, {2, 2}}) {
        auto other = question;
        other[static_cast<std::size_t>(place)] = static_cast<std::byte>(value);
        EXPECT_FALSE(decode_uplink_question(other)) << place;
    }
    auto endless = question;
    std::fill(endless.begin() + 3, endless.end(), std::byte{'a'});
    EXPECT_FALSE(decode_uplink_question(endless));

    const auto answer = encode(UplinkAnswer{});
    for (const auto& [place, value] : {std::pair{1, 4}, {2, 9}, {4, 33}}) {
        auto other = answer;
        other[static_cast<std::size_t>(place)] = static_cast<std::byte>(value);
        EXPECT_FALSE(decode_uplink_answer(other)) << place;
    }
}

TEST(UplinkEnd, IsGoodWhereThereIsAnAddress) {
    EXPECT_TRUE(is_good(UplinkEnd::granted));
    EXPECT_TRUE(is_good(UplinkEnd::own_address));
    EXPECT_FALSE(is_good(UplinkEnd::taken));
    EXPECT_EQ(word(UplinkEnd::no_interface), "no_interface");
}

}  // namespace
}  // namespace magpie::station
