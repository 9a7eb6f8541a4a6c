#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

#include "agent/sources/wifi/airtime.hpp"
#include "tests/unit/agent/sources/wifi/radio.hpp"

namespace magpie::agent {
namespace {

TEST(AirtimeSequences, TotalsOfABelievableSequenceAreExact) {
    std::mt19937_64 random(1);
    auto radio = full_radio();
    EXPECT_TRUE(is_nothing(radio.look()));
    const auto start = radio.survey;
    AirtimeDelta total{.receive = 0ms, .transmit = 0ms, .own_receive = 0ms, .foreign = 0ms, .non_wifi = 0ms};
    for (int i = 0; i < 10'000; ++i) {
        const auto up_to = [&](Survey::Time whole) { return Survey::Time(random() % (whole.count() + 1)); };
        const auto busy = up_to(10s);
        const auto transmit = up_to(busy);
        const auto receive = up_to(busy - transmit);
        *radio.survey.own_receive += up_to(receive);
        const auto delta = delta_of(radio.ten_seconds(busy, receive, transmit));
        total.active += delta.active;
        total.busy += delta.busy;
        *total.receive += delta.receive.value();
        *total.transmit += delta.transmit.value();
        *total.own_receive += delta.own_receive.value();
        *total.foreign += delta.foreign.value();
        *total.non_wifi += delta.non_wifi.value();
    }
    EXPECT_EQ(total.active, 100'000s);
    EXPECT_EQ(total.busy, *radio.survey.busy - *start.busy);
    EXPECT_EQ(*total.receive, *radio.survey.receive - *start.receive);
    EXPECT_EQ(*total.transmit, *radio.survey.transmit - *start.transmit);
    EXPECT_EQ(*total.own_receive, *radio.survey.own_receive - *start.own_receive);
    EXPECT_EQ(total.busy, *total.transmit + *total.own_receive + *total.foreign);
    EXPECT_EQ(total.busy, *total.transmit + *total.receive + *total.non_wifi);
}

/// Surveys as a broken driver would tell them: counters that mostly go on, and jump, fall, wrap and vanish.
class BrokenDriver {
  public:
    explicit BrokenDriver(std::uint64_t seed) : random_(seed) {}

    bool one_in(unsigned n) { return random_() % n == 0; }

    Milliseconds passes() {
        constexpr std::array lengths{100ms, 600ms, 1'000ms, 10'000ms, 10'000ms, 10'000ms, 3'600'000ms};
        return lengths[static_cast<std::size_t>(random_() % lengths.size())];
    }

    Survey after(Milliseconds passed) {
        const auto wall = static_cast<std::uint64_t>(passed.count());
        move(active_, wall - wall / 10, wall / 5);
        const auto busy = wall * (random_() % 107) / 100;
        move(busy_, busy, 3);
        const auto transmit = busy * (random_() % 105) / 100;
        move(transmit_, transmit, 3);
        move(receive_, busy > transmit ? busy - transmit : 0, busy / 10);
        move(own_receive_, random_() % (busy + 1), 3);
        Survey survey;
        survey.mhz = channel_36.mhz;
        survey.active = told(active_);
        survey.busy = told(busy_);
        survey.receive = told(receive_);
        survey.transmit = told(transmit_);
        survey.own_receive = told(own_receive_);
        return survey;
    }

  private:
    void move(std::uint64_t& counter, std::uint64_t by, std::uint64_t spread) {
        switch (random_() % 200) {
            case 0:
                counter = random_();
                break;
            case 1:
                counter /= 2;
                break;
            case 2:
                counter -= random_() % 100'000;
                break;
            case 3:
                break;
            default:
                counter += by + random_() % (spread + 1);
        }
    }
    std::optional<Survey::Time> told(std::uint64_t counter) {
        return one_in(100) ? std::nullopt : std::optional(Survey::Time(counter));
    }

    std::mt19937_64 random_;
    std::uint64_t active_ = 0;
    std::uint64_t busy_ = 0;
    std::uint64_t receive_ = 0;
    std::uint64_t transmit_ = 0;
    std::uint64_t own_receive_ = 0;
};

bool is_sound(const AirtimeDelta& delta, Milliseconds passed) {
    const auto zero = Milliseconds::zero();
    const auto sent = delta.transmit.value_or(zero);
    const auto within = [&](const std::optional<Milliseconds>& part, Milliseconds whole) {
        return !part || (*part >= zero && *part <= whole);
    };
    return delta.active > zero && 2 * delta.active <= 3 * passed && within(delta.busy, delta.active) &&
           within(delta.transmit, delta.busy) && within(delta.receive, delta.busy - sent) &&
           within(delta.own_receive, delta.receive.value_or(delta.busy - sent)) &&
           within(delta.foreign, delta.busy - sent) && within(delta.non_wifi, delta.busy - sent) &&
           (!delta.foreign || sent + *delta.own_receive + *delta.foreign == delta.busy) &&
           (!delta.non_wifi || sent + *delta.receive + *delta.non_wifi == delta.busy);
}

TEST(AirtimeSequences, WhateverADriverTellsADeltaIsSound) {
    std::set<std::string_view> doubts;
    unsigned believed = 0;
    for (std::uint64_t seed = 0; seed < 100'000; ++seed) {
        BrokenDriver driver(seed);
        Airtime airtime;
        const auto& quirks = quirks_of(driver.one_in(2) ? "ath11k_pci" : "");
        auto channel = channel_36;
        Monotonic now{1h};
        Monotonic base = now;
        for (int i = 0; i < 12; ++i) {
            const auto passed = driver.passes();
            now += passed;
            if (driver.one_in(40)) {
                airtime.disturb();
            }
            if (driver.one_in(40)) {
                channel.width_mhz = channel.width_mhz == 80 ? 40 : 80;
            }
            const auto survey = driver.after(passed);
            const auto delta = airtime.look(channel, survey, quirks, now);
            if (!delta) {
                doubts.insert(word(delta.error()));
            } else if (*delta) {
                ++believed;
                ASSERT_TRUE(is_sound(**delta, now - base)) << "seed " << seed << ", look " << i;
            } else if (now - base < 500ms) {
                continue;  // the interval stays open
            }
            base = now;
        }
    }
    EXPECT_GT(believed, 100'000U);
    EXPECT_EQ(doubts.size(), 9U);
}

}  // namespace
}  // namespace magpie::agent
