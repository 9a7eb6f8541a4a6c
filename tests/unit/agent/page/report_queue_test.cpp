#include "agent/page/report_queue.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"
#include "wire/pole_page/pole_report.hpp"

namespace magpie::agent::page {
namespace {

using namespace std::chrono_literals;

class AReportQueue : public testing::Test {
  protected:
    AReportQueue() {
        listen();
        client_.connect({.server = "tcp://broker", .client_id = "pole-1", .will = {}, .tls = {}});
        broker_.delivers();
    }
    void listen() {
        client_.listen([this](const mqtt::Event& event) {
            if (queue_.concerns(event)) {
                queue_.on(event, client_, clock_.now());
            }
        });
    }
    void ticks(bool online = true) {
        queue_.tick(online, client_, clock_.now());
        broker_.delivers();
    }
    void collector_has(const std::string& cms) {
        broker_.stranger_publishes({"magpie/v1/reported/pole-1", pole_report_id(cms), 1, false});
        broker_.delivers();
    }
    [[nodiscard]] std::vector<std::string> sent() {
        std::vector<std::string> all;
        for (const auto& message : broker_.published("magpie/v1/report/mapo/pole-1")) {
            EXPECT_EQ(message.qos, 1);
            all.push_back(message.payload);
        }
        return all;
    }

    fakes::FakeClock clock_;
    fakes::FakeBroker broker_;
    fakes::FakeMqttClient client_{broker_};
    tls::Directory directory_;
    std::string place_ = directory_.file("state/page/reports");
    ReportQueue queue_{"mapo", "pole-1", place_};
};

TEST_F(AReportQueue, AsksNothingOfTheBrokerWhileItIsEmpty) {
    ticks();
    EXPECT_TRUE(sent().empty());
}

TEST_F(AReportQueue, BringsWhatItHasOnceThereIsALine) {
    ASSERT_TRUE(queue_.add("first"));
    ASSERT_TRUE(queue_.add("second"));
    ticks(false);
    EXPECT_TRUE(sent().empty());
    ticks();
    EXPECT_EQ(sent(), (std::vector<std::string>{"first"})) << "the next once this one has arrived";
    collector_has("first");
    EXPECT_EQ(sent(), (std::vector<std::string>{"first", "second"}));
    EXPECT_EQ(queue_.size(), 1U);
    collector_has("second");
    EXPECT_EQ(queue_.size(), 0U);
    EXPECT_TRUE(std::filesystem::is_empty(place_));
}

TEST_F(AReportQueue, BringsWhatAnotherProcessHasHandedIn) {
    ticks();
    ReportQueue of_the_check("mapo", "pole-1", place_);
    ASSERT_TRUE(of_the_check.add("acceptance"));
    ticks();
    EXPECT_EQ(queue_.size(), 0U) << "it looks once a minute";
    clock_.advance(ReportQueue::between_looks);
    ticks();
    EXPECT_EQ(sent(), (std::vector<std::string>{"acceptance"}));
    clock_.advance(ReportQueue::between_looks);
    ticks();
    EXPECT_EQ(sent().size(), 1U) << "it is the same";
    ASSERT_TRUE(queue_.add("of the page"));
    collector_has("acceptance");
    EXPECT_EQ(sent(), (std::vector<std::string>{"acceptance", "of the page"}));
    collector_has("of the page");
    EXPECT_TRUE(std::filesystem::is_empty(place_));
}

TEST_F(AReportQueue, KeepsWhatNobodyHas) {
    ASSERT_TRUE(queue_.add("first"));
    ticks();
    collector_has("something else");
    EXPECT_EQ(queue_.size(), 1U);
    ticks();
    EXPECT_EQ(sent().size(), 1U);
    clock_.advance(ReportQueue::patience);
    ticks();
    EXPECT_EQ(sent().size(), 2U);
}

TEST_F(AReportQueue, AnotherConnectionBringsItAtOnce) {
    ASSERT_TRUE(queue_.add("first"));
    ticks();
    ticks(false);
    ticks();
    EXPECT_EQ(sent().size(), 2U);
}

TEST_F(AReportQueue, OutlivesTheAgent) {
    ASSERT_TRUE(queue_.add("first"));
    ASSERT_TRUE(queue_.add("second"));
    queue_ = ReportQueue("mapo", "pole-1", place_);
    EXPECT_EQ(queue_.size(), 2U);
    ticks();
    collector_has("first");
    ASSERT_TRUE(queue_.add("third"));
    ticks();
    collector_has("second");
    EXPECT_EQ(sent().back(), "third");
}

TEST_F(AReportQueue, HoldsEightAndTheOldestGoes) {
    for (int i = 0; i < 12; ++i) {
        ASSERT_TRUE(queue_.add(std::to_string(i)));
    }
    EXPECT_EQ(queue_.size(), ReportQueue::most);
    EXPECT_EQ(ReportQueue("mapo", "pole-1", place_).size(), ReportQueue::most);
    ticks();
    EXPECT_EQ(sent(), (std::vector<std::string>{"4"}));
}

TEST_F(AReportQueue, WhatIsDamagedIsNotSent) {
    ASSERT_TRUE(queue_.add("first"));
    ASSERT_TRUE(queue_.add("second"));
    for (const auto& file : std::filesystem::directory_iterator(place_)) {
        if (file.path().filename().string().starts_with("1-")) {
            std::ofstream(file.path()) << "firsT";
        }
    }
    ticks();
    EXPECT_EQ(sent(), (std::vector<std::string>{"second"}));
    EXPECT_EQ(queue_.size(), 1U);
}

TEST_F(AReportQueue, ABrokerOfBeforeCostsAQuestionAQuarterOfAnHour) {
    broker_.forbids_filter("magpie/v1/reported/pole-1");
    ASSERT_TRUE(queue_.add("first"));
    ticks();
    ticks();
    EXPECT_TRUE(sent().empty());
    EXPECT_EQ(queue_.size(), 1U);
}

}  // namespace
}  // namespace magpie::agent::page
