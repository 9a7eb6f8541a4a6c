// A node at a bus that shorts, or that somebody floods: what comes is counted, nothing of it is answered, the node
// measures on, and it answers again once that is over.

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <vector>

#include "firmware/node/app/node.hpp"
#include "tests/unit/firmware/node/running_node.hpp"

namespace magpie::node {
namespace {

namespace input = modbus::input;

using Bytes = std::vector<std::uint8_t>;

class ShortedBus : public testing::Test {
  protected:
    ShortedBus() {
        node_.samples(1);
        sequence_ = node_.input(input::sequence);
        fed_ = node_.board().watchdog_fed();
        node_.board().forgets_sent();
    }
    /// The node runs on while the line is never silent.
    void lasts(std::uint32_t ms, const std::function<void()>& each_ms) {
        for (std::uint32_t i = 0; i < ms; ++i) {
            each_ms();
            node_.runs(1);
        }
    }
    void was_survived() {
        EXPECT_TRUE(node_.board().seen().empty()) << "it answered what nobody asked";
        EXPECT_TRUE(node_.board().resets().empty());
        EXPECT_GT(node_.board().watchdog_fed(), fed_ + 10'000);
    }
    /// At once: with the first question after the silence.
    void is_over() {
        node_.board().silence();
        node_.poll();
        was_survived();
        EXPECT_EQ(node_.input(input::magic), modbus::node_magic);
        EXPECT_NE(node_.input(input::sequence), sequence_) << "it measured meanwhile";
    }

    RunningNode node_;
    std::uint16_t sequence_ = 0;
    unsigned fed_ = 0;
};

TEST_F(ShortedBus, BreaksAreCountedOneByOne) {
    const auto before = node_.input32(input::line_errors);
    node_.board().forgets_sent();
    lasts(20'000, [&] { node_.board().bad_byte_arrives(); });
    is_over();
    EXPECT_EQ(node_.input32(input::line_errors), before + 20'000);
    EXPECT_EQ(node_.input32(input::crc_errors), 0U);
}

TEST_F(ShortedBus, ZerosWithoutAnEndAreOneFrameThatIsTooLong) {
    lasts(20'000, [&] { node_.board().bytes_arrive(Bytes(2, 0)); });
    is_over();
    EXPECT_EQ(node_.input32(input::long_frames), 1U);
    EXPECT_EQ(node_.input32(input::crc_errors), 0U);
}

TEST_F(ShortedBus, ZerosWithPausesAreFramesWithoutMeaning) {
    std::uint32_t frames = 0;
    std::minstd_rand random(3);
    lasts(20'000, [&] {
        node_.board().bytes_arrive(Bytes(1 + random() % 255, 0));
        node_.board().silence();
        ++frames;
    });
    is_over();
    EXPECT_EQ(node_.input32(input::crc_errors) + node_.input32(input::short_frames), frames);
}

TEST_F(ShortedBus, ConstantNoiseIsNotObeyed) {
    std::minstd_rand random(5);
    lasts(20'000, [&] {
        for (auto count = random() % 40; count-- > 0;) {
            random() % 50 == 0 ? node_.board().bad_byte_arrives()
                               : node_.board().bytes_arrive(Bytes{static_cast<std::uint8_t>(random() >> 8U)});
        }
        if (random() % 4 == 0) {
            node_.board().silence();
        }
    });
    is_over();
    EXPECT_GT(node_.input32(input::line_errors), 1000U);
    EXPECT_GT(node_.input32(input::crc_errors), 500U);
}

TEST_F(ShortedBus, AnAnswerThatItFallsIntoStillLeaves) {
    node_.board().line_is_slow();
    const auto asks = [&](std::uint16_t address, std::uint16_t count) {
        node_.board().answer_leaves();
        return node_.master().read_input(address, count).words;
    };
    ASSERT_EQ(asks(input::magic, 1), std::vector<std::uint16_t>{modbus::node_magic});
    lasts(20'000, [&] { node_.board().bytes_arrive(Bytes{0}); });
    was_survived();
    node_.board().answer_leaves();
    lasts(100, [&] { node_.board().bytes_arrive(Bytes{0}); });
    EXPECT_TRUE(node_.board().seen().empty()) << "a frame that began while it answered is none";
    node_.board().silence();
    node_.poll();
    EXPECT_EQ(asks(input::line_errors, 2), (std::vector<std::uint16_t>{0, 1}));
}

}  // namespace
}  // namespace magpie::node
