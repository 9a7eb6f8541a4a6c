#include "agent/capture_line/capture_line.hpp"

#include <poll.h>
#include <sys/fsuid.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <span>
#include <vector>

#include "tests/fakes/fake_capture.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

const capture::OwnNetwork seoul{.ssid = capture::text32("SEOUL"), .security = capture::Security::open};
const capture::OwnAccessPoint ours{.bssid = {2, 0, 0, 0, 1, 0}};

class CaptureLineTest : public testing::Test {
  protected:
    void attaches() {
        EXPECT_EQ(line_.refresh(clock_.now()), "");
        ASSERT_TRUE(capture_.lets_in());
        EXPECT_EQ(line_.read().ended, "");
        ASSERT_TRUE(line_.attached());
    }

    fakes::FakeCapture capture_;
    fakes::FakeClock clock_;
    CaptureLine line_{capture_.path(), {seoul, ours}};
};

TEST_F(CaptureLineTest, SaysWhatIsOursBetweenHelloAndSettled) {
    capture_.capture_starts();
    attaches();
    EXPECT_EQ(capture_.hears(), (std::vector<capture::Record>{capture::Hello{}, seoul, ours, capture::Settled{}}));
    EXPECT_EQ(line_.refresh(clock_.now()), "");
    (void)line_.read();
    EXPECT_TRUE(capture_.hears().empty()) << "once";
}

TEST_F(CaptureLineTest, WhoOnlyLooksSaysNothing) {
    CaptureLine look(capture_.path());
    capture_.capture_starts();
    EXPECT_EQ(look.refresh(clock_.now()), "");
    ASSERT_TRUE(capture_.lets_in());
    capture_.says(capture::Channel{.mhz = 2412});
    EXPECT_EQ(look.read().records.size(), 1U);
    EXPECT_TRUE(capture_.hears().empty());
}

TEST_F(CaptureLineTest, BringsWhatTheCaptureTells) {
    capture_.capture_starts();
    attaches();
    const capture::Channel channel{.mhz = 2412, .listened_us = 7};
    capture_.says(channel);
    capture_.says(capture::BadMinutes{.network = 2});
    const auto heard = line_.read();
    EXPECT_EQ(heard.records, (std::vector<capture::Record>{channel, capture::BadMinutes{.network = 2}}));
    EXPECT_EQ(heard.malformed, 0U);
    EXPECT_EQ(heard.ended, "");
}

TEST_F(CaptureLineTest, WhatIsNoRecordIsCountedAndTheRestIsHeard) {
    capture_.capture_starts();
    attaches();
    capture_.says(std::span<const std::byte>(std::array<std::byte, 3>{}));
    capture_.says(std::span<const std::byte>(std::array<std::byte, 4096>{}));
    auto bytes = capture::encode(capture::Settled{});
    bytes[0] = std::byte{200};
    capture_.says(std::span<const std::byte>(bytes));
    capture_.says(capture::Channel{.mhz = 2412});
    const auto heard = line_.read();
    EXPECT_EQ(heard.malformed, 3U);
    EXPECT_EQ(heard.records.size(), 1U);
    EXPECT_TRUE(line_.attached());
}

TEST_F(CaptureLineTest, NobodyThereIsNoTrouble) {
    EXPECT_EQ(line_.refresh(clock_.now()), "");
    EXPECT_EQ(line_.read().ended, "");
    EXPECT_FALSE(line_.attached());
}

TEST_F(CaptureLineTest, ComesToOneThatStartsLater) {
    EXPECT_EQ(line_.refresh(clock_.now()), "");
    capture_.capture_starts();
    attaches();
}

TEST_F(CaptureLineTest, SaysOnceThatItHasGoneAndComesBackAtOnce) {
    capture_.capture_starts();
    attaches();
    capture_.goes_away();
    EXPECT_EQ(line_.read().ended, "gone");
    EXPECT_FALSE(line_.attached());
    EXPECT_EQ(line_.read().ended, "");
    capture_.capture_starts();
    attaches();
    EXPECT_EQ(capture_.hears().size(), 4U) << "another one has to be told again";
}

TEST_F(CaptureLineTest, KnocksLessAndLessOftenWhereNobodyAnswers) {
    capture_.capture_starts();
    capture_.is_killed();
    int knocks = 0;
    for (int second = 0; second < 600; ++second) {
        knocks += line_.refresh(clock_.now()) == "nobody_answers" ? 1 : 0;
        clock_.advance(seconds(1));
    }
    EXPECT_GE(knocks, 12);
    EXPECT_LE(knocks, 20);
}

TEST_F(CaptureLineTest, OneOfAnotherReleaseIsLeftAloneForAWhile) {
    capture_.capture_starts();
    EXPECT_EQ(line_.refresh(clock_.now()), "");
    ASSERT_TRUE(capture_.lets_in({.version = capture::Hello::present_version + 1}));
    capture_.says(capture::Channel{.mhz = 2412});
    const auto heard = line_.read();
    EXPECT_EQ(heard.ended, "other_version");
    EXPECT_TRUE(heard.records.empty());
    EXPECT_EQ(line_.refresh(clock_.now()), "");
    EXPECT_FALSE(capture_.lets_in()) << "too soon";
    clock_.advance(seconds(1));
    attaches();
}

TEST_F(CaptureLineTest, OneThatNeverSaysHelloIsLeft) {
    capture_.capture_starts();
    EXPECT_EQ(line_.refresh(clock_.now()), "");
    clock_.advance(seconds(9));
    EXPECT_EQ(line_.refresh(clock_.now()), "");
    clock_.advance(seconds(1));
    EXPECT_EQ(line_.refresh(clock_.now()), "silent");
    EXPECT_FALSE(line_.attached());
}

TEST_F(CaptureLineTest, WithoutLeaveToConnectItIsDenied) {
    capture_.capture_starts();
    std::filesystem::permissions(capture_.path(), std::filesystem::perms::none);
    // Root may connect to everything; whoever else this is may not either.
    constexpr uid_t nobody = 65534;
    const auto own = static_cast<uid_t>(::setfsuid(::geteuid() == 0 ? nobody : ::geteuid()));
    const auto reason = line_.refresh(clock_.now());
    ::setfsuid(own);
    EXPECT_EQ(reason, "denied");
}

TEST_F(CaptureLineTest, ItsDescriptorIsReadableWhileSomethingWaits) {
    const int descriptor = line_.descriptor();
    const auto is_readable = [&] {
        pollfd one{.fd = line_.descriptor(), .events = POLLIN, .revents = 0};
        return ::poll(&one, 1, 0) == 1;
    };
    capture_.capture_starts();
    attaches();
    EXPECT_FALSE(is_readable());
    capture_.says(capture::Channel{.mhz = 2412});
    EXPECT_TRUE(is_readable());
    (void)line_.read();
    EXPECT_FALSE(is_readable());
    capture_.goes_away();
    EXPECT_TRUE(is_readable());
    (void)line_.read();
    EXPECT_FALSE(is_readable());
    EXPECT_EQ(line_.descriptor(), descriptor);
}

TEST_F(CaptureLineTest, SaysAllOfALongListHoweverSlowlyItIsTaken) {
    std::vector<capture::Record> all(5000, ours);
    CaptureLine line(capture_.path(), all);
    capture_.capture_starts();
    EXPECT_EQ(line.refresh(clock_.now()), "");
    ASSERT_TRUE(capture_.lets_in());
    std::vector<capture::Record> heard;
    for (int turn = 0; turn < 100 && heard.size() < all.size() + 2; ++turn) {
        for (const auto& record : capture_.hears()) {
            heard.push_back(record);
        }
        pollfd one{.fd = line.descriptor(), .events = POLLIN, .revents = 0};
        if (::poll(&one, 1, 0) == 1) {
            EXPECT_EQ(line.read().ended, "");
        }
    }
    ASSERT_EQ(heard.size(), all.size() + 2);
    EXPECT_EQ(heard.back(), capture::Record(capture::Settled{}));
}

}  // namespace
}  // namespace magpie::agent
