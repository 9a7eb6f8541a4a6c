#include "agent/sources/capture/listened_interfaces.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;

Readings read(const ListenedInterfaces& interfaces) {
    Readings readings;
    interfaces.write(readings);
    return readings;
}

TEST(ListenedInterfaces, TellsWhatWasTakenLostAndNotRead) {
    ListenedInterfaces interfaces;
    capture::Interface monitor{.name = capture::text32("mon0"), .frames = 100, .kernel_drops = 3};
    monitor.bad[static_cast<std::size_t>(capture::BadFrame::bad_fcs)] = 7;
    EXPECT_TRUE(interfaces.hear(monitor));
    const auto readings = read(interfaces);
    EXPECT_EQ(value_of(readings, "magpie_node_capture_frames_total", {"mon0"}), 100);
    EXPECT_EQ(value_of(readings, "magpie_node_capture_dropped_total", {"mon0"}), 3);
    EXPECT_EQ(value_of(readings, "magpie_node_capture_bad_frames_total", {"mon0", "bad_fcs"}), 7);
    EXPECT_EQ(readings.all().size(), 3U) << "reasons that were not are no series";
}

TEST(ListenedInterfaces, ACaptureThatBeginsAnewAddsToWhatWas) {
    ListenedInterfaces interfaces;
    EXPECT_TRUE(interfaces.hear({.name = capture::text32("mon0"), .frames = 100}));
    EXPECT_TRUE(interfaces.hear({.name = capture::text32("mon0"), .frames = 5}));
    EXPECT_EQ(value_of(read(interfaces), "magpie_node_capture_frames_total", {"mon0"}), 105);
}

TEST(ListenedInterfaces, AreSixteenAtMostAndHaveNames) {
    ListenedInterfaces interfaces;
    EXPECT_FALSE(interfaces.hear({}));
    for (int number = 0; number < 100; ++number) {
        EXPECT_EQ(interfaces.hear({.name = capture::text32("mon" + std::to_string(number))}), number < 16);
    }
    EXPECT_TRUE(interfaces.hear({.name = capture::text32("mon3"), .frames = 1}));
    EXPECT_EQ(series_of(read(interfaces), "magpie_node_capture_frames_total"), 16U);
}

}  // namespace
}  // namespace magpie::agent
