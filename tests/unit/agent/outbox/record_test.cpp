#include "agent/outbox/record.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "tests/golden/hex_file.hpp"
#include "tests/unit/agent/outbox/mutated.hpp"

namespace magpie::agent::record {
namespace {

Report example(std::uint64_t number) {
    return {.range = {ReportNumber{number}, ReportNumber{number}},
            .taken = Monotonic{Milliseconds{3'600'000 + static_cast<std::int64_t>(number)}},
            .wall = UtcMs{Milliseconds{1'767'225'600'000}},
            .whole = number % 6 == 1,
            .urgent = number % 7 == 1,
            .samples = {{0, 12.0}, {3, 0.25}, {4, std::nullopt}}};
}

std::string segment(std::uint64_t reports) {
    std::string bytes;
    append(bytes, Head{Epoch{7}, "boot"});
    append(bytes, Series{.place = 0, .metric = "magpie_link_up", .labels = {"eth0"}});
    for (std::uint64_t number = 1; number <= reports; ++number) {
        EXPECT_TRUE(append(bytes, example(number)));
    }
    return bytes;
}

std::vector<Record> read_all(std::string_view bytes) {
    std::vector<Record> records;
    Reader reader(bytes);
    while (const auto* record = reader.next()) {
        records.push_back(*record);
    }
    return records;
}

TEST(SegmentRecord, WhatIsWrittenIsReadBack) {
    const Series bucket{.place = 300,
                        .metric = "magpie_wifi_client_signal_dbm",
                        .part = catalogue::Part::bucket,
                        .labels = {"5GHz", "SEOUL", "-67"}};
    std::string bytes;
    append(bytes, Head{Epoch{~std::uint64_t{0}}, "0f1e"});
    append(bytes, bucket);
    ASSERT_TRUE(append(bytes, example(9)));
    EXPECT_EQ(read_all(bytes), (std::vector<Record>{Head{Epoch{~std::uint64_t{0}}, "0f1e"}, bucket, example(9)}));
}

/// What tests/golden/outbox/segment_1.hex says.
std::vector<Record> golden_records() {
    const auto number = [](std::uint64_t n) { return ReportNumber{n}; };
    return {Head{Epoch{0x0123456789abcdef}, "0f1e2d3c-0000-4000-8000-000000000001"},
            Series{.place = 0, .metric = "magpie_link_up", .labels = {"eth0"}},
            Series{.place = 1,
                   .metric = "magpie_wifi_client_signal_dbm",
                   .part = catalogue::Part::bucket,
                   .labels = {"5GHz", "SEOUL", "-67"}},
            Report{.range = {number(7), number(7)},
                   .taken = Monotonic{Milliseconds{3'600'000}},
                   .wall = UtcMs{Milliseconds{1'767'225'600'000}},
                   .whole = true,
                   .samples = {{0, 1.0}, {1, 12.0}}},
            Report{.range = {number(8), number(11)},
                   .taken = Monotonic{Milliseconds{3'640'000}},
                   .urgent = true,
                   .samples = {{1, std::nullopt}, {0, -0.25}}},
            Report{.range = {number(12), number(20)}, .lost = true}};
}

std::vector<Record> in_order(std::vector<Record> records) {
    for (auto& one : records) {
        if (auto* report = std::get_if<Report>(&one)) {
            std::ranges::sort(report->samples, {}, &Sample::place);
        }
    }
    return records;
}

TEST(SegmentRecord, EachFormatThatAnAgentEverWroteIsRead) {
    for (std::uint32_t format = 1; format <= present_format; ++format) {
        const auto bytes = golden::hex_file("outbox/segment_" + std::to_string(format));
        Reader reader(bytes);
        std::vector<Record> records;
        while (const auto* record = reader.next()) {
            records.push_back(*record);
        }
        EXPECT_EQ(in_order(records), in_order(golden_records())) << format;
        EXPECT_EQ(reader.damaged(), 0U) << format;
        EXPECT_EQ(reader.sound_end(), bytes.size()) << format;
    }
}

TEST(SegmentRecord, WhatIsWrittenIsThePresentFormatByteByByte) {
    std::string bytes;
    for (const auto& one : golden_records()) {
        if (const auto* report = std::get_if<Report>(&one)) {
            EXPECT_TRUE(append(bytes, *report));
        } else if (const auto* series = std::get_if<Series>(&one)) {
            append(bytes, *series);
        } else {
            append(bytes, std::get<Head>(one));
        }
    }
    EXPECT_EQ(bytes, golden::hex_file("outbox/segment_" + std::to_string(present_format)))
        << "a segment that looks otherwise needs a number of its own, and a golden file";
}

/// A head of a later version, with what this one knows nothing of.
std::string later_head() {
    std::string payload("\1\x08\x02\x2a\1x\x3d\0\0\0\0", 11);  // version 2, field 5 a text, field 7 four bytes
    std::string bytes;
    EXPECT_TRUE(append_payload(bytes, payload));
    return bytes;
}

TEST(SegmentRecord, OfALaterFormatNothingIsRead) {
    const auto bytes = later_head() + segment(3).substr(segment(0).size());
    Reader reader(bytes);
    EXPECT_EQ(reader.next(), nullptr);
    EXPECT_EQ(reader.next(), nullptr);
    EXPECT_EQ(reader.newer_format(), 2U);
    EXPECT_EQ(reader.damaged(), 0U) << "nothing is wrong with it";
}

TEST(SegmentRecord, AHeadOfNoVersionIsDamage) {
    std::string bytes;
    ASSERT_TRUE(append_payload(bytes, std::string("\1\x08\0", 3)));
    ASSERT_TRUE(append_payload(bytes, "\1"));
    Reader reader(bytes);
    EXPECT_EQ(reader.next(), nullptr);
    EXPECT_EQ(reader.newer_format(), std::nullopt);
    EXPECT_EQ(reader.damaged(), 2U);
}

TEST(SegmentRecord, EveryValueIsReadAsItWas) {
    using Limits = std::numeric_limits<double>;
    Report report{.range = {ReportNumber{1}, ReportNumber{1}}};
    std::uint32_t place = 0;
    for (const double value : {0.0, -0.0, 1.0, -1.0, 0.1, 9007199254740991.0, 9007199254740992.0, 1e300, -1e-300,
                               Limits::infinity(), Limits::denorm_min()}) {
        report.samples.push_back({place++, value});
    }
    std::string bytes;
    ASSERT_TRUE(append(bytes, report));
    const auto read = std::get<Report>(read_all(bytes).at(0));
    ASSERT_EQ(read.samples.size(), report.samples.size());
    for (const auto& sample : read.samples) {
        const auto written = *report.samples[sample.place].value;
        EXPECT_EQ(*sample.value, written);
        EXPECT_EQ(std::signbit(*sample.value), std::signbit(written));
    }
}

TEST(SegmentRecord, ARangeThatWasLostIsReadBack) {
    const Report lost{.range = {ReportNumber{3}, ReportNumber{900}}, .lost = true};
    std::string bytes;
    ASSERT_TRUE(append(bytes, lost));
    EXPECT_EQ(std::get<Report>(read_all(bytes).at(0)), lost);
}

TEST(SegmentRecord, OneThatIsTooLargeIsNotWritten) {
    Report report{.range = {ReportNumber{1}, ReportNumber{1}}};
    report.samples.assign(10'000, Sample{1, 0.1});
    std::string bytes = "before";
    EXPECT_FALSE(append(bytes, report));
    EXPECT_EQ(bytes, "before");
}

TEST(SegmentRecord, AnEndCutAnywhereCostsTheLastRecord) {
    const auto bytes = segment(3);
    const auto before = segment(2).size();
    for (auto size = before; size < bytes.size(); ++size) {
        Reader reader(std::string_view(bytes).substr(0, size));
        std::size_t records = 0;
        while (reader.next() != nullptr) {
            ++records;
        }
        EXPECT_EQ(records, 4U) << size;
        EXPECT_EQ(reader.sound_end(), before) << size;
        EXPECT_EQ(reader.damaged(), size == before ? 0U : 1U) << size;
    }
}

TEST(SegmentRecord, DamageCostsTheRecordItTouched) {
    const auto bytes = segment(5);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        for (const int bit : {0, 3, 7}) {
            auto damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
            const auto records = read_all(damaged);
            EXPECT_EQ(records.size(), 6U) << at;
            for (const auto& record : records) {
                if (const auto* report = std::get_if<Report>(&record)) {
                    EXPECT_EQ(*report, example(value(report->range.first)));
                }
            }
        }
    }
}

TEST(SegmentRecord, AHundredThousandMutationsCostNoMoreThanTheRecordsTheyTouched) {
    std::minstd_rand random(1);
    const auto bytes = segment(40);
    std::vector<std::size_t> ends;  // of each report
    std::vector<std::size_t> begins;
    for (std::uint64_t number = 1; number <= 40; ++number) {
        begins.push_back(number == 1 ? segment(0).size() : ends.back());
        ends.push_back(segment(number).size());
    }
    std::size_t undamaged = 0;
    for (int round = 0; round < 100'000; ++round) {
        Mutated mutated(bytes);
        mutated.is_cut_at(200 + random() % (bytes.size() - 200));
        for (auto changes = random() % 4; changes-- > 0;) {
            mutated.mutate(random);
        }
        Reader reader(mutated.bytes());
        std::vector<bool> is_there(begins.size() + 1, false);
        while (const auto* record = reader.next()) {
            if (const auto* report = std::get_if<Report>(record)) {
                ASSERT_EQ(*report, example(value(report->range.first))) << round;
                is_there.at(static_cast<std::size_t>(value(report->range.first))) = true;
            }
        }
        ASSERT_LE(reader.sound_end(), mutated.bytes().size());
        for (std::size_t i = 0; i < begins.size(); ++i) {
            const bool stands = mutated.has(begins[i], ends[i]);
            ASSERT_TRUE(is_there[i + 1] || !stands) << "round " << round << ", report " << i + 1;
            undamaged += stands ? 1 : 0;
        }
    }
    EXPECT_GT(undamaged, 1'000'000U);
}

TEST(SegmentRecord, AFloodOfMarksTakesNoLongerThanItsBytes) {
    std::string flood;
    for (int i = 0; i < 100'000; ++i) {
        flood += "\xa9\x4d\xff\x7f";
    }
    EXPECT_TRUE(read_all(flood).empty());
}

}  // namespace
}  // namespace magpie::agent::record
