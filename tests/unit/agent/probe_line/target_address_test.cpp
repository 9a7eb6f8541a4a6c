#include "agent/probe_line/target_address.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/asio/executor_work_guard.hpp>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

class TargetAddressTest : public testing::Test {
  protected:
    TargetAddressTest() {
        std::filesystem::create_directories(proc + "/net");
        std::ofstream(proc + "/net/route") << "Iface\n";
        std::ofstream(proc + "/net/ipv6_route") << "";
    }
    ~TargetAddressTest() override { std::filesystem::remove_all(proc); }
    TargetAddressTest(const TargetAddressTest&) = delete;
    TargetAddressTest& operator=(const TargetAddressTest&) = delete;

    std::string of(const std::string& host, AddressFamily family = AddressFamily::any) {
        TargetAddress address(loop, lookups, host, family, proc);
        const auto found = address.now(clock.now());
        return found ? found->to_string() : "none";
    }

    // One of each: tests run side by side.
    std::string proc = testing::TempDir() + "magpie_target_address." + std::to_string(::getpid());
    boost::asio::io_context loop{1};
    Lookups lookups;
    fakes::FakeClock clock;
};

TEST_F(TargetAddressTest, OfAnAddressIsItself) {
    EXPECT_EQ(of("10.0.0.1"), "10.0.0.1");
    EXPECT_EQ(of("2001:db8::1", AddressFamily::v6), "2001:db8::1");
    EXPECT_EQ(of("10.0.0.1", AddressFamily::v6), "none");
}

TEST_F(TargetAddressTest, OfTheGatewayIsWhatTheKernelSaysNow) {
    TargetAddress address(loop, lookups, "gateway", AddressFamily::any, proc);
    EXPECT_FALSE(address.now(clock.now()));
    EXPECT_FALSE(address.is_pending(clock.now()));
    std::ofstream(proc + "/net/route") << "eth0\t00000000\t0100580A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
    EXPECT_EQ(address.now(clock.now())->to_string(), "10.88.0.1");
    std::ofstream(proc + "/net/route") << "eth0\t00000000\t0200580A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
    EXPECT_EQ(address.now(clock.now())->to_string(), "10.88.0.2");
    EXPECT_EQ(of("gateway", AddressFamily::v6), "none");
}

TEST_F(TargetAddressTest, OfANameIsPendingUntilItWasLookedUp) {
    TargetAddress address(loop, lookups, "localhost", AddressFamily::v4, proc);
    EXPECT_FALSE(address.now(clock.now()));
    EXPECT_TRUE(address.is_pending(clock.now()));
    const auto work = boost::asio::make_work_guard(loop);
    while (address.is_pending(clock.now())) {
        ASSERT_GT(loop.run_one_for(std::chrono::seconds(10)), 0U);
    }
    EXPECT_EQ(address.now(clock.now())->to_string(), "127.0.0.1");
}

TEST_F(TargetAddressTest, OfManyNamesAFewAreLookedUpAtATime) {
    lookups.under_way = Lookups::most;
    TargetAddress address(loop, lookups, "localhost", AddressFamily::v4, proc);
    EXPECT_FALSE(address.now(clock.now()));
    EXPECT_TRUE(address.is_pending(clock.now())) << "its turn is to come";
    lookups.under_way = 0;
    (void)address.now(clock.now());
    EXPECT_EQ(lookups.under_way, 1U);
}

TEST_F(TargetAddressTest, ANameServerThatIsSilentIsNotWaitedForLong) {
    TargetAddress address(loop, lookups, "localhost", AddressFamily::v4, proc);
    (void)address.now(clock.now());
    clock.advance(std::chrono::seconds(6));
    EXPECT_FALSE(address.is_pending(clock.now()));
}

}  // namespace
}  // namespace magpie::agent
