#include "collector/ingest/timer_wheel.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace magpie::collector {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct Bird : Timed {
    explicit Bird(std::string its_name) : name(std::move(its_name)) {}
    std::string name;
};

class TimerWheelTest : public testing::Test {
  protected:
    std::vector<std::string> turn(Milliseconds by) {
        now_ += by;
        std::vector<std::string> woken;
        wheel_.turn(now_, [&](Timed& timed) { woken.push_back(static_cast<Bird&>(timed).name); });
        return woken;
    }
    void set(Bird& bird, Milliseconds in) { wheel_.set(bird, now_ + in, now_); }

    Monotonic now_{minutes(5)};
    TimerWheel wheel_;
};

TEST_F(TimerWheelTest, WakesWhatIsDueAndNothingElse) {
    Bird soon("soon");
    Bird later("later");
    set(soon, milliseconds(100));
    set(later, milliseconds(101));
    EXPECT_TRUE(turn(milliseconds(99)).empty());
    EXPECT_EQ(turn(milliseconds(1)), std::vector<std::string>{"soon"});
    EXPECT_EQ(turn(milliseconds(1)), std::vector<std::string>{"later"});
    EXPECT_TRUE(turn(minutes(10)).empty());
}

TEST_F(TimerWheelTest, WhatIsPastIsDueAtTheNextTurn) {
    (void)turn(seconds(30));
    Bird bird("late");
    set(bird, -seconds(20));
    EXPECT_EQ(turn(Milliseconds{0}), std::vector<std::string>{"late"});
}

TEST_F(TimerWheelTest, WhatIsFarAwayIsWokenEachMinute) {
    Bird bird("far");
    set(bird, minutes(10));
    int woken = 0;
    for (int second = 0; second < 180; ++second) {
        if (!turn(seconds(1)).empty()) {
            ++woken;
            set(bird, minutes(10));
        }
    }
    EXPECT_EQ(woken, 2);
}

TEST_F(TimerWheelTest, OneThatEndsIsNotWoken) {
    auto bird = std::make_unique<Bird>("gone");
    set(*bird, seconds(1));
    bird.reset();
    EXPECT_TRUE(turn(seconds(2)).empty());
}

TEST_F(TimerWheelTest, WhoIsWokenMayEndTheOthers) {
    auto one = std::make_unique<Bird>("one");
    auto other = std::make_unique<Bird>("other");
    set(*one, seconds(1));
    set(*other, seconds(1));
    now_ += seconds(2);
    int woken = 0;
    wheel_.turn(now_, [&](Timed&) {
        ++woken;
        one.reset();
        other.reset();
    });
    EXPECT_EQ(woken, 1);
}

/// Against a list that is searched each time.
TEST_F(TimerWheelTest, WakesInTheSameTurnsAsASearchWould) {
    std::minstd_rand random(7);
    std::vector<std::unique_ptr<Bird>> birds;
    std::vector<Monotonic> due;
    for (int number = 0; number < 300; ++number) {
        birds.push_back(std::make_unique<Bird>(std::to_string(number)));
        due.push_back(now_ + Milliseconds{random() % 60000});
        wheel_.set(*birds.back(), due.back(), now_);
    }
    for (int round = 0; round < 2000; ++round) {
        now_ += Milliseconds{random() % 10 == 0 ? random() % 100000 : random() % 300};
        std::vector<bool> woken(birds.size());
        wheel_.turn(now_, [&](Timed& timed) {
            const auto number = std::stoul(static_cast<Bird&>(timed).name);
            woken[number] = true;
            EXPECT_LE(due[number], now_);
            due[number] = now_ + Milliseconds{random() % 60000};
            wheel_.set(timed, due[number], now_);
        });
        for (std::size_t number = 0; number < birds.size(); ++number) {
            ASSERT_TRUE(woken[number] || due[number] > now_) << number << " in round " << round;
        }
    }
}

}  // namespace
}  // namespace magpie::collector
