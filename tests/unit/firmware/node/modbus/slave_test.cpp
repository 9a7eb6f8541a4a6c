#include "firmware/node/modbus/slave.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "tests/fakes/modbus_master.hpp"

namespace magpie::node {
namespace {

using fakes::Answered;
using modbus::Exception;

/// Ten registers from 100 on.
class TenRegisters final : public Registers {
  public:
    Exception read_input(std::uint16_t address, std::span<std::uint16_t> words) override {
        return read(address, words, 1000);
    }
    Exception read_holding(std::uint16_t address, std::span<std::uint16_t> words) override {
        return read(address, words, 0);
    }
    Exception write_holding(std::uint16_t address, std::span<const std::uint16_t> words) override {
        if (!has(address, words.size())) {
            return Exception::address;
        }
        for (std::size_t i = 0; i < words.size(); ++i) {
            held[address - 100U + i] = words[i];
        }
        return Exception::none;
    }

    std::array<std::uint16_t, 10> held{};

  private:
    static bool has(std::uint16_t address, std::size_t count) { return address >= 100 && address + count <= 110; }
    Exception read(std::uint16_t address, std::span<std::uint16_t> words, int plus) {
        if (!has(address, words.size())) {
            return Exception::address;
        }
        for (std::size_t i = 0; i < words.size(); ++i) {
            words[i] = static_cast<std::uint16_t>(held[address - 100U + i] + plus);
        }
        return Exception::none;
    }
};

class SlaveTest : public testing::Test {
  protected:
    using Bytes = std::vector<std::uint8_t>;

    Bytes sends(const Bytes& bytes) {
        std::array<std::uint8_t, modbus::longest_frame> room{};
        const auto answer = slave.answer(bytes, 17, room);
        return {answer.begin(), answer.end()};
    }
    Exception to_body(std::uint8_t function, const Bytes& body) {
        Bytes bytes{17, function};
        bytes.insert(bytes.end(), body.begin(), body.end());
        return master.answered(fakes::ModbusMaster::closed(bytes)).exception;
    }

    TenRegisters registers;
    Counters counters;
    Slave slave{registers, counters};
    fakes::ModbusMaster master{[this](const Bytes& bytes) { return sends(bytes); }, 17};
};

TEST_F(SlaveTest, InputAndHoldingRegistersAreRead) {
    registers.held = {1, 2, 3};
    EXPECT_EQ(master.read_holding(100, 3).words, (std::vector<std::uint16_t>{1, 2, 3}));
    EXPECT_EQ(master.read_input(101, 2).words, (std::vector<std::uint16_t>{1002, 1003}));
    EXPECT_EQ(counters.requests, 2U);
    EXPECT_EQ(counters.answers, 2U);
}

TEST_F(SlaveTest, AnAnswerIsTheBytesOfTheStandard) {
    registers.held = {0x022B, 0, 0x64};
    EXPECT_EQ(sends(master.frame(3, {100, 3})),
              fakes::ModbusMaster::closed({17, 3, 6, 0x02, 0x2B, 0x00, 0x00, 0x00, 0x64}));
}

TEST_F(SlaveTest, OneRegisterIsWrittenAndTheRequestEchoed) {
    const auto request = master.frame(6, {105, 0xABCD});
    EXPECT_EQ(sends(request), request);
    EXPECT_EQ(registers.held[5], 0xABCD);
}

TEST_F(SlaveTest, SeveralRegistersAreWrittenAndAddressAndCountAnswered) {
    EXPECT_EQ(sends(fakes::ModbusMaster::closed({17, 16, 0, 100, 0, 2, 4, 0, 10, 1, 2})),
              fakes::ModbusMaster::closed({17, 16, 0, 100, 0, 2}));
    EXPECT_EQ(registers.held[0], 10);
    EXPECT_EQ(registers.held[1], 0x102);
}

TEST_F(SlaveTest, UnknownFunctionsAreException1) {
    for (int function = 0; function < 256; ++function) {
        if (function == 3 || function == 4 || function == 6 || function == 16) {
            continue;
        }
        const auto answer = sends(master.frame(static_cast<std::uint8_t>(function), {100, 1}));
        EXPECT_EQ(answer, fakes::ModbusMaster::closed({17, static_cast<std::uint8_t>(function | 0x80), 1})) << function;
    }
    EXPECT_EQ(counters.exceptions, 252U);
    EXPECT_EQ(counters.answers, 252U);
}

TEST_F(SlaveTest, AddressesOutsideAreException2) {
    for (const auto& [address, count] : std::vector<std::pair<int, int>>{{99, 1}, {110, 1}, {109, 2}, {0xFFFF, 2}}) {
        const auto at = static_cast<std::uint16_t>(address);
        EXPECT_EQ(master.read_holding(at, static_cast<std::uint16_t>(count)).exception, Exception::address);
        EXPECT_EQ(master.read_input(at, static_cast<std::uint16_t>(count)).exception, Exception::address);
        EXPECT_EQ(master.write_many(at, std::vector<std::uint16_t>(static_cast<std::size_t>(count))).exception,
                  Exception::address);
    }
    EXPECT_EQ(master.write_one(110, 1).exception, Exception::address);
}

TEST_F(SlaveTest, CountsOfNoneAndTooManyAreException3EvenWhereTheAddressIsWrong) {
    for (const int count : {0, 126, 0xFFFF}) {
        EXPECT_EQ(master.read_holding(100, static_cast<std::uint16_t>(count)).exception, Exception::value) << count;
        EXPECT_EQ(master.read_input(9, static_cast<std::uint16_t>(count)).exception, Exception::value) << count;
    }
    EXPECT_EQ(master.read_input(9, 125).exception, Exception::address);
    EXPECT_EQ(to_body(16, {0, 100, 0, 0, 0}), Exception::value);
    EXPECT_EQ(to_body(16, {0, 100, 0, 124, 248}), Exception::value);
}

TEST_F(SlaveTest, ByteCountsThatDoNotMatchAreException3) {
    EXPECT_EQ(to_body(16, {0, 100, 0, 1, 3, 0, 0, 0}), Exception::value);
    EXPECT_EQ(to_body(16, {0, 100, 0, 1, 2, 0}), Exception::value);
    EXPECT_EQ(to_body(16, {0, 100, 0, 1, 2, 0, 1, 0}), Exception::value);
    EXPECT_EQ(to_body(16, {0, 100, 0, 2, 2, 0, 1}), Exception::value);
    // A count of 129 has 2 for the low byte of its 258 bytes.
    EXPECT_EQ(to_body(16, {0, 100, 0, 129, 2, 0, 1}), Exception::value);
    EXPECT_EQ(registers.held, (std::array<std::uint16_t, 10>{}));
}

TEST_F(SlaveTest, BodiesOfTheWrongLengthAreException3) {
    for (const auto function : Bytes{3, 4, 6}) {
        for (const std::size_t size : {std::size_t{0}, std::size_t{3}, std::size_t{5}}) {
            EXPECT_EQ(to_body(function, Bytes(size)), Exception::value) << int{function} << " " << size;
        }
    }
    for (std::size_t size = 0; size < 5; ++size) {
        EXPECT_EQ(to_body(16, Bytes(size)), Exception::value);
    }
}

TEST_F(SlaveTest, ABadCrcIsSilence) {
    auto request = master.frame(4, {100, 1});
    for (std::size_t bit = 0; bit < 8 * request.size(); ++bit) {
        request[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        EXPECT_TRUE(sends(request).empty()) << bit;
        request[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    }
    EXPECT_EQ(counters.crc_errors, 8 * request.size());
    EXPECT_EQ(counters.requests, 0U);
}

TEST_F(SlaveTest, EveryOtherAddressIsSilence) {
    for (int address = 1; address < 256; ++address) {
        if (address != 17) {
            master.talks_to(static_cast<std::uint8_t>(address));
            EXPECT_TRUE(master.read_input(100, 1).is_silent) << address;
        }
    }
    EXPECT_EQ(counters.for_others, 254U);
}

TEST_F(SlaveTest, TooShortAndTooLongIsSilence) {
    for (std::size_t size = 0; size < modbus::shortest_frame; ++size) {
        EXPECT_TRUE(sends(Bytes(size, 17)).empty());
    }
    EXPECT_TRUE(sends(fakes::ModbusMaster::closed(Bytes(255, 17))).empty());
    EXPECT_EQ(counters.short_frames, 4U);
    EXPECT_EQ(counters.long_frames, 1U);
}

TEST_F(SlaveTest, TwoMergedFramesAreSilence) {
    auto both = master.frame(4, {100, 1});
    const auto second = master.frame(4, {101, 1});
    both.insert(both.end(), second.begin(), second.end());
    EXPECT_TRUE(sends(both).empty());
    EXPECT_EQ(counters.crc_errors, 1U);
}

TEST_F(SlaveTest, ABroadcastWriteIsAppliedAndNotAnswered) {
    master.talks_to(modbus::broadcast);
    EXPECT_TRUE(master.write_one(100, 5).is_silent);
    EXPECT_TRUE(master.write_many(101, {6, 7}).is_silent);
    EXPECT_EQ(registers.held[0], 5);
    EXPECT_EQ(registers.held[2], 7);
    EXPECT_EQ(counters.requests, 2U);
    EXPECT_EQ(counters.answers, 0U);
}

TEST_F(SlaveTest, ABroadcastReadAndABroadcastErrorAreSilence) {
    master.talks_to(modbus::broadcast);
    EXPECT_TRUE(master.read_input(100, 1).is_silent);
    EXPECT_TRUE(master.write_one(7, 5).is_silent);
    EXPECT_TRUE(master.answered(master.frame(99, {})).is_silent);
    EXPECT_EQ(counters.exceptions, 0U);
}

TEST_F(SlaveTest, MostCanBeReadAndWrittenAtOnce) {
    class All final : public Registers {
      public:
        Exception read_input(std::uint16_t, std::span<std::uint16_t>) override { return Exception::none; }
        Exception read_holding(std::uint16_t, std::span<std::uint16_t>) override { return Exception::none; }
        Exception write_holding(std::uint16_t, std::span<const std::uint16_t> words) override {
            last = words.back();
            return Exception::none;
        }
        std::uint16_t last = 0;
    } all;
    Slave big(all, counters);
    fakes::ModbusMaster to_big(
        [&](const Bytes& bytes) {
            std::array<std::uint8_t, modbus::longest_frame> room{};
            const auto answer = big.answer(bytes, 17, room);
            return Bytes(answer.begin(), answer.end());
        },
        17);
    EXPECT_EQ(to_big.read_input(0, 125).words.size(), 125U);
    std::vector<std::uint16_t> words(123);
    words.back() = 77;
    EXPECT_EQ(to_big.write_many(0, words), Answered{});
    EXPECT_EQ(all.last, 77);
}

}  // namespace
}  // namespace magpie::node
