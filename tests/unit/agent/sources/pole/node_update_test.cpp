#include "agent/sources/pole/node_update.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "agent/sources/pole/bus.hpp"
#include "tests/unit/firmware/node/image_bytes.hpp"
#include "tests/unit/firmware/node/running_node.hpp"

namespace magpie::agent {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::uint16_t older = node::firmware_version;
constexpr std::uint16_t newer = older + 1;
constexpr NodeKey key{1, 2, 3, 4};

/// The firmware itself at the end of the line, on a fake board.
class NodeOnLine final : public ModbusLine {
  public:
    // What happens.
    /// Of the questions from now on, every so many one is not heard, and every so many an answer is lost.
    void is_noisy(unsigned lost_questions, unsigned lost_answers) {
        lost_questions_ = lost_questions;
        lost_answers_ = lost_answers;
    }
    void loses_its_power() { starts(); }
    /// What is in slot 1 never says a word.
    void image_hangs() { hangs_ = true; }

    [[nodiscard]] node::RunningNode& node() { return node_; }
    [[nodiscard]] unsigned questions() const { return questions_; }

    tl::expected<void, LineError> open() override { return {}; }
    void close() override {}
    void flush() override {}
    tl::expected<void, LineError> read(std::uint8_t address, const RegisterRange& range,
                                       std::span<std::uint16_t> words) override {
        return asks(address, [&](fakes::ModbusMaster& master) {
            const auto answer = range.function == modbus::Function::read_input
                                    ? master.read_input(range.first, range.count)
                                    : master.read_holding(range.first, range.count);
            std::copy(answer.words.begin(), answer.words.end(), words.begin());
            return answer;
        });
    }
    tl::expected<void, LineError> write(std::uint8_t address, std::uint16_t first,
                                        std::span<const std::uint16_t> words) override {
        return asks(address, [&](fakes::ModbusMaster& master) {
            return master.write_many(first, {words.begin(), words.end()});
        });
    }

  private:
    template <class Ask>
    tl::expected<void, LineError> asks(std::uint8_t address, const Ask& ask) {
        ++questions_;
        if (lost_questions_ != 0 && questions_ % lost_questions_ == 0) {
            return tl::unexpected(LineError::timeout);
        }
        node_.runs(300);
        node_.master().talks_to(address);
        const auto answer = ask(node_.master());
        node_.poll();
        if (!node_.board().resets().empty()) {
            starts();
        }
        if (answer.is_silent || (lost_answers_ != 0 && questions_ % lost_answers_ == 0)) {
            return tl::unexpected(LineError::timeout);
        }
        switch (answer.exception) {
            case modbus::Exception::none:
                return {};
            case modbus::Exception::value:
                return tl::unexpected(LineError::exception_3);
            case modbus::Exception::device_failure:
                return tl::unexpected(LineError::exception_4);
            default:
                return tl::unexpected(LineError::exception_other);
        }
    }
    void starts() {
        for (int i = 0; i < 4; ++i) {
            const auto slot = node::slot_to_start(node_.board().flash());
            if (slot == 0 || !hangs_) {
                break;  // else the watchdog, and the loader again
            }
        }
        node_.starts(older);
        if (node_.slot() == 1) {
            node_.starts_as(newer);
        }
    }

    node::RunningNode node_;
    unsigned questions_ = 0;
    unsigned lost_questions_ = 0;
    unsigned lost_answers_ = 0;
    bool hangs_ = false;
};

class NodeUpdateTest : public testing::Test {
  protected:
    NodeUpdateTest() {
        for (unsigned slot = 0; slot < 2; ++slot) {
            const auto bytes = node::image_bytes(slot, 3000 + slot);
            image_.slots[slot].assign(bytes.begin(), bytes.end());
        }
        node::put_image(line_.node().board().flash_bytes(), 0, node::image_bytes(0, 3000));
    }
    void starts() { bus_.add({.sensor = 0, .period = seconds(1), .update = NodeUpdate(image_, key)}); }
    void runs(Milliseconds time) {
        const auto end = now_.mono + time;
        while (*bus_.deadline() <= end) {
            now_.mono = std::max(now_.mono, *bus_.deadline());
            for (const auto& result : bus_.turn(line_, now_)) {
                if (result.reading) {
                    ++readings_;
                } else {
                    ++(result.is_of_update ? given_up_ : failed_)[std::string(result.reading.error())];
                }
            }
        }
        now_.mono = end;
    }
    [[nodiscard]] std::uint16_t version() { return line_.node().input(modbus::input::firmware_version); }
    [[nodiscard]] bool has_status(std::uint16_t bit) { return (line_.node().input(modbus::input::status) & bit) != 0; }
    [[nodiscard]] bool is_whole_in_slot_1() {
        const auto there = line_.node().board().flash().at(node::layout::slots[1], image_.slots[1].size());
        return std::equal(there.begin(), there.end(), image_.slots[1].begin(), image_.slots[1].end(),
                          [](std::uint8_t byte, char letter) { return byte == static_cast<std::uint8_t>(letter); });
    }

    NodeImage image_{.board = fakes::FakeBoard::kind, .version = newer, .slots = {}};
    NodeOnLine line_;
    Bus bus_{seconds(1)};
    Now now_{};
    std::map<std::string, int> given_up_;
    std::map<std::string, int> failed_;
    int readings_ = 0;
};

TEST_F(NodeUpdateTest, ANodeIsGivenItsKeyAndTheImageAndIsConfirmedOnceItMeasures) {
    starts();
    runs(seconds(20));
    EXPECT_EQ(version(), newer);
    EXPECT_TRUE(is_whole_in_slot_1());
    EXPECT_FALSE(has_status(modbus::status::on_trial));
    EXPECT_TRUE(given_up_.empty());
    EXPECT_TRUE(failed_.empty());
    EXPECT_GE(readings_, 19) << "it is read meanwhile";
    line_.loses_its_power();
    EXPECT_EQ(version(), newer) << "confirmed";
}

TEST_F(NodeUpdateTest, ANodeThatHasTheVersionIsLeftAlone) {
    image_.version = older;
    starts();
    runs(seconds(10));
    EXPECT_EQ(line_.questions(), 10U * 3U + 3U) << "polls alone";
}

TEST_F(NodeUpdateTest, AnImageForAnotherBoardIsNotWritten) {
    image_.board = 1;
    starts();
    runs(seconds(20));
    EXPECT_EQ(version(), older);
    EXPECT_FALSE(has_status(modbus::status::has_update_key));
}

TEST_F(NodeUpdateTest, WhatIsLostOnANoisyLineIsSaidAgain) {
    line_.is_noisy(5, 7);
    starts();
    runs(minutes(5));
    EXPECT_EQ(version(), newer);
    EXPECT_TRUE(is_whole_in_slot_1());
    EXPECT_FALSE(has_status(modbus::status::on_trial));
    EXPECT_TRUE(given_up_.empty());
}

TEST_F(NodeUpdateTest, ANodeThatLosesItsPowerMeanwhileBeginsAnew) {
    starts();
    runs(seconds(1));
    line_.loses_its_power();
    runs(seconds(1));
    EXPECT_EQ(version(), older);
    runs(minutes(130));
    EXPECT_EQ(version(), newer);
    EXPECT_TRUE(is_whole_in_slot_1());
}

TEST_F(NodeUpdateTest, AnImageThatHangsIsGivenUpAndTriedAgainAfterAnHourThreeTimes) {
    line_.image_hangs();
    starts();
    runs(minutes(30));
    EXPECT_EQ(version(), older);
    EXPECT_TRUE(has_status(modbus::status::fell_back));
    EXPECT_EQ(given_up_, (std::map<std::string, int>{{"update_not_healthy", 1}}));
    runs(minutes(24 * 60));
    EXPECT_EQ(given_up_, (std::map<std::string, int>{{"update_not_healthy", 3}}));
    EXPECT_EQ(version(), older);
    EXPECT_GT(readings_, 80'000) << "and it measures on";
}

TEST_F(NodeUpdateTest, AnotherKeyThanOursIsARefusal) {
    line_.node().master().write_many(modbus::holding::update_key, std::vector<std::uint16_t>(16, 7));
    starts();
    runs(minutes(5));
    EXPECT_EQ(version(), older);
    EXPECT_EQ(given_up_, (std::map<std::string, int>{{"update_signature", 1}}));
}

TEST_F(NodeUpdateTest, FlashThatTakesNothingIsSaid) {
    line_.node().board().flash_wears_out();
    starts();
    runs(minutes(5));
    EXPECT_EQ(version(), older);
    EXPECT_EQ(given_up_.size(), 1U);
}

TEST_F(NodeUpdateTest, AnImageThatNoSlotCouldStartIsRefused) {
    image_.slots[1].assign(3000, 'x');
    starts();
    runs(minutes(5));
    EXPECT_EQ(version(), older);
    EXPECT_EQ(given_up_, (std::map<std::string, int>{{"update_image", 1}}));
}

TEST_F(NodeUpdateTest, AnotherRunConfirmsWhatTheOneBeforeHasBegun) {
    starts();
    runs(seconds(1));
    while (version() == older) {
        runs(Milliseconds(20));
    }
    ASSERT_TRUE(has_status(modbus::status::on_trial));
    bus_ = Bus(seconds(1));
    starts();
    runs(seconds(20));
    EXPECT_FALSE(has_status(modbus::status::on_trial));
    EXPECT_EQ(version(), newer);
}

}  // namespace
}  // namespace magpie::agent
