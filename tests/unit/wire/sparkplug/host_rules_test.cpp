#include "wire/sparkplug/host_rules.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::sparkplug {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A host whose actions are words: "online(5)" is the STATE with timestamp 5.
class Host {
  public:
    std::string on(const host::Event& event) {
        std::vector<host::Action> actions;
        rules.on(event, now_, actions);
        std::string words;
        for (const auto& action : actions) {
            words += words.empty() ? "" : " ";
            words += word(action);
        }
        return words;
    }
    /// The wall clock is at `ms`.
    void wall(std::uint64_t ms) { now_.wall = UtcMs{milliseconds(ms)}; }
    std::string wait() {
        now_.mono = rules.deadline().value();
        return on(host::Tick{});
    }
    void come_online() {
        on(host::Start{});
        on(host::Connected{});
        on(host::Subscribed{});
        on(host::Subscribed{});
    }

    HostRules rules{host::Settings{}};

  private:
    static std::string word(const host::Action& action) {
        if (const auto* connect = std::get_if<host::Connect>(&action)) {
            return "connect(" + (connect->timestamp ? std::to_string(*connect->timestamp) : "no will") + ')';
        }
        if (const auto* subscribe = std::get_if<host::Subscribe>(&action)) {
            return subscribe->filter == host::Filter::own_state ? "subscribe(own_state)" : "subscribe(all_edges)";
        }
        if (const auto* state = std::get_if<host::PublishState>(&action)) {
            return (state->online ? "online(" : "offline(") + std::to_string(state->timestamp) + ')';
        }
        return "disconnect";
    }

    Now now_{Monotonic{seconds(3600)}, UtcMs{milliseconds(1000)}, true};
};

TEST(HostRules, ComeUpByConnectSubscribeState) {
    Host host;
    EXPECT_EQ(host.on(host::Start{}), "connect(1000)");
    EXPECT_EQ(host.on(host::Connected{}), "subscribe(own_state) subscribe(all_edges)");
    EXPECT_EQ(host.on(host::Subscribed{}), "");
    EXPECT_FALSE(host.rules.online());
    EXPECT_EQ(host.on(host::Subscribed{}), "online(1000)");
    EXPECT_TRUE(host.rules.online());
}

TEST(HostRules, TheBirthBearsTheTimeOfTheConnectWhateverTheClockSays) {
    Host host;
    host.on(host::Start{});
    host.wall(5000);
    host.on(host::Connected{});
    host.on(host::Subscribed{});
    EXPECT_EQ(host.on(host::Subscribed{}), "online(1000)");
}

TEST(HostRules, EachConnectionHasItsOwnTime) {
    Host host;
    host.come_online();
    host.on(host::ConnectionLost{});
    host.wall(9000);
    EXPECT_EQ(host.wait(), "connect(9000)");
    host.on(host::Connected{});
    host.on(host::Subscribed{});
    EXPECT_EQ(host.on(host::Subscribed{}), "online(9000)");
}

TEST(HostRules, ContradictAnOfflineThatIsNotTrue) {
    Host host;
    host.come_online();
    host.wall(7000);
    EXPECT_EQ(host.on(host::OwnState{false}), "online(1000)");
    EXPECT_EQ(host.on(host::OwnState{true}), "");
}

TEST(HostRules, AnOfflineBeforeTheBirthIsPassedOver) {
    Host host;
    host.on(host::Start{});
    host.on(host::Connected{});
    EXPECT_EQ(host.on(host::OwnState{false}), "");
}

TEST(HostRules, StopSaysOfflineNowThenLeaves) {
    Host host;
    host.come_online();
    host.wall(8000);
    EXPECT_EQ(host.on(host::Stop{}), "offline(8000) disconnect");
    EXPECT_EQ(host.on(host::OwnState{false}), "") << "now it is true";
    EXPECT_FALSE(host.rules.deadline());
}

TEST(HostRules, StopBeforeTheBirthOnlyLeaves) {
    Host host;
    host.on(host::Start{});
    EXPECT_EQ(host.on(host::Stop{}), "disconnect");
}

TEST(HostRules, StopWhileBackingOffHasNothingToSay) {
    Host host;
    host.on(host::Start{});
    host.on(host::ConnectFailed{});
    EXPECT_EQ(host.on(host::Stop{}), "");
}

TEST(HostRules, TryAgainAfterEveryFailure) {
    Host host;
    host.on(host::Start{});
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(host.on(host::ConnectFailed{}), "");
        EXPECT_EQ(host.wait(), "connect(1000)");
    }
}

TEST(HostRules, ATickBeforeItsTimeDoesNothing) {
    Host host;
    host.on(host::Tick{});
    host.come_online();
    EXPECT_EQ(host.on(host::Tick{}), "");
}

TEST(HostRules, EventsOfNoConnectionDoNothing) {
    Host host;
    EXPECT_EQ(host.on(host::Connected{}), "");
    EXPECT_EQ(host.on(host::Subscribed{}), "");
    EXPECT_EQ(host.on(host::ConnectionLost{}), "");
    EXPECT_EQ(host.on(host::Stop{}), "");
}

// ---- one of several that share an id

TEST(SilentHost, ListensWithoutStateAndWithoutWill) {
    Host host;
    host.rules = HostRules(host::Settings{.silent = true});
    EXPECT_EQ(host.on(host::Start{}), "connect(no will)");
    EXPECT_EQ(host.on(host::Connected{}), "subscribe(own_state) subscribe(all_edges)");
    host.on(host::Subscribed{});
    EXPECT_EQ(host.on(host::Subscribed{}), "");
    EXPECT_TRUE(host.rules.online());
    EXPECT_EQ(host.on(host::OwnState{false, 900}), "") << "another's";
    EXPECT_EQ(host.on(host::Stop{}), "disconnect");
}

TEST(SilentHost, SpeaksOverANewConnectionWithAWill) {
    Host host;
    host.rules = HostRules(host::Settings{.silent = true});
    host.come_online();
    EXPECT_EQ(host.on(host::ChangeVoice{true}), "");
    EXPECT_EQ(host.on(host::ChangeVoice{false}), "disconnect");
    EXPECT_FALSE(host.rules.online());
    EXPECT_EQ(host.on(host::Disconnected{}), "connect(1000)");
    host.on(host::Connected{});
    host.on(host::Subscribed{});
    EXPECT_EQ(host.on(host::Subscribed{}), "online(1000)");
    EXPECT_EQ(host.on(host::ChangeVoice{true}), "disconnect") << "another speaks: no word of being offline";
    EXPECT_EQ(host.on(host::Disconnected{}), "connect(no will)");
}

TEST(SilentHost, ItsStateIsNewerThanAnyItHasHeard) {
    Host host;
    host.rules = HostRules(host::Settings{.silent = true});
    host.come_online();
    host.on(host::OwnState{true, 77'000});
    host.on(host::OwnState{true, 60'000});
    host.on(host::OwnState{true, ~std::uint64_t{0}});
    host.on(host::ChangeVoice{false});
    EXPECT_EQ(host.on(host::Disconnected{}), "connect(77001)");
    host.on(host::Connected{});
    host.on(host::Subscribed{});
    EXPECT_EQ(host.on(host::Subscribed{}), "online(77001)");
    EXPECT_EQ(host.on(host::Stop{}), "offline(77001) disconnect");
}

TEST(SilentHost, AConnectionThatBreaksWhileItChangesIsMadeAnewAtOnce) {
    Host host;
    host.come_online();
    host.on(host::ChangeVoice{true});
    EXPECT_EQ(host.on(host::ConnectionLost{}), "connect(no will)");
}

TEST(SilentHost, WhileTheBrokerIsAwayOnlyTheNextWillChanges) {
    Host host;
    host.come_online();
    host.on(host::ConnectionLost{});
    EXPECT_EQ(host.on(host::ChangeVoice{true}), "");
    EXPECT_EQ(host.wait(), "connect(no will)");
}

}  // namespace
}  // namespace magpie::sparkplug
