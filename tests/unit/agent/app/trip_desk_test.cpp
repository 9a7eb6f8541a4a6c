#include <utility>

#include "agent/app/trip_desk.hpp"

#include <gtest/gtest.h>

#include <stdlib.h>
#include <sys/socket.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/check/trip_message.hpp"
#include "agent/check_command/agent_question.hpp"
#include "platform/service/local_call.hpp"

namespace magpie::agent {
namespace {

/// The agent's end and the check's, on one loop.
class TripDeskTest : public testing::Test {
  protected:
    TripDeskTest() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-trip-XXXXXX";
        directory = ::mkdtemp(pattern.data());
        path = directory + "/" + std::string(check::agent_socket);
    }
    ~TripDeskTest() override { std::filesystem::remove_all(directory); }

    void opens() {
        auto opened = TripDesk::open(loop, path, [this] {
            ++questions;
            if (answers) {
                desk->answer({.let_in = true, .broker = Milliseconds{8}, .collector = Milliseconds{23}});
            }
        });
        ASSERT_TRUE(opened) << opened.error();
        desk = std::move(*opened);
    }
    std::unique_ptr<service::LocalQuestion> asks(Milliseconds patience = std::chrono::seconds(30)) {
        return check::ask_agent(
            loop, directory, [this](const check::AgentSaid& told) { said.push_back(told); }, patience);
    }
    void runs_until(const std::function<bool()>& is) {
        while (!is() && loop.run_one_for(std::chrono::seconds(30)) > 0) {
        }
        EXPECT_TRUE(is());
    }

    std::string directory;
    std::string path;
    boost::asio::io_context loop;
    int questions = 0;
    bool answers = true;
    std::vector<check::AgentSaid> said;
    std::unique_ptr<TripDesk> desk;
};

TEST_F(TripDeskTest, WhoAsksIsAnswered) {
    opens();
    const auto question = asks();
    runs_until([&] { return !said.empty(); });
    ASSERT_TRUE(said[0].trip);
    EXPECT_EQ(said[0].trip->collector, Milliseconds{23});
    EXPECT_EQ(questions, 1);
}

TEST_F(TripDeskTest, AllWhoWaitAreAnsweredAtOnce) {
    answers = false;
    opens();
    const auto one = asks();
    const auto other = asks();
    runs_until([&] { return questions == 2; });
    desk->answer({.let_in = true, .broker = Milliseconds{8}});
    runs_until([&] { return said.size() == 2; });
    EXPECT_TRUE(said[0].trip && !said[0].trip->collector);
    EXPECT_TRUE(said[1].trip && said[1].trip->broker);
}

TEST_F(TripDeskTest, WhoSaysNonsenseIsHungUpOn) {
    opens();
    const auto line = service::call_locally(path);
    ASSERT_TRUE(line);
    ASSERT_EQ(::send(line->descriptor(), "trips", 5, 0), 5);
    char byte = 0;
    runs_until([&] { return ::recv(line->descriptor(), &byte, 1, MSG_DONTWAIT) == 0; });
    EXPECT_EQ(questions, 0);
}

TEST_F(TripDeskTest, WhoAsksNothingKeepsNobodyOut) {
    opens();
    std::vector<files::File> idle;
    for (int i = 0; i < 4; ++i) {
        auto line = service::call_locally(path);
        ASSERT_TRUE(line);
        idle.push_back(std::move(*line));
        loop.run_one_for(std::chrono::seconds(30));
    }
    const auto question = asks();
    runs_until([&] { return !said.empty(); });
    EXPECT_TRUE(said[0].trip);
}

TEST_F(TripDeskTest, WhereNobodyListensNothingIsSaid) {
    const auto question = asks();
    EXPECT_TRUE(said.empty()) << "never from within";
    runs_until([&] { return !said.empty(); });
    EXPECT_FALSE(said[0].trip);
    EXPECT_FALSE(said[0].may_not_ask);
    EXPECT_FALSE(said[0].nobody_listens) << "there never was anybody, or one of before";
}

TEST_F(TripDeskTest, AnAgentThatHasEndedIsKnownByIt) {
    opens();
    desk.reset();
    const auto question = asks();
    runs_until([&] { return !said.empty(); });
    EXPECT_TRUE(said[0].nobody_listens);
}

TEST_F(TripDeskTest, AnAgentThatHangsIsGivenUp) {
    answers = false;
    opens();
    const auto question = asks(Milliseconds{50});
    runs_until([&] { return !said.empty(); });
    EXPECT_FALSE(said[0].trip);
}

TEST_F(TripDeskTest, AQuestionEndsWithItsScope) {
    opens();
    (void)asks();
    runs_until([&] { return questions == 1; });
    loop.run_for(Milliseconds{1});
    EXPECT_TRUE(said.empty());
}

TEST_F(TripDeskTest, AnAgentThatBeginsAnewTakesTheSocketOver) {
    opens();
    desk.reset();
    opens();
    const auto question = asks();
    runs_until([&] { return !said.empty(); });
    EXPECT_TRUE(said[0].trip);
}

}  // namespace
}  // namespace magpie::agent
