#include "tests/firmware/node_under_test.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace magpie::test {

namespace {

/// A frame of the PMS7003: 32 bytes with their sum.
Bytes particle_frame(std::uint16_t pm2_5, std::uint16_t pm10) {
    constexpr std::size_t words_behind_the_start = 14;
    Bytes frame{0x42, 0x4D};
    const auto put = [&](std::uint16_t word) {
        frame.push_back(static_cast<std::uint8_t>(word >> 8U));
        frame.push_back(static_cast<std::uint8_t>(word));
    };
    put(2 * words_behind_the_start);
    // Standard particles, then atmospheric ones, of 1, 2.5 and 10 um; then counts and a version.
    for (const std::uint16_t word : {pm2_5, pm2_5, pm10, pm2_5, pm2_5, pm10}) {
        put(word);
    }
    for (int i = 0; i < 7; ++i) {
        put(0);
    }
    std::uint16_t sum = 0;
    for (const std::uint8_t byte : frame) {
        sum = static_cast<std::uint16_t>(sum + byte);
    }
    put(sum);
    return frame;
}

}  // namespace

NodeUnderTest::NodeUnderTest(Machine machine, std::span<const std::uint8_t> flash)
    : board(machine, flash), line(board.bus()), master(line.path()) {
    if (!becomes_true([this] { return has_measured(); })) {
        throw std::runtime_error("the node on " + name_of(machine) + " does not measure");
    }
}

bool NodeUnderTest::has_measured() {
    const auto words = master.read_input(0, modbus::input::identity_words);
    return words && (*words)[modbus::input::magic] == modbus::node_magic && (*words)[modbus::input::sequence] > 0;
}

void NodeUnderTest::tell_particles(std::uint16_t pm2_5, std::uint16_t pm10) {
    const auto sequence = master.word(modbus::input::sequence);
    if (sequence != told_at_) {
        board.send_particles(particle_frame(pm2_5, pm10));
        told_at_ = sequence;
    }
}

}  // namespace magpie::test
