#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>

#include <fmt/format.h>

#include "agent/report/readings.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fleet/pole_model.hpp"
#include "wire/catalogue/names.hpp"

namespace magpie::fleet {

using Values = std::map<std::string, double>;

/// What was read, by the path on the wire, and info by its labels as well.
inline Values by_path(const agent::Readings& readings) {
    Values values;
    for (const auto& reading : readings.all()) {
        const auto& metric = catalogue::all[reading.metric];
        auto path = catalogue::wire_path(metric, reading.labels, reading.part);
        if (metric.kind == catalogue::Kind::info) {
            path += fmt::format(" {}", fmt::join(reading.labels, " "));
        }
        EXPECT_TRUE(values.emplace(path, reading.value).second) << path;
    }
    return values;
}

/// A city at six in the evening, looked at every ten seconds.
class Evening : public ::testing::Test {
  protected:
    Evening() { clock.advance(std::chrono::hours(9)); }  // from midnight UTC to 18:00 in Seoul

    agent::Readings read(PoleModel& pole) {
        clock.advance(std::chrono::seconds(10));
        agent::Readings readings;
        pole.sample(readings, clock.now());
        return readings;
    }
    Values look(PoleModel& pole) { return by_path(read(pole)); }
    Values look(PoleModel& pole, int times) {
        while (--times > 0) {
            (void)read(pole);
        }
        return look(pole);
    }

    fakes::FakeClock clock;
    City city{4, 50};
};

}  // namespace magpie::fleet
