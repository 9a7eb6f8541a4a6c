#include "agent/capture/app/opening.hpp"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_packets.hpp"

namespace magpie::agent {
namespace {

/// A board whose interfaces come one by one.
class OpeningTest : public testing::Test {
  protected:
    OpeningTest() {
        config_.air_interface = "mon0";
        config_.clients = {{"wlan0", "net"}};
    }

    void comes(const std::string& interface) { there_.emplace(interface, LinkType::ethernet); }

    Opening make() {
        return {config_,
                [this](const std::string& interface,
                       capture::InterfaceKind wanted) -> tl::expected<std::unique_ptr<PacketSource>, std::string> {
                    wanted_[interface] = wanted;
                    const auto found = there_.find(interface);
                    if (found == there_.end()) {
                        return tl::unexpected(interface + ": " + problem_);
                    }
                    return std::make_unique<fakes::FakePacketSource>(found->second);
                },
                log_};
    }

    /// How often a line was said.
    std::size_t said(const std::string& what) {
        std::size_t count = 0;
        const auto all = out_.str();
        for (auto at = all.find(what); at != std::string::npos; at = all.find(what, at + 1)) {
            ++count;
        }
        return count;
    }

    ServiceConfig config_;
    std::string problem_ = "no such device";
    std::map<std::string, fakes::FakePackets> there_;
    std::map<std::string, capture::InterfaceKind> wanted_;
    std::ostringstream out_;
    log::Log log_{out_, log::Style::plain, log::Level::debug};
    fakes::FakeClock clock_;
};

TEST_F(OpeningTest, IsDoneAtOnceWhereAllIsThere) {
    comes("mon0");
    comes("wlan0");
    auto opening = make();
    EXPECT_TRUE(opening.attempt(clock_.now()));
    EXPECT_EQ(wanted_["mon0"], capture::InterfaceKind::air);
    EXPECT_EQ(wanted_["wlan0"], capture::InterfaceKind::client);
    EXPECT_EQ(opening.interfaces()[0].client, nullptr);
    EXPECT_EQ(opening.interfaces()[1].client->ssid, "net");
}

TEST_F(OpeningTest, WaitsLongerEachTimeUpToAMinute) {
    auto opening = make();
    for (const int seconds : {1, 2, 4, 8, 16, 32, 60, 60}) {
        const auto now = clock_.now();
        EXPECT_FALSE(opening.attempt(now));
        EXPECT_EQ(opening.next() - now.mono, std::chrono::seconds(seconds));
        clock_.advance(std::chrono::seconds(seconds));
    }
}

TEST_F(OpeningTest, SaysEachReasonOnce) {
    auto opening = make();
    (void)opening.attempt(clock_.now());
    (void)opening.attempt(clock_.now());
    EXPECT_EQ(said("wlan0: no such device"), 1);
    problem_ = "not up";
    (void)opening.attempt(clock_.now());
    (void)opening.attempt(clock_.now());
    EXPECT_EQ(said("wlan0: not up"), 1);
    comes("wlan0");
    (void)opening.attempt(clock_.now());
    EXPECT_EQ(said("listens"), 0);
    comes("mon0");
    EXPECT_TRUE(opening.attempt(clock_.now()));
    EXPECT_EQ(said("listens interface=wlan0"), 1);
    EXPECT_EQ(said("listens interface=mon0"), 1);
}

TEST_F(OpeningTest, KeepsNothingOpenThatNobodyReads) {
    comes("wlan0");
    auto opening = make();
    EXPECT_FALSE(opening.attempt(clock_.now()));
    EXPECT_EQ(opening.interfaces()[1].source, nullptr);
}

TEST_F(OpeningTest, BeginsWithoutAnInterfaceThatStaysAway) {
    comes("wlan0");
    auto opening = make();
    EXPECT_FALSE(opening.attempt(clock_.now()));
    clock_.advance(std::chrono::seconds(9));
    EXPECT_FALSE(opening.attempt(clock_.now()));
    clock_.advance(std::chrono::seconds(1));
    EXPECT_TRUE(opening.attempt(clock_.now()));
    EXPECT_EQ(opening.interfaces()[0].source, nullptr);
    EXPECT_NE(opening.interfaces()[1].source, nullptr);
}

TEST_F(OpeningTest, DoesNotBeginWithNothing) {
    auto opening = make();
    EXPECT_FALSE(opening.attempt(clock_.now()));
    clock_.advance(std::chrono::hours(1));
    EXPECT_FALSE(opening.attempt(clock_.now()));
}

}  // namespace
}  // namespace magpie::agent
