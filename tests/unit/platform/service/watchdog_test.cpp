#include "platform/service/watchdog.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/platform/service/service_manager.hpp"

namespace magpie::service {
namespace {

using namespace std::chrono_literals;

class WatchdogTest : public testing::Test {
  protected:
    [[nodiscard]] static Now at(Milliseconds since_start) { return {.mono = Monotonic() + since_start}; }
    [[nodiscard]] std::string said() const { return lines_.str(); }

    ServiceManager manager_{""};
    Notify notify_{manager_.address()};
    std::ostringstream lines_;
    log::Log log_{lines_, log::Style::journal, log::Level::info};
    Watchdog watchdog_{notify_, {.watchdog_usec = "8000000"}, log_};
};

TEST_F(WatchdogTest, AWordIsDueFourTimesAnInterval) {
    EXPECT_EQ(watchdog_.every(), 2s);
    EXPECT_TRUE(watchdog_.due(at(0s)));
    watchdog_.tell("", at(0s));
    EXPECT_FALSE(watchdog_.due(at(1999ms)));
    EXPECT_TRUE(watchdog_.due(at(2s)));
    EXPECT_EQ(manager_.hears(), "WATCHDOG=1");
    EXPECT_EQ(manager_.hears(), "");
    EXPECT_EQ(said(), "");
}

TEST_F(WatchdogTest, WhatStandsStillIsSaidOnceAndTheManagerHearsNothing) {
    watchdog_.tell("no report is committed", at(0s));
    const auto first = said();
    EXPECT_NE(first.find("stands still; the service manager will restart it reason=\"no report is committed\""),
              std::string::npos)
        << first;
    EXPECT_TRUE(watchdog_.due(at(0s)));
    watchdog_.tell("no report is committed", at(1s));
    EXPECT_EQ(said(), first);
    watchdog_.tell("the session does not try to connect", at(2s));
    EXPECT_NE(said(), first);
    EXPECT_EQ(manager_.hears(), "");
}

TEST_F(WatchdogTest, WhatStandsStillAgainIsSaidAgain) {
    watchdog_.tell("no report is committed", at(0s));
    const auto first = said().size();
    watchdog_.tell("", at(1s));
    EXPECT_EQ(manager_.hears(), "WATCHDOG=1");
    watchdog_.tell("no report is committed", at(2s));
    EXPECT_EQ(said().size(), 2 * first);
}

TEST_F(WatchdogTest, NoWordIsDueWhereNobodyWatches) {
    const Watchdog nobody(notify_, {}, log_);
    EXPECT_EQ(nobody.every(), std::nullopt);
    EXPECT_FALSE(nobody.due(at(1h)));
}

}  // namespace
}  // namespace magpie::service
