#include "agent/sources/wifi/radio_sampler.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;
using std::chrono::seconds;
using Time = netlink::Survey::Time;

/// A radio of a driver without quirks, looked at every ten seconds: a fifth of the time busy, a tenth sending.
class RadioSamplerTest : public testing::Test {
  protected:
    void pass(std::uint64_t active_ms = 10000) {
        now_ += seconds(10);
        auto& survey = *radio_.survey;
        survey.active = *survey.active + Time{active_ms};
        survey.busy = *survey.busy + Time{active_ms / 5};
        survey.transmit = *survey.transmit + Time{active_ms / 10};
        survey.receive = *survey.receive + Time{active_ms / 20};
        survey.own_receive = *survey.own_receive + Time{active_ms / 40};
        look();
    }
    void look() { sampler_.look({radio_}, now_); }
    Readings written() const {
        Readings readings;
        sampler_.write(readings);
        return readings;
    }
    std::optional<double> total(const std::string& what, const std::string& band = "5GHz") {
        return value_of(written(), "magpie_wifi_channel_" + what + "_seconds_total", {"phy0", band});
    }
    std::optional<double> discarded(const std::string& why) {
        return value_of(written(), "magpie_wifi_discarded_total", {"phy0", why});
    }

    Radio radio_{.wiphy = 0,
                 .name = "phy0",
                 .driver = "none",
                 .serves = true,
                 .channel = netlink::WorkingChannel{5180, 0, 80, 5210},
                 .transmit_power_dbm = 23,
                 .radar = RadarState::not_needed,
                 .celsius = 51.5,
                 .survey = netlink::Survey{.mhz = 5180,
                                           .in_use = true,
                                           .noise_dbm = -95,
                                           .active = Time{0},
                                           .busy = Time{0},
                                           .receive = Time{0},
                                           .transmit = Time{0},
                                           .own_receive = Time{0}}};
    Monotonic now_{};
    RadioSampler sampler_;
};

TEST_F(RadioSamplerTest, SettingsAreToldAsTheyAre) {
    look();
    const auto readings = written();
    EXPECT_EQ(value_of(readings, "magpie_wifi_frequency_hertz", {"phy0", "5GHz"}), 5.18e9);
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_width_hertz", {"phy0"}), 8e7);
    EXPECT_EQ(value_of(readings, "magpie_wifi_transmit_power_dbm", {"phy0"}), 23);
    EXPECT_EQ(value_of(readings, "magpie_wifi_temperature_celsius", {"phy0"}), 51.5);
    EXPECT_EQ(value_of(readings, "magpie_wifi_noise_dbm", {"phy0", "5GHz"}), -95);
    EXPECT_EQ(value_of(readings, "magpie_wifi_dfs_state", {"phy0"}), 0);
    EXPECT_EQ(value_of(readings, "magpie_wifi_radio_hung", {"phy0"}), 0);
}

TEST_F(RadioSamplerTest, WhatIsNotKnownIsAbsent) {
    radio_ = {.wiphy = 0, .name = "phy0"};
    look();
    EXPECT_TRUE(written().all().empty());
}

TEST_F(RadioSamplerTest, AirtimeAddsUp) {
    look();
    EXPECT_EQ(total("active"), std::nullopt) << "one look is no interval";
    pass();
    pass();
    EXPECT_EQ(total("active"), 20);
    EXPECT_EQ(total("busy"), 4);
    EXPECT_EQ(total("transmit"), 2);
    EXPECT_EQ(total("receive"), 1);
    EXPECT_EQ(total("own_receive"), 0.5);
    EXPECT_EQ(total("foreign"), 1.5);
    EXPECT_EQ(total("non_wifi"), 1);
    EXPECT_EQ(series_of(written(), "magpie_wifi_discarded_total"), 0U);
}

TEST_F(RadioSamplerTest, WhatIsNotBelievableIsCountedAndInNoTotal) {
    look();
    pass();
    pass(40000);
    EXPECT_EQ(discarded("too_much_time"), 1);
    EXPECT_EQ(total("active"), 10);
}

TEST_F(RadioSamplerTest, ATotalStaysWhenTheRadioMovesToAnotherBand) {
    look();
    pass();
    radio_.channel = netlink::WorkingChannel{2412, 0, 20, 2412};
    radio_.survey->mhz = 2412;
    pass();
    pass();
    EXPECT_EQ(total("active", "5GHz"), 10);
    EXPECT_EQ(total("active", "2.4GHz"), 10);
    EXPECT_EQ(discarded("channel_changed"), 1);
}

TEST_F(RadioSamplerTest, AScanSpoilsWhatItTouches) {
    look();
    sampler_.disturb(0);
    sampler_.disturb(7);  // nobody
    pass();
    pass();
    pass();
    EXPECT_EQ(discarded("disturbed"), 2);
    EXPECT_EQ(total("active"), 10);
}

TEST_F(RadioSamplerTest, ARadioWhoseCountersStandStillHangs) {
    look();
    pass();
    pass(0);
    pass(0);
    EXPECT_EQ(value_of(written(), "magpie_wifi_radio_hung", {"phy0"}), 0);
    pass(0);
    EXPECT_EQ(value_of(written(), "magpie_wifi_radio_hung", {"phy0"}), 1);
    EXPECT_EQ(discarded("frozen"), 3);
    pass();
    EXPECT_EQ(value_of(written(), "magpie_wifi_radio_hung", {"phy0"}), 0);
}

TEST_F(RadioSamplerTest, ARadioThatServesNobodyCannotHang) {
    radio_.serves = false;
    look();
    for (int i = 0; i < 5; ++i) {
        pass(0);
    }
    EXPECT_EQ(value_of(written(), "magpie_wifi_radio_hung", {"phy0"}), std::nullopt);
}

TEST_F(RadioSamplerTest, ARadioThatHasGoneIsToldOfNoMore) {
    look();
    pass();
    sampler_.look({}, now_);
    EXPECT_TRUE(written().all().empty());
}

TEST_F(RadioSamplerTest, ADriversQuirksCount) {
    radio_.driver = "ath11k_pci";  // its receive time is that of the own network
    look();
    pass();
    EXPECT_EQ(total("own_receive"), 0.5);
    EXPECT_EQ(total("receive"), std::nullopt);
    EXPECT_EQ(total("non_wifi"), std::nullopt);
}

TEST_F(RadioSamplerTest, HowBusyTheLastIntervalWasIsKnownWhereItIsBelieved) {
    EXPECT_EQ(sampler_.busy(0), std::nullopt);
    look();
    EXPECT_EQ(sampler_.busy(0), std::nullopt) << "nothing to compare with";
    pass();
    EXPECT_EQ(sampler_.busy(0), 0.2);
    sampler_.disturb(0);
    pass();
    EXPECT_EQ(sampler_.busy(0), std::nullopt);
    pass();
    pass();
    EXPECT_EQ(sampler_.busy(0), 0.2);
    radio_.survey.reset();
    look();
    EXPECT_EQ(sampler_.busy(0), std::nullopt);
}

}  // namespace
}  // namespace magpie::agent
