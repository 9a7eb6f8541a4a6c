#include "agent/capture/app/listening.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <variant>
#include <vector>

#include "tests/fakes/fake_packets.hpp"
#include "tests/fakes/lldp_frames.hpp"
#include "tests/fakes/packets.hpp"

namespace magpie::agent {
namespace {

std::vector<std::byte> bytes_of(std::initializer_list<int> values) {
    std::vector<std::byte> bytes;
    for (const int value : values) {
        bytes.push_back(static_cast<std::byte>(value));
    }
    return bytes;
}

constexpr MacAddress access_point{{2, 0, 0, 0, 0, 1}};

/// The first of a TCP connection, from 10.0.0.1.
std::vector<std::byte> syn() {
    return bytes_of({2, 0,  0, 0, 0,  9, 6, 0, 0,  0, 0,    7,    0x08, 0,    0x45, 0, 0, 40,
                     0, 1,  0, 0, 64, 6, 0, 0, 10, 0, 0,    1,    10,   0,    0,    2, 1, 0,
                     0, 80, 0, 0, 0,  1, 0, 0, 0,  0, 0x50, 0x02, 0xff, 0xff, 0,    0, 0, 0});
}

/// An authentication frame of one to the other, behind the shortest radiotap header.
std::vector<std::byte> authentication(const MacAddress& to, const MacAddress& from, int transaction) {
    auto bytes = bytes_of({0, 0, 8, 0, 0, 0, 0, 0, 0xb0, 0, 0, 0});
    for (const auto& address : {to, from, access_point}) {
        for (const auto byte : address.bytes) {
            bytes.push_back(std::byte{byte});
        }
    }
    const auto body = bytes_of({0, 0, 0, 0, transaction, 0, 0, 0});
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

std::vector<capture::StageTotals> stages_of(const std::vector<capture::Record>& records) {
    std::vector<capture::StageTotals> all;
    for (const auto& record : records) {
        if (const auto* totals = std::get_if<capture::StageTotals>(&record)) {
            all.push_back(*totals);
        }
    }
    return all;
}

class ListeningTest : public testing::Test {
  protected:
    ListeningTest() {
        listening_.add_air("mon0", std::make_unique<fakes::FakePacketSource>(air_));
        listening_.add_client("wlan0", "one", access_point, std::make_unique<fakes::FakePacketSource>(one_));
        listening_.add_client("wlan1", "two", {}, std::make_unique<fakes::FakePacketSource>(two_));
    }

    std::vector<capture::Interface> told() {
        std::vector<capture::Record> records;
        listening_.tick({}, records);
        std::vector<capture::Interface> all;
        for (const auto& record : records) {
            if (const auto* interface = std::get_if<capture::Interface>(&record)) {
                all.push_back(*interface);
            }
        }
        return all;
    }

    fakes::FakePackets air_{LinkType::radiotap};
    fakes::FakePackets one_{LinkType::ethernet};
    fakes::FakePackets two_{LinkType::ethernet};
    Listening listening_;
};

TEST_F(ListeningTest, CountsFramesByInterface) {
    air_.frames_arrive(1);
    one_.frames_arrive(2);
    two_.frames_arrive(3);
    EXPECT_FALSE(listening_.read(10));
    const auto all = told();
    ASSERT_EQ(all.size(), 3);
    EXPECT_EQ(capture::view(all[0].name), "mon0");
    EXPECT_EQ(all[0].kind, capture::InterfaceKind::air);
    EXPECT_EQ(all[0].frames, 1);
    EXPECT_EQ(all[1].frames, 2);
    EXPECT_EQ(capture::view(all[2].name), "wlan1");
    EXPECT_EQ(all[2].kind, capture::InterfaceKind::client);
    EXPECT_EQ(all[2].frames, 3);
}

TEST_F(ListeningTest, ALineTellsWhoIsAtItsOtherEnd) {
    fakes::FakePackets line{LinkType::ethernet};
    listening_.add_line("eth0", std::make_unique<fakes::FakePacketSource>(line));
    line.frame_arrives(fakes::whole_lldp_frame().bytes());
    listening_.read(10);
    EXPECT_EQ(told().back().kind, capture::InterfaceKind::line);
    EXPECT_EQ(told().back().frames, 1);
    std::vector<capture::Record> records;
    listening_.tick({}, records);
    ASSERT_TRUE(std::holds_alternative<capture::LineNeighbour>(records.back()));
    EXPECT_EQ(capture::view(std::get<capture::LineNeighbour>(records.back()).system), "sw-mapo-1");
}

TEST_F(ListeningTest, TellsWhatEachKernelRingHadNoRoomFor) {
    air_.kernel_drops(5);
    two_.kernel_drops(6);
    const auto all = told();
    ASSERT_EQ(all.size(), 3);
    EXPECT_EQ(all[0].kernel_drops, 5);
    EXPECT_EQ(all[1].kernel_drops, 0);
    EXPECT_EQ(all[2].kernel_drops, 6);
}

TEST_F(ListeningTest, TakesNoMoreOfOneThanItsTurn) {
    one_.frames_arrive(25);
    two_.frames_arrive(3);
    EXPECT_TRUE(listening_.read(10));
    EXPECT_EQ(one_.waiting(), 15);
    EXPECT_EQ(two_.waiting(), 0) << "the others have theirs";
    EXPECT_TRUE(listening_.read(10));
    EXPECT_FALSE(listening_.read(10));
}

TEST_F(ListeningTest, TellsWhatChangesNoMoreEachSecond) {
    const CaptureTime begin(std::chrono::hours(1));
    std::vector<capture::Record> told;
    one_.frame_arrives(syn(), begin);
    EXPECT_FALSE(listening_.read(10));
    for (int second = 0; second < 40; ++second) {
        listening_.tick(begin + std::chrono::seconds(second), told);
    }
    const auto stages = stages_of(told);
    ASSERT_FALSE(stages.empty()) << "nobody answers";
    told.clear();
    listening_.tick(begin + std::chrono::seconds(40), told);
    EXPECT_FALSE(stages_of(told).empty());
}

TEST_F(ListeningTest, ResolversThatHaveANameAreToldApart) {
    namespace packets = fakes::packets;
    listening_.hear(capture::OwnResolver{.address = {10, 0, 0, 1}, .resolver = 2}, {});
    listening_.hear(capture::Settled{}, {});
    const CaptureTime begin(std::chrono::hours(1));
    one_.frame_arrives(
        packets::ethernet(packets::phone, packets::gateway,
                          packets::ipv4({.to = {10, 0, 0, 1}}, packets::udp(40'000, 53, packets::dns({.id = 3})))),
        begin);
    EXPECT_FALSE(listening_.read(10));
    std::vector<capture::Record> told;
    for (int second = 0; second < 6; ++second) {
        told.clear();
        listening_.tick(begin + std::chrono::seconds(second), told);
    }
    const capture::ResolverTotals expected{
        .resolver = 2, .outcome = capture::Outcome::no_answer, .count = 1, .sum_us = 5'000'000};
    EXPECT_EQ(std::ranges::count(told, capture::Record(expected)), 1);
}

TEST_F(ListeningTest, HearsInTheAirWhatIsSaidThereAlone) {
    const CaptureTime begin(std::chrono::hours(1));
    constexpr MacAddress client{{6, 0, 0, 0, 0, 7}};
    air_.frame_arrives(authentication(access_point, client, 1), begin);
    air_.frame_arrives(authentication(client, access_point, 2), begin + std::chrono::milliseconds(3));
    EXPECT_FALSE(listening_.read(10));
    std::vector<capture::Record> told;
    listening_.tick(begin + std::chrono::seconds(1), told);
    const auto stages = stages_of(told);
    ASSERT_EQ(stages.size(), 1);
    EXPECT_EQ(stages[0].stage, capture::Stage::authentication);
    EXPECT_EQ(stages[0].outcome, capture::Outcome::success);
    EXPECT_EQ(stages[0].sum_us, 3000);
}

TEST_F(ListeningTest, HearsOfClientsAtItsInterfacesAndCountsTheRest) {
    const CaptureTime begin(std::chrono::hours(1));
    capture::ClientEvent event{.client = {6, 0, 0, 0, 0, 7}, .change = capture::ClientChange::eap_refused};
    for (const auto* interface : {"wlan1", "mon0", "wlan9", ""}) {
        event.interface = capture::text32(interface);
        listening_.hear(event, begin);
    }
    event.interface = capture::text32("wlan0");
    event.client = access_point.bytes;
    listening_.hear(event, begin);
    std::vector<capture::Record> told;
    listening_.tick(begin + std::chrono::seconds(1), told);
    const auto stages = stages_of(told);
    ASSERT_FALSE(stages.empty());
    EXPECT_EQ(stages[0].network, 1);
    EXPECT_EQ(stages[0].stage, capture::Stage::dot1x);
    EXPECT_EQ(told.back(), capture::Record(capture::EventTotals{.by_use = {1, 3, 1, 0}}));
}

TEST_F(ListeningTest, NamesTheInterfaceThatIsGone) {
    EXPECT_EQ(listening_.gone(), "");
    two_.interface_goes();
    EXPECT_EQ(listening_.gone(), "wlan1");
}

TEST_F(ListeningTest, OutlivesFramesOfEveryLength) {
    for (std::size_t size = 0; size < 300; ++size) {
        const std::vector<std::byte> zeros(size);
        air_.frame_arrives(zeros);
        air_.frame_arrives_cut(zeros, 9000);
        one_.frame_arrives(zeros);
        // A radiotap header that says the frame ends with an FCS.
        std::vector<std::byte> with_fcs(size);
        const std::uint8_t header[] = {0, 0, 9, 0, 2, 0, 0, 0, 0x10};
        for (std::size_t i = 0; i < std::min(size, sizeof header); ++i) {
            with_fcs[i] = std::byte{header[i]};
        }
        air_.frame_arrives(std::move(with_fcs));
    }
    EXPECT_FALSE(listening_.read(10'000));
    EXPECT_EQ(told()[0].frames, 900);
}

}  // namespace
}  // namespace magpie::agent
