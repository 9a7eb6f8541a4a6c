#include "agent/capture/app/loop.hpp"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fakes/agent_peer.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_packets.hpp"
#include "tests/fakes/packets.hpp"

namespace magpie::agent {
namespace {

std::string made_directory() {
    std::string name = testing::TempDir() + "capture.XXXXXX";
    return ::mkdtemp(name.data());
}

/// A capture of one interface of clients; each read of it takes 400 ms, until `turns_` are over and the signal comes.
class CaptureLoop : public testing::Test {
  protected:
    CaptureLoop() {
        listening_.add_client("wlan0", "net", {}, std::make_unique<fakes::FakePacketSource>(packets_));
        packets_.frames_arrive(1);
        packets_.at_each_read([this] { turn(); });
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    [[nodiscard]] std::string path() const { return directory_ + "/capture.sock"; }

    void turn(Milliseconds lasts = std::chrono::milliseconds(400)) {
        clock_.advance(lasts);
        if (--turns_ == 0) {
            (void)::eventfd_write(stop_.descriptor(), 1);
        }
        packets_.frames_arrive(4096 - packets_.waiting());
    }

    void run(const std::vector<std::string>& missing = {}) {
        run_capture(listening_, *socket_, stop_, missing, clock_, log_);
    }

    std::string directory_ = made_directory();
    fakes::FakePackets packets_{LinkType::ethernet};
    Listening listening_;
    tl::expected<AgentSocket, std::string> socket_ = AgentSocket::listen(path());
    files::File stop_{::eventfd(0, EFD_CLOEXEC)};
    fakes::FakeClock clock_;
    std::ostringstream out_;
    log::Log log_{out_, log::Style::plain, log::Level::debug};
    int turns_ = 10;
};

std::vector<capture::Interface> interfaces_of(const std::vector<capture::Record>& records) {
    std::vector<capture::Interface> all;
    for (const auto& record : records) {
        if (const auto* interface = std::get_if<capture::Interface>(&record)) {
            all.push_back(*interface);
        }
    }
    return all;
}

TEST_F(CaptureLoop, TellsTheAgentEachSecondOfEachInterface) {
    fakes::AgentPeer agent(path());
    run();
    const auto heard = agent.hears();
    ASSERT_FALSE(heard.empty());
    EXPECT_EQ(heard.front(), capture::Record(capture::Hello{}));
    const auto told = interfaces_of(heard);
    ASSERT_EQ(told.size(), 4) << "of ten turns";
    EXPECT_EQ(capture::view(told[0].name), "wlan0");
    EXPECT_EQ(told[0].kind, capture::InterfaceKind::client);
    EXPECT_EQ(told[0].frames, 3 * 4096);
    EXPECT_GT(told[3].frames, told[2].frames);
}

TEST_F(CaptureLoop, TellsOfASilentDhcpServerBeforeTheSecondIsOver) {
    namespace packets = fakes::packets;
    fakes::AgentPeer agent(path());
    const MacAddress phone{{0x02, 0, 0, 0, 0, 1}};
    const auto discover = packets::dhcp({.type = DhcpType::discover, .client = phone, .transaction = 1});
    packets_.frame_arrives(packets::ethernet(phone, packets::everybody,
                                             packets::ipv4({.from = {0, 0, 0, 0}, .to = {255, 255, 255, 255}},
                                                           packets::udp(68, 67, discover))),
                           clock_.now().wall + std::chrono::milliseconds(100));
    packets_.at_each_read([this] { turn(std::chrono::milliseconds(100)); });
    turns_ = 12;
    run();
    std::vector<std::uint64_t> silence_us;
    for (const auto& record : agent.hears()) {
        if (const auto* network = std::get_if<capture::ClientNetwork>(&record)) {
            silence_us.push_back(network->dhcp_silence_us);
        }
    }
    EXPECT_EQ(silence_us, (std::vector<std::uint64_t>{500'000, 900'000})) << "after half a second, and with the second";
}

TEST_F(CaptureLoop, TellsWhatTheKernelHasDropped) {
    fakes::AgentPeer agent(path());
    packets_.kernel_drops(7);
    run();
    const auto told = interfaces_of(agent.hears());
    ASSERT_FALSE(told.empty());
    EXPECT_EQ(told.back().kernel_drops, 7);
}

TEST_F(CaptureLoop, EndsWhenItIsToldTo) {
    turns_ = 1;
    run();
    EXPECT_EQ(out_.str(), "");
}

TEST_F(CaptureLoop, EndsWhenAnInterfaceIsGone) {
    packets_.at_each_read([this] { packets_.interface_goes(); });
    run();
    EXPECT_NE(out_.str().find("an interface is gone; ends, to wait for it interface=wlan0"), std::string::npos);
}

TEST_F(CaptureLoop, GoesOnWithoutAnInterfaceThatStaysAway) {
    turns_ = 4;
    run({"no-such-one"});
    EXPECT_EQ(out_.str(), "");
}

TEST_F(CaptureLoop, DoesNotBeginAnewForOneThatWasThereAndCouldNotBeOpened) {
    turns_ = 4;
    run({"lo"});
    EXPECT_EQ(out_.str(), "");
}

TEST_F(CaptureLoop, SaysOfAFloodOfStrangersNoMoreThanAFewLines) {
    std::vector<fakes::AgentPeer> strangers;
    packets_.at_each_read([&] {
        strangers.emplace_back(path()).sends(std::vector<std::byte>(3));
        turn();
    });
    turns_ = 100;
    run();
    const auto said = out_.str();
    EXPECT_LT(std::ranges::count(said, '\n'), 130) << said;
    EXPECT_NE(said.find("an agent is put off reason=\"no record\""), std::string::npos);
}

}  // namespace
}  // namespace magpie::agent
