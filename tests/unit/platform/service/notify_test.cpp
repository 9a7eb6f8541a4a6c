#include "platform/service/notify.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "tests/unit/platform/service/service_manager.hpp"

namespace magpie::service {
namespace {

using namespace std::chrono_literals;

class NotifyTest : public testing::Test {
  protected:
    void SetUp() override {
        char name[] = "/tmp/magpie-notify-XXXXXX";
        directory_ = ::mkdtemp(name);
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    std::string directory_;
};

TEST_F(NotifyTest, EachWordIsADatagram) {
    const ServiceManager manager(directory_ + "/notify");
    Notify notify(manager.address());
    EXPECT_TRUE(notify.has_listener());
    EXPECT_TRUE(notify.ready());
    EXPECT_TRUE(notify.status("connected to the broker"));
    EXPECT_TRUE(notify.watchdog());
    EXPECT_TRUE(notify.stopping());
    EXPECT_EQ(manager.hears(), "READY=1");
    EXPECT_EQ(manager.hears(), "STATUS=connected to the broker");
    EXPECT_EQ(manager.hears(), "WATCHDOG=1");
    EXPECT_EQ(manager.hears(), "STOPPING=1");
    EXPECT_EQ(manager.hears(), "");
}

TEST_F(NotifyTest, ReachesAnAbstractName) {
    const ServiceManager manager("");
    ASSERT_EQ(manager.address()[0], '@');
    Notify notify(manager.address());
    EXPECT_TRUE(notify.ready());
    EXPECT_EQ(manager.hears(), "READY=1");
}

TEST_F(NotifyTest, AStatusIsOneLineWhateverItHolds) {
    const ServiceManager manager(directory_ + "/notify");
    Notify notify(manager.address());
    EXPECT_TRUE(notify.status("refused: \nREADY=1\nMAINPID=1"));
    EXPECT_EQ(manager.hears(), "STATUS=refused: \\x0aREADY=1\\x0aMAINPID=1");
}

TEST_F(NotifyTest, WithoutAManagerNothingIsLost) {
    for (const char* address : {static_cast<const char*>(nullptr), "", "/", "@", "notify", "vsock:2:1234"}) {
        Notify nobody(address);
        EXPECT_FALSE(nobody.has_listener());
        EXPECT_TRUE(nobody.ready());
    }
}

TEST_F(NotifyTest, AnAddressThatIsTooLongIsNone) {
    Notify nobody(("/" + std::string(sizeof(sockaddr_un::sun_path), 'a')).c_str());
    EXPECT_FALSE(nobody.has_listener());
}

TEST_F(NotifyTest, AWordToAManagerThatIsGoneIsLostAndTheNextOneArrives) {
    auto manager = std::make_optional<ServiceManager>(directory_ + "/notify");
    Notify notify(manager->address());
    manager.reset();
    std::filesystem::remove(directory_ + "/notify");
    EXPECT_FALSE(notify.watchdog());
    manager.emplace(directory_ + "/notify");
    EXPECT_TRUE(notify.watchdog());
    EXPECT_EQ(manager->hears(), "WATCHDOG=1");
}

TEST_F(NotifyTest, AManagerThatDoesNotReadIsNotWaitedFor) {
    const ServiceManager manager(directory_ + "/notify");
    Notify notify(manager.address());
    int taken = 0;
    while (notify.watchdog()) {
        ASSERT_LT(++taken, 1'000'000);
    }
    EXPECT_GT(taken, 0);
}

TEST(WatchdogInterval, IsWhatTheManagerSays) {
    EXPECT_EQ(watchdog_interval({.watchdog_usec = "60000000"}, 7), 60s);
    EXPECT_EQ(watchdog_interval({.watchdog_usec = "60000000", .watchdog_pid = "7"}, 7), 60s);
}

TEST(WatchdogInterval, IsNoneForAnotherProcess) {
    EXPECT_EQ(watchdog_interval({.watchdog_usec = "60000000", .watchdog_pid = "8"}, 7), std::nullopt);
    EXPECT_EQ(watchdog_interval({.watchdog_usec = "60000000", .watchdog_pid = ""}, 7), std::nullopt);
}

TEST(WatchdogInterval, IsNoneWhereNobodyWatches) {
    EXPECT_EQ(watchdog_interval({}, 7), std::nullopt);
    EXPECT_EQ(watchdog_interval({.watchdog_pid = "7"}, 7), std::nullopt);
    for (const char* number : {"", "0", "-1", "60s", " 1", "99999999999999999999"}) {
        EXPECT_EQ(watchdog_interval({.watchdog_usec = number}, 7), std::nullopt) << number;
    }
}

}  // namespace
}  // namespace magpie::service
