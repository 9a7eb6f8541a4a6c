#include "wire/report/block_check.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/report/header.hpp"

namespace magpie {
namespace {

const std::string address("\xcb\x00\x71\x07", 4);
const BlockCheck check{.id = BlockId{7}, .address = address, .ports = {22, 443}, .patience = Milliseconds{15'000}};
const BlockAnswer answer{
    .id = BlockId{7}, .outcome = BlockOutcome::unreachable, .took = Milliseconds{1'700}, .tries = 4, .answered = 2};

std::string asked(const std::string& id, const std::string& of, const std::string& ports, const std::string& patience) {
    return id + of + ports + patience;
}

TEST(BlockCheck, WhatIsWrittenIsReadBack) {
    EXPECT_EQ(decode_block_check(encode(check)), check);
    const BlockCheck six{
        .id = BlockId{1}, .address = std::string(16, '\x20'), .ports = {}, .patience = Milliseconds{1}};
    EXPECT_EQ(decode_block_check(encode(six)), six);
}

TEST(BlockCheck, WhatContradictsItselfIsNone) {
    const auto id = raw::number(1, 7);
    const auto of = raw::text(2, address);
    const auto patience = raw::number(4, 15'000);
    EXPECT_TRUE(decode_block_check(asked(id, of, "", patience)));
    EXPECT_FALSE(decode_block_check(asked(raw::number(1, 0), of, "", patience)));
    EXPECT_FALSE(decode_block_check(asked(raw::number(1, std::uint64_t{1} << 53), of, "", patience)));
    EXPECT_FALSE(decode_block_check(asked(id, "", "", patience)));
    EXPECT_FALSE(decode_block_check(asked(id, raw::text(2, "12345"), "", patience)));
    EXPECT_FALSE(decode_block_check(asked(id, of, raw::number(3, 0), patience)));
    EXPECT_FALSE(decode_block_check(asked(id, of, raw::number(3, 65'536), patience)));
    EXPECT_FALSE(decode_block_check(asked(id, of, "", "")));
    EXPECT_FALSE(decode_block_check(asked(id, of, "", raw::number(4, 600'001))));
    std::string ports;
    for (std::size_t i = 0; i < most_block_ports; ++i) {
        ports += raw::number(3, 443);
    }
    EXPECT_TRUE(decode_block_check(asked(id, of, ports, patience)));
    EXPECT_FALSE(decode_block_check(asked(id, of, ports + raw::number(3, 443), patience)));
    EXPECT_FALSE(decode_block_check("\xff"));
}

TEST(BlockAnswer, WhatIsWrittenIsReadBack) {
    EXPECT_EQ(decode_block_answer(encode(answer)), answer);
    const BlockAnswer doubtful{
        .id = BlockId{8}, .outcome = BlockOutcome::undecided, .doubt = BlockDoubt::control, .tries = 3};
    EXPECT_EQ(decode_block_answer(encode(doubtful)), doubtful);
}

TEST(BlockAnswer, WhatContradictsItselfIsNone) {
    const auto said = [](std::uint64_t id, std::uint64_t outcome, std::uint64_t doubt, std::uint64_t took,
                         std::uint64_t tries, std::uint64_t answered) {
        return decode_block_answer(raw::number(1, id) + raw::number(2, outcome) + raw::number(3, doubt) +
                                   raw::number(4, took) + raw::number(5, tries) + raw::number(6, answered))
            .has_value();
    };
    EXPECT_TRUE(said(1, 1, 0, 1000, 2, 1));
    EXPECT_FALSE(said(0, 1, 0, 1000, 2, 1));
    EXPECT_FALSE(said(1, 0, 0, 1000, 2, 1));
    EXPECT_FALSE(said(1, 4, 0, 1000, 2, 1));
    EXPECT_FALSE(said(1, 1, 1, 1000, 2, 1)) << "who can tell has no doubt";
    EXPECT_FALSE(said(1, 3, 0, 1000, 2, 1)) << "and who cannot says why";
    EXPECT_FALSE(said(1, 3, 6, 1000, 2, 1));
    EXPECT_FALSE(said(1, 1, 0, 660'001, 2, 1));
    EXPECT_FALSE(said(1, 1, 0, 1000, 2, 3));
    EXPECT_FALSE(said(1, 1, 0, 1000, 1'000'001, 1));
    EXPECT_FALSE(decode_block_answer(""));
}

TEST(BlockAnswer, GoesWithTheHeaderOfAReport) {
    ReportHeader header{.epoch = Epoch{5}, .oldest = ReportNumber{1}, .newest = ReportNumber{0}};
    header.verifies = true;
    header.blocks = {answer, answer};
    EXPECT_EQ(decode_report_header(encode(header)), header);
    header.blocks.assign(most_block_answers + 1, answer);
    EXPECT_FALSE(decode_report_header(encode(header)));
    EXPECT_FALSE(decode_report_header(encode(ReportHeader{.epoch = Epoch{5}}) + raw::text(12, "\x08")));
}

}  // namespace
}  // namespace magpie
