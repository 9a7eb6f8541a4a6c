#include "agent/hostapd/monitor.hpp"

#include <poll.h>

#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/fake_hostapd.hpp"

namespace magpie::agent::hostapd {
namespace {

using fakes::FakeHostapd;
using Words = std::vector<std::string>;
using Errors = std::vector<int>;

constexpr auto deauthentication = "<2>deauthentication: STA=02:00:00:00:01:00 reason_code=3";

class MonitorTest : public testing::Test {
  protected:
    [[nodiscard]] bool is_readable() const {
        pollfd wanted{.fd = monitor_.descriptor(), .events = POLLIN, .revents = 0};
        return ::poll(&wanted, 1, 0) == 1;
    }

    fakes::HostapdDirectory directory_;
    Monitor monitor_{directory_.path()};
};

TEST_F(MonitorTest, AttachesAndAsksForReasons) {
    FakeHostapd hostapd(directory_, "wlan0");
    EXPECT_TRUE(monitor_.refresh().empty());
    EXPECT_EQ(hostapd.commands(), (Words{"ATTACH", "LEVEL 2"}));
    EXPECT_TRUE(monitor_.refresh().empty());
    EXPECT_TRUE(hostapd.commands().empty());
    EXPECT_EQ(monitor_.attached(), 1U);
}

TEST_F(MonitorTest, HearsFromEachInterface) {
    FakeHostapd one(directory_, "wlan0");
    FakeHostapd other(directory_, "wlan1");
    (void)monitor_.refresh();
    (void)one.commands();
    (void)other.commands();
    EXPECT_FALSE(is_readable());
    one.tells("OK\n");
    other.tells(deauthentication);
    EXPECT_TRUE(is_readable());
    const auto heard = monitor_.read();
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].interface, "wlan1");
    EXPECT_EQ(heard[0].event.reason, 3);
    EXPECT_FALSE(is_readable());
}

TEST_F(MonitorTest, AnotherHostapdIsAttachedToAnew) {
    std::optional<FakeHostapd> hostapd;
    hostapd.emplace(directory_, "wlan0");
    (void)monitor_.refresh();
    hostapd.reset();
    hostapd.emplace(directory_, "wlan0");
    EXPECT_TRUE(monitor_.refresh().empty());
    EXPECT_EQ(hostapd->commands(), (Words{"ATTACH", "LEVEL 2"}));
    hostapd->tells(deauthentication);
    EXPECT_EQ(monitor_.read().size(), 1U);
}

TEST_F(MonitorTest, OneThatHasGoneIsLetGo) {
    {
        const FakeHostapd hostapd(directory_, "wlan0");
        (void)monitor_.refresh();
    }
    EXPECT_TRUE(monitor_.refresh().empty());
    EXPECT_EQ(monitor_.attached(), 0U);
}

TEST_F(MonitorTest, SocketLeftBehindIsAnErrorEachTime) {
    FakeHostapd hostapd(directory_, "wlan0");
    hostapd.is_killed();
    EXPECT_EQ(monitor_.refresh(), (Errors{ECONNREFUSED}));
    EXPECT_EQ(monitor_.refresh(), (Errors{ECONNREFUSED}));
}

TEST_F(MonitorTest, WithoutHostapdThereIsNothingToSay) {
    std::ofstream(directory_.path() + "/wlan0") << "no socket";
    EXPECT_TRUE(monitor_.refresh().empty());
    Monitor nowhere(directory_.path() + "/none");
    EXPECT_TRUE(nowhere.refresh().empty());
    EXPECT_TRUE(nowhere.read().empty());
}

TEST_F(MonitorTest, SaysGoodbye) {
    FakeHostapd hostapd(directory_, "wlan0");
    {
        Monitor leaving(directory_.path());
        (void)leaving.refresh();
        (void)hostapd.commands();
    }
    EXPECT_EQ(hostapd.commands(), (Words{"DETACH"}));
}

}  // namespace
}  // namespace magpie::agent::hostapd
