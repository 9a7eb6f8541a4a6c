#include "agent/modbus/serial_line.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "platform/files/file.hpp"
#include "wire/modbus/frame.hpp"

namespace magpie::agent {
namespace {

using modbus::Function;

constexpr Milliseconds timeout{200};

/// The other end of a serial line: one question is heard, and answered as the test wants.
class FarEnd {
  public:
    using Bytes = std::vector<std::uint8_t>;

    FarEnd() : terminal_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
        EXPECT_EQ(::grantpt(terminal_.descriptor()), 0);
        EXPECT_EQ(::unlockpt(terminal_.descriptor()), 0);
        std::array<char, 64> name{};
        EXPECT_EQ(::ptsname_r(terminal_.descriptor(), name.data(), name.size()), 0);
        path_ = name.data();
    }
    [[nodiscard]] const std::string& path() const { return path_; }

    void answers(const Bytes& bytes) const { write(bytes); }
    /// Once, after a question; the thread ends with the future.
    [[nodiscard]] std::jthread will_answer(Bytes bytes) {
        return std::jthread([this, bytes = std::move(bytes)] {
            pollfd asked{.fd = terminal_.descriptor(), .events = POLLIN, .revents = 0};
            std::array<std::uint8_t, 256> question{};
            std::size_t heard = 0;
            while (heard < 8 && ::poll(&asked, 1, 5000) == 1) {
                const auto got = ::read(terminal_.descriptor(), question.data() + heard, question.size() - heard);
                if (got <= 0) {
                    return;
                }
                heard += static_cast<std::size_t>(got);
            }
            write(bytes);
        });
    }

    /// As fast as the line takes it, until the thread is asked to stop. Nobody listens to questions.
    [[nodiscard]] std::jthread floods(std::function<std::uint8_t()> next) {
        return std::jthread([this, next = std::move(next)](const std::stop_token& stop) {
            EXPECT_EQ(::fcntl(terminal_.descriptor(), F_SETFL, O_NONBLOCK), 0);
            while (!stop.stop_requested()) {
                std::array<std::uint8_t, 64> piece{};
                std::generate(piece.begin(), piece.end(), next);
                std::array<std::uint8_t, 256> question{};
                (void)!::read(terminal_.descriptor(), question.data(), question.size());
                if (::write(terminal_.descriptor(), piece.data(), piece.size()) < 0) {
                    pollfd room{.fd = terminal_.descriptor(), .events = POLLIN | POLLOUT, .revents = 0};
                    ::poll(&room, 1, 20);
                }
            }
            EXPECT_EQ(::fcntl(terminal_.descriptor(), F_SETFL, 0), 0);
        });
    }

  private:
    void write(const Bytes& bytes) const {
        EXPECT_EQ(::write(terminal_.descriptor(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    }

    files::File terminal_;
    std::string path_;
};

FarEnd::Bytes frame(std::uint8_t address, std::uint8_t function, const FarEnd::Bytes& body) {
    std::array<std::uint8_t, modbus::longest_frame> room{};
    modbus::FrameWriter writer(room, address, function);
    for (const auto byte : body) {
        writer.byte(byte);
    }
    const auto whole = writer.end();
    return {whole.begin(), whole.end()};
}

class SerialLineTest : public testing::Test {
  protected:
    tl::expected<std::vector<std::uint16_t>, LineError> asks(const RegisterRange& range, const FarEnd::Bytes& answer) {
        const auto answering = far_end_.will_answer(answer);
        std::vector<std::uint16_t> words(range.count);
        line_.flush();
        const auto answered = line_.read(5, range, words);
        return answered ? tl::expected<std::vector<std::uint16_t>, LineError>(words) : tl::unexpected(answered.error());
    }

    /// While the far end floods each question ends as noise, and nothing that was said is believed; once it has ended
    /// the next answers are.
    void survives(std::function<std::uint8_t()> next) {
        ASSERT_TRUE(line_.open());
        {
            const auto flooding = far_end_.floods(std::move(next));
            for (int i = 0; i < 50; ++i) {
                std::vector<std::uint16_t> words(two_.count);
                line_.flush();
                const auto answered = line_.read(5, two_, words);
                ASSERT_FALSE(answered);
                ASSERT_TRUE(is_worth_another_try(answered.error())) << reason(answered.error());
                ASSERT_FALSE(line_.write(5, 0, words));
            }
        }
        // What is on its way between both ends of a pseudo terminal outlives a flush.
        auto answered = asks(two_, frame(5, 4, {4, 0, 215, 2, 41}));
        for (int i = 0; i < 20 && !answered; ++i) {
            answered = asks(two_, frame(5, 4, {4, 0, 215, 2, 41}));
        }
        EXPECT_EQ(answered.value(), (std::vector<std::uint16_t>{215, 553}));
    }

    FarEnd far_end_;
    SerialLine line_{{.device = far_end_.path(), .timeout = timeout}};
    static constexpr RegisterRange two_{Function::read_input, 1, 2};
};

TEST_F(SerialLineTest, ReadsInputs) {
    ASSERT_TRUE(line_.open());
    EXPECT_EQ(asks(two_, frame(5, 4, {4, 0, 215, 2, 41})).value(), (std::vector<std::uint16_t>{215, 553}));
}

TEST_F(SerialLineTest, ReadsHoldingRegistersCoilsAndDiscreteInputs) {
    ASSERT_TRUE(line_.open());
    EXPECT_EQ(asks({Function::read_holding, 0, 1}, frame(5, 3, {2, 1, 2})).value(), std::vector<std::uint16_t>{258});
    const std::vector<std::uint16_t> bits{1, 0, 1};
    EXPECT_EQ(asks({Function::read_coils, 0, 3}, frame(5, 1, {1, 5})).value(), bits);
    EXPECT_EQ(asks({Function::read_discrete_inputs, 0, 3}, frame(5, 2, {1, 5})).value(), bits);
}

TEST_F(SerialLineTest, SaysWhatIsWrong) {
    ASSERT_TRUE(line_.open());
    auto spoilt = frame(5, 4, {4, 0, 215, 2, 41});
    spoilt[4] ^= 1U;
    EXPECT_EQ(asks(two_, spoilt).error(), LineError::crc);
    EXPECT_EQ(asks(two_, frame(6, 4, {4, 0, 215, 2, 41})).error(), LineError::wrong_answer);
    EXPECT_EQ(asks(two_, frame(5, 4, {2, 0, 215})).error(), LineError::wrong_answer);
    EXPECT_EQ(asks(two_, frame(5, 0x84, {1})).error(), LineError::exception_1);
    EXPECT_EQ(asks(two_, frame(5, 0x84, {2})).error(), LineError::exception_2);
    EXPECT_EQ(asks(two_, frame(5, 0x84, {3})).error(), LineError::exception_3);
    EXPECT_EQ(asks(two_, frame(5, 0x84, {4})).error(), LineError::exception_4);
    EXPECT_EQ(asks(two_, frame(5, 0x84, {6})).error(), LineError::exception_6);
    EXPECT_EQ(asks(two_, frame(5, 0x84, {99})).error(), LineError::exception_other);
    EXPECT_EQ(asks(two_, {5, 4, 4, 0}).error(), LineError::incomplete);
    EXPECT_EQ(asks(two_, {}).error(), LineError::timeout);
    EXPECT_EQ(asks(two_, frame(5, 4, {4, 0, 215, 2, 41})).value().size(), 2U) << "and nothing of it stays";
}

TEST_F(SerialLineTest, WhatIsFlushedIsNoAnswer) {
    ASSERT_TRUE(line_.open());
    far_end_.answers(frame(5, 4, {4, 0, 1, 0, 1}));
    EXPECT_EQ(asks(two_, frame(5, 4, {4, 0, 215, 2, 41})).value(), (std::vector<std::uint16_t>{215, 553}));
}

TEST_F(SerialLineTest, ABusThatShortsIsNoiseForAsLongAsItDoes) {
    // A line that is held low is read as one zero after the other.
    survives([] { return std::uint8_t{0}; });
}

TEST_F(SerialLineTest, ConstantNoiseIsNoAnswer) {
    std::minstd_rand random(9);
    survives([random]() mutable { return static_cast<std::uint8_t>(random() >> 8U); });
}

TEST_F(SerialLineTest, BeginningsOfAnAnswerWithoutEndAreNone) {
    // Address and function are right, and the length is the longest there is.
    constexpr std::array<std::uint8_t, 3> beginning{5, 4, 250};
    survives([i = std::size_t{0}, beginning]() mutable { return beginning[i++ % beginning.size()]; });
}

TEST(SerialLine, SaysWhyItDoesNotOpen) {
    SerialLine none({.device = "/dev/no-such-tty"});
    EXPECT_EQ(none.open().error(), LineError::no_device);
    std::vector<std::uint16_t> words(1);
    EXPECT_EQ(none.read(1, {Function::read_input, 0, 1}, words).error(), LineError::broken);
}

TEST_F(SerialLineTest, ALineWithoutTheModeForRs485SaysSo) {
    SerialLine line({.device = far_end_.path(), .direction_by_kernel = true});
    EXPECT_EQ(line.open().error(), LineError::settings);
}

}  // namespace
}  // namespace magpie::agent
