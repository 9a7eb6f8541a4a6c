#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "tests/firmware/node_under_test.hpp"

namespace magpie::test {

namespace {

using modbus::Quantity;
namespace input = modbus::input;

/// One block of the map; each has a length of its own, so that the answer to another cannot pass for it.
struct Block {
    std::uint16_t address;
    int words;
};
constexpr Block identity_and_values{0, 32};
constexpr Block values_alone{16, 15};
constexpr Block counters{32, 16};

/// Half of the 6,000 on each board.
constexpr int polls = 3'000;

std::uint32_t two_words(std::span<const std::uint16_t> words, std::size_t at) {
    return (std::uint32_t{words[at]} << 16U) | words[at + 1];
}

/// Each value is what was set or, where a sensor of QEMU's did not answer in time, absent.
bool are_right(std::span<const std::uint16_t> values, const Words& truth) {
    for (const auto& row : modbus::quantities) {
        const std::size_t at = row.address - input::values;
        const bool is_wide = modbus::words(row.type) == 2;
        const std::uint32_t value = is_wide ? two_words(values, at) : values[at];
        const std::uint32_t set = is_wide ? two_words(truth, at) : truth[at];
        if (value != set && value != modbus::absent(row.type)) {
            return false;
        }
    }
    return true;
}

/// Sequence and uptime are those of later, and not of much later.
bool follows(const Words& words, const Words& before) {
    const std::uint32_t sequence = words[input::sequence];
    const std::uint32_t last = before[input::sequence];
    return sequence >= last && sequence - last < 1'000 &&
           two_words(words, input::uptime) >= two_words(before, input::uptime);
}

bool have_not_fallen(const Words& words, const Words& before) {
    for (std::size_t at = 0; at < words.size(); at += 2) {
        if (two_words(words, at) < two_words(before, at) || two_words(words, at) > 100'000) {
            return false;
        }
    }
    return true;
}

class NoisyLine : public testing::TestWithParam<Machine> {};

std::string name_of_test(const testing::TestParamInfo<Machine>& machine) {
    return machine.param == Machine::lm3s6965evb ? "lm3s6965evb" : "mps2_an386";
}

INSTANTIATE_TEST_SUITE_P(Node, NoisyLine, testing::Values(Machine::lm3s6965evb, Machine::mps2_an386), name_of_test);

}  // namespace

TEST_P(NoisyLine, NoWrongValueIsTaken) {
    NodeUnderTest node(GetParam());
    ASSERT_TRUE(node.master.write_one(modbus::holding::sample_period, 2));
    node.board.set_temperature(21'500);
    node.board.set_analogue(0, 1'650);
    node.board.set_analogue(1, 655);
    node.board.set_analogue(2, 2'500);
    node.board.set_analogue(3, 600);
    node.board.set_analogue(4, 1'000);
    ASSERT_TRUE(becomes_true([&] {
        return node.master.value(Quantity::temperature) == 2'150 && node.master.value(Quantity::vibration) == 10'000 &&
               node.master.value(Quantity::humidity) == 5'000 && node.master.value(Quantity::noise) == 655 &&
               node.master.value(Quantity::tilt) == 400 &&
               node.master.two_words(modbus::row_of(Quantity::light).address) == 10'000;
    }));
    const auto truth = node.master.read_input(values_alone.address, values_alone.words);
    ASSERT_TRUE(truth);
    const auto identity = node.master.read_input(0, 3);
    ASSERT_TRUE(identity);

    node.line.set_faults({.flip = 0.0005,
                          .drop = 0.0005,
                          .delay = 0.01,
                          .longest_delay = std::chrono::milliseconds(120),
                          .merge = 0.002});
    node.master.set_patience(std::chrono::milliseconds(60));
    node.master.set_tries(1);
    std::vector<double> milliseconds;
    int lost = 0;
    int wrong = 0;
    int absent = 0;
    Words last(static_cast<std::size_t>(identity_and_values.words));
    Words last_counters(static_cast<std::size_t>(counters.words));
    for (int i = 0; i < polls; ++i) {
        const auto began = std::chrono::steady_clock::now();
        const Block block = i % 3 == 0 ? identity_and_values : i % 3 == 1 ? values_alone : counters;
        const auto words = node.master.read_input(block.address, block.words);
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count());
        if (!words) {
            ++lost;
            continue;
        }
        bool is_right = true;
        if (block.address == values_alone.address && *words != *truth) {
            ++absent;
        }
        if (block.address == identity_and_values.address) {
            is_right = std::equal(identity->begin(), identity->end(), words->begin()) &&
                       are_right(std::span(*words).subspan(input::values), *truth) && follows(*words, last);
            last = *words;
        } else if (block.address == values_alone.address) {
            is_right = are_right(*words, *truth);
        } else {
            is_right = have_not_fallen(*words, last_counters);
            last_counters = *words;
        }
        if (!is_right) {
            ++wrong;
            ADD_FAILURE() << "poll " << i << ", from " << block.address << ": " << testing::PrintToString(*words);
        }
    }
    node.line.set_faults({});
    std::sort(milliseconds.begin(), milliseconds.end());
    const auto part = [&](double share) {
        return milliseconds[static_cast<std::size_t>(share * static_cast<double>(milliseconds.size() - 1))];
    };
    std::printf("%s: %d polls, %d lost, %d wrong, %d with a value absent; a poll takes p50 %.1f ms, p99 %.1f ms\n",
                name_of(GetParam()).c_str(), polls, lost, wrong, absent, part(0.5), part(0.99));
    EXPECT_EQ(wrong, 0);
    EXPECT_LT(lost, polls / 4);
    EXPECT_GT(lost, 0) << "the line was not noisy";
    EXPECT_TRUE(becomes_true([&] { return node.has_measured(); }));
}

}  // namespace magpie::test
