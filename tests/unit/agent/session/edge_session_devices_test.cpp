#include <gtest/gtest.h>

#include <vector>

#include "agent/session/edge_session.hpp"
#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/agent/app/pole.hpp"

namespace magpie::agent {
namespace {

using fakes::Pole;
using golden::heard;
using sparkplug::Verb;
using std::chrono::seconds;

/// A pole with sensors on it.
class EdgeSessionDevicesTest : public testing::Test {
  protected:
    EdgeSessionDevicesTest() {
        pole_.reads([this](Readings& readings, const Now&) {
            for (const auto& device : there_) {
                readings.device(device);
            }
        });
    }

    std::vector<golden::Heard> births() { return heard(broker_.published("spBv1.0/mapo/DBIRTH/pole-1/+")); }
    std::vector<golden::Heard> deaths() { return heard(broker_.published("spBv1.0/mapo/DDEATH/pole-1/+")); }

    fakes::FakeClock clock_;
    fakes::FakeBroker broker_;
    Pole pole_{broker_, clock_};
    std::vector<Device> there_{{"mast", "magpie-node", "1.0"}, {"cabinet"}};
};

TEST_F(EdgeSessionDevicesTest, EachIsBornAfterItsNodeAndSaysWhatItIs) {
    pole_.starts();
    pole_.passes(seconds(10));
    const auto born = births();
    ASSERT_EQ(born.size(), 2U);
    EXPECT_EQ(born[0].topic.device, "mast");
    ASSERT_NE(born[0].find("model"), nullptr);
    EXPECT_EQ(born[0].find("model")->value.text, "magpie-node");
    EXPECT_EQ(born[0].find("version")->value.text, "1.0");
    EXPECT_EQ(born[1].topic.device, "cabinet");
}

TEST_F(EdgeSessionDevicesTest, BirthsAndDeathsStandInTheRowOfTheNode) {
    pole_.starts();
    pole_.passes(seconds(10));
    there_.pop_back();
    pole_.passes(seconds(20));
    std::uint8_t expected = 0;
    for (const auto& message : heard(broker_.published("spBv1.0/#"))) {
        if (message.topic.verb == Verb::ndeath || message.topic.verb == Verb::state) {
            continue;
        }
        ASSERT_TRUE(message.payload.seq) << message.message->topic;
        EXPECT_EQ(*message.payload.seq, expected++) << message.message->topic;
    }
    EXPECT_GT(expected, 4);
}

TEST_F(EdgeSessionDevicesTest, OneThatGoesDiesAndIsBornAnewWhenItComesBack) {
    pole_.starts();
    pole_.passes(seconds(10));
    const auto mast = there_.front();
    there_.erase(there_.begin());
    pole_.passes(seconds(10));
    const auto dead = deaths();
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead[0].topic.device, "mast");
    there_.push_back(mast);
    pole_.passes(seconds(10));
    EXPECT_EQ(births().size(), 3U);
    EXPECT_EQ(deaths().size(), 1U);
}

TEST_F(EdgeSessionDevicesTest, OneThatIsAnotherNowIsBornAnew) {
    pole_.starts();
    pole_.passes(seconds(10));
    there_[0].version = "1.1";
    pole_.passes(seconds(10));
    ASSERT_EQ(births().size(), 3U);
    EXPECT_EQ(births()[2].find("version")->value.text, "1.1");
    EXPECT_TRUE(deaths().empty());
}

TEST_F(EdgeSessionDevicesTest, AllAreBornAgainWithTheirNode) {
    pole_.starts();
    pole_.passes(seconds(10));
    broker_.broker_goes_away();
    broker_.broker_returns();
    pole_.passes(seconds(120));
    EXPECT_EQ(births().size(), 4U);
    EXPECT_TRUE(deaths().empty()) << "the will of the node has told of them";
}

TEST_F(EdgeSessionDevicesTest, ADeathThatWasNotTakenBeginsTheSessionAnew) {
    pole_.starts();
    pole_.passes(seconds(10));
    pole_.mqtt.stops_taking();
    there_.pop_back();
    pole_.passes(seconds(10));
    pole_.mqtt.takes_again();
    pole_.passes(seconds(120));
    EXPECT_EQ(births().size(), 3U) << "the one that is left, with its node";
}

}  // namespace
}  // namespace magpie::agent
