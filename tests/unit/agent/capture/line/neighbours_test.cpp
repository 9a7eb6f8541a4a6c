#include "agent/capture/line/neighbours.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include "tests/fakes/lldp_frames.hpp"

namespace magpie::agent {
namespace {

using fakes::LldpFrame;
using std::chrono::seconds;

class LineNeighboursTest : public testing::Test {
  protected:
    LineNeighboursTest() { neighbours_.add_line("eth0"); }

    void hears(const LldpFrame& frame, int second, std::size_t missing = 0) {
        const auto& bytes = frame.bytes();
        neighbours_.packet(0, {.bytes = bytes, .length = bytes.size() + missing, .at = CaptureTime(seconds(second))});
    }
    std::vector<capture::LineNeighbour> told(int second) {
        std::vector<capture::Record> records;
        neighbours_.tick(CaptureTime(seconds(second)), records);
        std::vector<capture::LineNeighbour> all;
        for (const auto& record : records) {
            all.push_back(std::get<capture::LineNeighbour>(record));
        }
        return all;
    }
    static LldpFrame frame(int chassis, int lives) {
        LldpFrame made;
        return made.chassis_mac(chassis).port_name("1").lives(lives);
    }

    LineNeighbours neighbours_;
};

TEST_F(LineNeighboursTest, WhoSaysWhatHeIsIsTold) {
    EXPECT_TRUE(told(0).empty());
    hears(fakes::whole_lldp_frame(), 10);
    const auto all = told(11);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(capture::view(all[0].interface), "eth0");
    EXPECT_EQ(capture::view(all[0].chassis), "02:00:00:00:00:01");
    EXPECT_EQ(capture::view(all[0].port), "Gi1/0/12");
    EXPECT_EQ(capture::view(all[0].system), "sw-mapo-1");
    EXPECT_EQ(capture::view(all[0].port_description), "pole 12, street");
    EXPECT_EQ(capture::view(all[0].address), "10.88.0.1");
    EXPECT_EQ(all[0].vlan, 77);
    EXPECT_EQ(all[0].has_poe, 1);
    EXPECT_EQ(all[0].poe_tenths, 180);
}

TEST_F(LineNeighboursTest, HisWordHoldsAsLongAsHeSays) {
    hears(frame(1, 20), 10);
    EXPECT_EQ(told(29).size(), 1U);
    EXPECT_TRUE(told(30).empty());
}

TEST_F(LineNeighboursTest, WhoSaysGoodbyeIsGone) {
    hears(frame(1, 120), 10);
    hears(frame(1, 0), 20);
    EXPECT_TRUE(told(20).empty());
}

TEST_F(LineNeighboursTest, OfTwoTheFirstIsToldAsLongAsHeSpeaks) {
    hears(frame(1, 20), 10);
    hears(frame(2, 20), 11);
    EXPECT_EQ(capture::view(told(12)[0].chassis), "02:00:00:00:00:01");
    hears(frame(2, 20), 31);
    EXPECT_EQ(capture::view(told(32)[0].chassis), "02:00:00:00:00:02");
}

TEST_F(LineNeighboursTest, ALongNameEndsWithAWholeCharacter) {
    auto made = frame(1, 120);
    std::string name(63, 'x');
    made.part(5, {}, name + "\xea\xb0\x80");
    hears(made, 1);
    EXPECT_EQ(capture::view(told(1)[0].system), name);
}

TEST_F(LineNeighboursTest, WhatCannotBeReadIsCounted) {
    hears(LldpFrame().ends(), 1);
    EXPECT_TRUE(told(1).empty());
    EXPECT_EQ(neighbours_.frames(0), 1U);
    EXPECT_EQ(neighbours_.bad(0)[static_cast<std::size_t>(capture::BadFrame::lldp)], 1U);
}

TEST_F(LineNeighboursTest, AFrameThatIsCutIsReadAsFarAsItGoes) {
    auto made = frame(1, 120);
    hears(made.part(5, {}, "sw-1").add({8, 100, 'x'}), 1, 99);
    EXPECT_EQ(capture::view(told(1)[0].system), "sw-1");
}

}  // namespace
}  // namespace magpie::agent
