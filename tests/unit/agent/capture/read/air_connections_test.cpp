#include "agent/capture/read/air_connections.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace magpie::agent {
namespace {

using capture::Outcome;
using capture::Stage;

constexpr MacAddress phone{{0x02, 0x5a, 0, 0, 0, 1}};

MacAddress access_point(unsigned number) {
    return {{0x02, 0, 0, 0, 1, static_cast<std::uint8_t>(number)}};
}

class AirConnectionsTest : public testing::Test {
  protected:
    void begin(const Ours& ours) { connections_.emplace(ours); }

    void authenticates(const MacAddress& network, bool answered) {
        said(network, true, {0, 1, 0});
        if (answered) {
            said(network, false, {0, 2, 0});
        }
    }
    /// Ends of a stage, by the name of the network; the capture is over, and nobody is waited for any more.
    std::map<std::string, std::uint64_t> ends(Stage stage, Outcome outcome) {
        std::map<std::string, std::uint64_t> counts;
        for (int second = 0; second < 60; ++second) {
            now_ += std::chrono::seconds(1);
            std::vector<capture::Record> records;
            connections_->tick(now_, records);
            for (const auto& record : records) {
                const auto& totals = std::get<capture::StageTotals>(record);  // nothing else is told
                if (totals.stage == stage && totals.outcome == outcome) {
                    counts[connections_->name_of(totals.network)] = totals.count;
                }
            }
        }
        return counts;
    }

    std::optional<AirConnections> connections_{std::in_place, Ours{}};

  private:
    void said(const MacAddress& network, bool from_client, const std::vector<std::uint8_t>& fields) {
        std::vector<std::byte> body;
        for (const auto field : fields) {
            body.push_back(std::byte{field});
            body.push_back(std::byte{0});
        }
        Frame frame;
        frame.type = FrameType::management;
        frame.subtype = static_cast<std::uint8_t>(ManagementSubtype::authentication);
        frame.receiver = from_client ? network : phone;
        frame.transmitter = from_client ? phone : network;
        frame.bssid = network;
        frame.station = phone;
        frame.body = body;
        now_ += std::chrono::milliseconds(2);
        connections_->heard(frame, now_);
    }

    CaptureTime now_{std::chrono::seconds(1'700'000'000)};
};

TEST_F(AirConnectionsTest, ANetworkThatAClientTriesIsFollowed) {
    authenticates(access_point(1), true);
    EXPECT_EQ(ends(Stage::authentication, Outcome::success),
              (std::map<std::string, std::uint64_t>{{"02:00:00:00:01:01", 1}}));
}

TEST_F(AirConnectionsTest, OfOneThatNeverSpokeNothingIsTold) {
    authenticates(access_point(1), false);
    EXPECT_TRUE(ends(Stage::authentication, Outcome::no_answer).empty()) << "it may be anybody's address";
    authenticates(access_point(1), true);
    authenticates(access_point(1), false);
    EXPECT_EQ(ends(Stage::authentication, Outcome::no_answer).at("02:00:00:00:01:01"), 2U);
}

TEST_F(AirConnectionsTest, WhereSomeAreNamedTheseAloneAreFollowed) {
    begin({.access_points = {{.bssid = access_point(0x10).bytes, .bits = 44}}});
    authenticates(access_point(1), true);
    authenticates(access_point(0x11), true);
    EXPECT_EQ(ends(Stage::authentication, Outcome::success),
              (std::map<std::string, std::uint64_t>{{"02:00:00:00:01:11", 1}}));
    EXPECT_EQ(connections_->passed_over(), 0U) << "what is not asked for is not missed";
}

TEST_F(AirConnectionsTest, MoreThanSixteenAreCountedAndPassedOver) {
    for (unsigned number = 1; number <= 20; ++number) {
        authenticates(access_point(number), true);
    }
    EXPECT_EQ(ends(Stage::authentication, Outcome::success).size(), 16U);
    EXPECT_EQ(connections_->passed_over(), 8U);
}

TEST_F(AirConnectionsTest, AnAddressOfManyIsNoNetwork) {
    authenticates({{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}}, true);
    EXPECT_TRUE(ends(Stage::authentication, Outcome::success).empty());
}

}  // namespace
}  // namespace magpie::agent
