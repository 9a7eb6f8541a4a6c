#include "firmware/node/drivers/pms7003.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/fakes/fake_board.hpp"

namespace magpie::node {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes frame(std::uint16_t pm2_5, std::uint16_t pm10, std::uint8_t error = 0) {
    Bytes bytes{0x42, 0x4D, 0, 28};
    bytes.resize(32);
    const auto put = [&](std::size_t at, unsigned value) {
        bytes[at] = static_cast<std::uint8_t>(value >> 8U);
        bytes[at + 1] = static_cast<std::uint8_t>(value);
    };
    put(12, pm2_5);
    put(14, pm10);
    put(16, 4242);
    bytes[29] = error;
    unsigned sum = 0;
    for (std::size_t i = 0; i < 30; ++i) {
        sum += bytes[i];
    }
    put(30, sum);
    return bytes;
}

class Pms7003Test : public testing::Test {
  protected:
    Pms7003Test() { sensor.open(); }
    void arrives(const Bytes& bytes) {
        for (std::size_t at = 0; at < bytes.size(); at += 32) {
            board.particles_arrive(std::span(bytes).subspan(at, std::min<std::size_t>(32, bytes.size() - at)));
            sensor.turn(now);
        }
    }
    std::optional<std::int32_t> pm2_5() {
        const auto reading = sensor.pm2_5();
        return reading ? std::optional(reading->value) : std::nullopt;
    }

    fakes::FakeBoard board;
    hal::Board edge = board.board();
    Pms7003 sensor{edge.particles};
    std::uint32_t now = 0xFFFFFF00;
};

TEST_F(Pms7003Test, GivesTheAtmosphericValues) {
    EXPECT_EQ(pm2_5(), std::nullopt);
    arrives(frame(35, 80));
    EXPECT_EQ(pm2_5(), 35);
    EXPECT_EQ(sensor.pm10()->value, 80);
}

TEST_F(Pms7003Test, IsAbsentFiveSecondsAfterItsLastFrame) {
    arrives(frame(35, 80));
    now += 4999;
    sensor.turn(now);
    EXPECT_EQ(pm2_5(), 35);
    now += 1;
    sensor.turn(now);
    EXPECT_EQ(pm2_5(), std::nullopt);
    // Nor does it come back by itself when the clock goes over.
    now += 0xFFFFFFFF - 3000;
    sensor.turn(now);
    EXPECT_EQ(pm2_5(), std::nullopt);
}

TEST_F(Pms7003Test, ABadSumIsNoFrame) {
    for (std::size_t bit = 0; bit < 32 * 8; ++bit) {
        auto bytes = frame(35, 80);
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        arrives(bytes);
        EXPECT_EQ(pm2_5(), std::nullopt) << bit;
    }
    arrives(Bytes(40, 0));
    arrives(frame(36, 80));
    EXPECT_EQ(pm2_5(), 36);
}

TEST_F(Pms7003Test, FindsAFrameBehindAnyJunk) {
    for (std::size_t length = 0; length < 32; ++length) {
        const auto first = frame(1, 2);
        Bytes bytes(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(length));
        const auto second = frame(static_cast<std::uint16_t>(100 + length), 2);
        bytes.insert(bytes.end(), second.begin(), second.end());
        arrives(bytes);
        EXPECT_EQ(pm2_5(), 100 + static_cast<int>(length)) << length;
    }
}

TEST_F(Pms7003Test, ABadByteSpoilsWhatIsUnderWay) {
    const auto bytes = frame(35, 80);
    board.particles_arrive(std::span(bytes).first(20));
    sensor.turn(now);
    board.bad_particle_arrives();
    board.particles_arrive(std::span(bytes).subspan(20));
    sensor.turn(now);
    EXPECT_EQ(pm2_5(), std::nullopt);
    arrives(bytes);
    EXPECT_EQ(pm2_5(), 35);
}

TEST_F(Pms7003Test, WhatDoesNotFitTheRingIsLostAsAWhole) {
    const auto bytes = frame(35, 80);
    for (int i = 0; i < 3; ++i) {
        board.particles_arrive(bytes);
    }
    sensor.turn(now);
    EXPECT_EQ(pm2_5(), std::nullopt);
    arrives(bytes);
    EXPECT_EQ(pm2_5(), 35);
}

TEST_F(Pms7003Test, WhatItCallsAnErrorIsNotBelieved) {
    arrives(frame(35, 80, 1));
    EXPECT_EQ(pm2_5(), std::nullopt);
}

TEST_F(Pms7003Test, RawMovesWithTheCountsWhereTheMassDoesNot) {
    arrives(frame(3, 5));
    const auto before = sensor.pm2_5()->raw;
    auto bytes = frame(3, 5);
    ++bytes[17];
    ++bytes[31];
    arrives(bytes);
    EXPECT_EQ(pm2_5(), 3);
    EXPECT_NE(sensor.pm2_5()->raw, before);
}

}  // namespace
}  // namespace magpie::node
