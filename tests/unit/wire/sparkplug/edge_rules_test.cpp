#include "wire/sparkplug/edge_rules.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace magpie::sparkplug {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// An edge node whose actions are words: "connect(0,3)" is the CONNECT to server 0 with a will of bdSeq 3.
class Node {
  public:
    explicit Node(const edge::Settings& settings = {}) : rules(settings) {}

    std::string on(const edge::Event& event) {
        std::vector<edge::Action> actions;
        rules.on(event, now_, actions);
        std::string words;
        for (const auto& action : actions) {
            words += words.empty() ? "" : " ";
            words += word(action);
        }
        return words;
    }
    void pass(Milliseconds time) { now_.mono += time; }
    /// Time passes to the deadline.
    std::string wait() {
        now_.mono = std::max(now_.mono, rules.deadline().value());
        return on(edge::Tick{});
    }
    std::string come_online() {
        auto words = on(edge::Start{});
        words += ' ' + on(edge::Connected{});
        words += ' ' + on(edge::Subscribed{});
        return words;
    }
    [[nodiscard]] Monotonic now() const { return now_.mono; }

    EdgeRules rules;

  private:
    static std::string word(const edge::Action& action) {
        if (const auto* connect = std::get_if<edge::Connect>(&action)) {
            return "connect(" + std::to_string(connect->server) + ',' + std::to_string(connect->bd_seq) + ')';
        }
        if (const auto* subscribe = std::get_if<edge::Subscribe>(&action)) {
            constexpr const char* filters[] = {"subscribe(node_commands)", "subscribe(device_commands)",
                                               "subscribe(host_state)"};
            return filters[static_cast<std::size_t>(subscribe->filter)];
        }
        if (const auto* birth = std::get_if<edge::SendBirth>(&action)) {
            return "birth(" + std::to_string(birth->bd_seq) + ')';
        }
        if (const auto* birth = std::get_if<edge::SendDeviceBirth>(&action)) {
            return "device_birth(" + birth->device + ')';
        }
        if (const auto* death = std::get_if<edge::SendDeviceDeath>(&action)) {
            return "device_death(" + death->device + ')';
        }
        if (const auto* death = std::get_if<edge::SendDeath>(&action)) {
            return "death(" + std::to_string(death->bd_seq) + ')';
        }
        if (const auto* remember = std::get_if<edge::Remember>(&action)) {
            return "remember(" + std::to_string(remember->next_bd_seq) + ')';
        }
        return "disconnect";
    }

    Now now_{Monotonic{seconds(3600)}, UtcMs{seconds(1767225600)}, true};
};

edge::Settings with_host() {
    return {.servers = 2, .waits_for_primary_host = true};
}

// ---- coming up

TEST(EdgeRules, DoNothingBeforeTheStart) {
    Node node;
    EXPECT_EQ(node.on(edge::Connected{}), "");
    EXPECT_EQ(node.on(edge::Subscribed{}), "");
    EXPECT_EQ(node.on(edge::RebirthAsked{}), "");
    EXPECT_EQ(node.on(edge::ConnectionLost{}), "");
    EXPECT_TRUE(node.rules.stopped());
}

TEST(EdgeRules, ComeUpByConnectSubscribeBirth) {
    Node node;
    EXPECT_EQ(node.on(edge::Start{}), "connect(0,0)");
    EXPECT_EQ(node.on(edge::Connected{}), "remember(1) subscribe(node_commands)");
    EXPECT_FALSE(node.rules.online());
    EXPECT_EQ(node.on(edge::Subscribed{}), "birth(0)");
    EXPECT_TRUE(node.rules.online());
}

TEST(EdgeRules, StartTwiceConnectsOnce) {
    Node node;
    node.on(edge::Start{});
    EXPECT_EQ(node.on(edge::Start{}), "");
}

TEST(EdgeRules, AwaitEverySubscriptionBeforeTheBirth) {
    Node node({.devices_take_commands = true});
    node.on(edge::Start{});
    EXPECT_EQ(node.on(edge::Connected{}), "remember(1) subscribe(node_commands) subscribe(device_commands)");
    EXPECT_EQ(node.on(edge::Subscribed{}), "");
    EXPECT_EQ(node.on(edge::Subscribed{}), "birth(0)");
}

TEST(EdgeRules, GoOnFromTheBdSeqOfTheRunBefore) {
    Node node({.next_bd_seq = 200});
    EXPECT_EQ(node.come_online(), "connect(0,200) remember(201) subscribe(node_commands) birth(200)");
}

TEST(EdgeRules, BdSeqFollows255By0) {
    Node node({.next_bd_seq = 255});
    EXPECT_EQ(node.come_online(), "connect(0,255) remember(0) subscribe(node_commands) birth(255)");
    node.on(edge::ConnectionLost{});
    EXPECT_EQ(node.wait(), "connect(0,0)");
}

TEST(EdgeRules, AFailedConnectUsesUpNoBdSeq) {
    Node node;
    node.on(edge::Start{});
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(node.on(edge::ConnectFailed{}), "");
        EXPECT_EQ(node.wait(), "connect(0,0)");
    }
    EXPECT_EQ(node.on(edge::Connected{}), "remember(1) subscribe(node_commands)");
}

TEST(EdgeRules, EachConnectionHasTheNextBdSeq) {
    Node node;
    node.come_online();
    node.on(edge::ConnectionLost{});
    EXPECT_EQ(node.wait(), "connect(0,1)");
    EXPECT_EQ(node.on(edge::Connected{}), "remember(2) subscribe(node_commands)");
    EXPECT_EQ(node.on(edge::Subscribed{}), "birth(1)");
}

TEST(EdgeRules, AConnectionLostWhileSubscribingIsTriedAgain) {
    Node node;
    node.on(edge::Start{});
    node.on(edge::Connected{});
    EXPECT_EQ(node.on(edge::ConnectionLost{}), "");
    EXPECT_EQ(node.on(edge::Subscribed{}), "") << "of the connection before";
    EXPECT_EQ(node.wait(), "connect(0,1)");
}

TEST(EdgeRules, TryTheirServersInTurn) {
    Node node({.servers = 3});
    EXPECT_EQ(node.on(edge::Start{}), "connect(0,0)");
    std::string tried;
    for (int i = 0; i < 4; ++i) {
        node.on(edge::ConnectFailed{});
        tried += node.wait();
    }
    EXPECT_EQ(tried, "connect(1,0)connect(2,0)connect(0,0)connect(1,0)");
}

TEST(EdgeRules, WaitLongerAfterEachFailure) {
    Milliseconds longest[6] = {};
    for (std::uint32_t seed = 1; seed < 300; ++seed) {
        Node node({.seed = seed});
        node.on(edge::Start{});
        for (auto& most : longest) {
            node.on(edge::ConnectFailed{});
            most = std::max(most, *node.rules.deadline() - node.now());
            node.wait();
        }
    }
    EXPECT_LE(longest[0], seconds(1));
    EXPECT_GT(longest[0], milliseconds(900));
    EXPECT_LE(longest[3], seconds(8));
    EXPECT_GT(longest[3], milliseconds(7200));
}

TEST(EdgeRules, ABirthEndsTheBackOff) {
    Node node;
    node.on(edge::Start{});
    for (int i = 0; i < 10; ++i) {
        node.on(edge::ConnectFailed{});
        node.wait();
    }
    node.on(edge::Connected{});
    node.on(edge::Subscribed{});
    node.on(edge::ConnectionLost{});
    EXPECT_LE(*node.rules.deadline() - node.now(), seconds(1));
}

TEST(EdgeRules, ATickBeforeItsTimeDoesNothing) {
    Node node({.seed = 3});
    node.on(edge::Start{});
    node.on(edge::ConnectFailed{});
    ASSERT_GT(*node.rules.deadline(), node.now());
    EXPECT_EQ(node.on(edge::Tick{}), "");
    EXPECT_TRUE(node.rules.deadline());
}

TEST(EdgeRules, HaveNoDeadlineWhileAllIsWell) {
    Node node;
    node.come_online();
    EXPECT_FALSE(node.rules.deadline());
    node.pass(seconds(100000));
    EXPECT_EQ(node.on(edge::Tick{}), "");
}

// ---- numbers

TEST(EdgeRules, SeqBeginsWith0AtEachBirth) {
    Node node;
    node.come_online();
    EXPECT_EQ(node.rules.next_seq(), 0);
    for (int i = 0; i < 10; ++i) {
        node.rules.sent();
    }
    EXPECT_EQ(node.rules.next_seq(), 10);
    node.on(edge::RebirthAsked{});
    EXPECT_EQ(node.rules.next_seq(), 0);
}

TEST(EdgeRules, SeqFollows255By0) {
    Node node;
    node.come_online();
    for (int i = 0; i < 256; ++i) {
        EXPECT_EQ(node.rules.next_seq(), i);
        node.rules.sent();
    }
    EXPECT_EQ(node.rules.next_seq(), 0);
}

TEST(EdgeRules, WhatWasNotSentBurnsNoSeq) {
    Node node;
    node.come_online();
    node.rules.sent();
    EXPECT_EQ(node.rules.next_seq(), 1);
    EXPECT_EQ(node.rules.next_seq(), 1);
}

// ---- rebirth

TEST(EdgeRules, ARebirthKeepsTheBdSeq) {
    Node node({.next_bd_seq = 7});
    node.come_online();
    EXPECT_EQ(node.on(edge::RebirthAsked{}), "birth(7)");
}

TEST(EdgeRules, ARebirthBearsEveryDeviceAgain) {
    Node node;
    node.come_online();
    node.on(edge::DeviceFound{"air"});
    node.on(edge::DeviceFound{"sun"});
    EXPECT_EQ(node.on(edge::RebirthAsked{}), "birth(0) device_birth(air) device_birth(sun)");
}

TEST(EdgeRules, TheFirstRebirthIsAnsweredAtOnceAndMoreAreOne) {
    Node node;
    node.come_online();
    EXPECT_EQ(node.on(edge::RebirthAsked{}), "birth(0)");
    for (int i = 0; i < 20; ++i) {
        node.pass(milliseconds(100));
        EXPECT_EQ(node.on(edge::RebirthAsked{}), "");
    }
    EXPECT_EQ(node.wait(), "birth(0)");
    node.pass(seconds(60));
    EXPECT_EQ(node.on(edge::Tick{}), "") << "and no more than that";
}

TEST(EdgeRules, ARebirthAfterTheSpacingIsAnsweredAtOnce) {
    Node node;
    node.come_online();
    node.on(edge::RebirthAsked{});
    node.pass(seconds(5));
    EXPECT_EQ(node.on(edge::RebirthAsked{}), "birth(0)");
}

TEST(EdgeRules, ARebirthIsNotAnsweredOffline) {
    Node node;
    node.on(edge::Start{});
    node.on(edge::Connected{});
    EXPECT_EQ(node.on(edge::RebirthAsked{}), "");
    EXPECT_EQ(node.on(edge::Subscribed{}), "birth(0)");
}

TEST(EdgeRules, ARebirthThatWaitsDiesWithItsConnection) {
    Node node;
    node.come_online();
    node.on(edge::RebirthAsked{});
    node.on(edge::RebirthAsked{});
    node.on(edge::ConnectionLost{});
    EXPECT_EQ(node.wait(), "connect(0,1)");
    node.on(edge::Connected{});
    EXPECT_EQ(node.on(edge::Subscribed{}), "birth(1)");
    node.pass(seconds(60));
    EXPECT_EQ(node.on(edge::Tick{}), "");
}

TEST(EdgeRules, AnOutdatedBirthIsRenewedAndAnswersARebirthThatWaits) {
    Node node;
    node.come_online();
    node.on(edge::RebirthAsked{});
    node.on(edge::RebirthAsked{});
    EXPECT_EQ(node.on(edge::BirthOutdated{}), "birth(0)");
    EXPECT_FALSE(node.rules.deadline());
}

TEST(EdgeRules, AnOutdatedBirthOfflineWaitsForTheConnection) {
    Node node;
    node.on(edge::Start{});
    EXPECT_EQ(node.on(edge::BirthOutdated{}), "");
}

TEST(EdgeRules, ABirthThatWasNotTakenEndsTheConnectionWithADeath) {
    Node node({.next_bd_seq = 4});
    node.come_online();
    EXPECT_EQ(node.on(edge::BirthNotTaken{}), "death(4) disconnect");
    EXPECT_FALSE(node.rules.online());
    EXPECT_EQ(node.wait(), "connect(0,5)");
}

// ---- devices

TEST(EdgeRules, ADeviceFoundEarlyIsBornAfterTheNode) {
    Node node;
    EXPECT_EQ(node.on(edge::DeviceFound{"air"}), "");
    EXPECT_EQ(node.come_online(), "connect(0,0) remember(1) subscribe(node_commands) birth(0) device_birth(air)");
}

TEST(EdgeRules, ADeviceFoundLaterIsBornAlone) {
    Node node;
    node.come_online();
    EXPECT_EQ(node.on(edge::DeviceFound{"air"}), "device_birth(air)");
}

TEST(EdgeRules, ADeviceFoundTwiceIsOneDevice) {
    Node node;
    node.come_online();
    node.on(edge::DeviceFound{"air"});
    EXPECT_EQ(node.on(edge::DeviceFound{"air"}), "device_birth(air)") << "its metrics may have changed";
    EXPECT_EQ(node.on(edge::BirthOutdated{}), "birth(0) device_birth(air)");
}

TEST(EdgeRules, ALostDeviceDiesOnce) {
    Node node;
    node.come_online();
    node.on(edge::DeviceFound{"air"});
    EXPECT_EQ(node.on(edge::DeviceLost{"air"}), "device_death(air)");
    EXPECT_EQ(node.on(edge::DeviceLost{"air"}), "");
    EXPECT_EQ(node.on(edge::BirthOutdated{}), "birth(0)");
}

TEST(EdgeRules, ADeviceLostOfflineIsNotBornAgain) {
    Node node;
    node.on(edge::DeviceFound{"air"});
    EXPECT_EQ(node.on(edge::DeviceLost{"air"}), "");
    EXPECT_EQ(node.come_online(), "connect(0,0) remember(1) subscribe(node_commands) birth(0)");
}

// ---- primary host

TEST(EdgeRules, WithAPrimaryHostTheBirthWaitsForIt) {
    Node node(with_host());
    node.on(edge::Start{});
    EXPECT_EQ(node.on(edge::Connected{}), "remember(1) subscribe(node_commands) subscribe(host_state)");
    node.on(edge::Subscribed{});
    EXPECT_EQ(node.on(edge::Subscribed{}), "");
    EXPECT_EQ(node.on(edge::HostState{false, 100}), "");
    EXPECT_EQ(node.on(edge::HostState{true, 101}), "birth(0)");
}

TEST(EdgeRules, TheHostMayBeKnownBeforeTheLastSubscription) {
    Node node(with_host());
    node.on(edge::Start{});
    node.on(edge::Connected{});
    node.on(edge::Subscribed{});
    EXPECT_EQ(node.on(edge::HostState{true, 100}), "");
    EXPECT_EQ(node.on(edge::Subscribed{}), "birth(0)");
}

Node online_with_host(std::uint64_t timestamp) {
    Node node(with_host());
    node.on(edge::Start{});
    node.on(edge::Connected{});
    node.on(edge::Subscribed{});
    node.on(edge::Subscribed{});
    node.on(edge::HostState{true, timestamp});
    return node;
}

TEST(EdgeRules, AHostThatGoesOfflineEndsTheSessionAndTheNextServerIsTried) {
    auto node = online_with_host(100);
    EXPECT_EQ(node.on(edge::HostState{false, 100}), "death(0) disconnect");
    EXPECT_FALSE(node.rules.online());
    EXPECT_EQ(node.wait(), "connect(1,1)");
}

TEST(EdgeRules, AnOfflineOlderThanTheOnlineIsPassedOver) {
    auto node = online_with_host(100);
    EXPECT_EQ(node.on(edge::HostState{false, 99}), "");
    EXPECT_TRUE(node.rules.online());
}

TEST(EdgeRules, AnOnlineOlderThanTheLastWordIsPassedOver) {
    auto node = online_with_host(100);
    node.on(edge::HostState{false, 200});
    node.wait();
    node.on(edge::Connected{});
    node.on(edge::Subscribed{});
    node.on(edge::Subscribed{});
    EXPECT_EQ(node.on(edge::HostState{true, 199}), "");
    EXPECT_EQ(node.on(edge::HostState{true, 200}), "birth(1)");
}

TEST(EdgeRules, AfterAReconnectTheHostMustSayItAgain) {
    auto node = online_with_host(100);
    node.on(edge::ConnectionLost{});
    node.wait();
    node.on(edge::Connected{});
    node.on(edge::Subscribed{});
    EXPECT_EQ(node.on(edge::Subscribed{}), "");
    EXPECT_EQ(node.on(edge::HostState{true, 100}), "birth(1)") << "the retained word comes again";
}

TEST(EdgeRules, OnlineTwiceIsOneBirth) {
    auto node = online_with_host(100);
    EXPECT_EQ(node.on(edge::HostState{true, 101}), "");
}

TEST(EdgeRules, WithoutAPrimaryHostItsStateMeansNothing) {
    Node node;
    node.come_online();
    EXPECT_EQ(node.on(edge::HostState{false, 100}), "");
    EXPECT_TRUE(node.rules.online());
}

// ---- the end

TEST(EdgeRules, StopSaysDeathThenLeaves) {
    Node node({.next_bd_seq = 9});
    node.come_online();
    EXPECT_EQ(node.on(edge::Stop{}), "death(9) disconnect");
    EXPECT_TRUE(node.rules.stopped());
    EXPECT_FALSE(node.rules.deadline());
}

TEST(EdgeRules, StopBeforeTheBirthSaysNoDeath) {
    Node node;
    node.on(edge::Start{});
    EXPECT_EQ(node.on(edge::Stop{}), "disconnect");
}

TEST(EdgeRules, StopWhileBackingOffHasNothingToSay) {
    Node node;
    node.on(edge::Start{});
    node.on(edge::ConnectFailed{});
    EXPECT_EQ(node.on(edge::Stop{}), "");
    EXPECT_FALSE(node.rules.deadline());
}

TEST(EdgeRules, NothingHappensAfterTheEnd) {
    Node node;
    node.come_online();
    node.on(edge::Stop{});
    for (const auto& event : std::initializer_list<edge::Event>{
             edge::Connected{}, edge::ConnectFailed{}, edge::ConnectionLost{}, edge::Subscribed{}, edge::RebirthAsked{},
             edge::BirthOutdated{}, edge::BirthNotTaken{}, edge::Tick{}, edge::Stop{}}) {
        EXPECT_EQ(node.on(event), "");
    }
}

TEST(EdgeRules, AnyOrderOfEventsEndsInASoundState) {
    std::minstd_rand random(20260101);
    Node node(with_host());
    std::size_t births = 0;
    for (int i = 0; i < 200000; ++i) {
        node.pass(milliseconds(random() % 3000));
        std::string words;
        switch (random() % 13) {
            case 0:
                words = node.on(edge::Start{});
                break;
            case 1:
                words = node.on(edge::Connected{});
                break;
            case 2:
                words = node.on(edge::ConnectFailed{});
                break;
            case 3:
                words = node.on(edge::ConnectionLost{});
                break;
            case 4:
            case 5:
                words = node.on(edge::Subscribed{});
                break;
            case 6:
                words = node.on(edge::RebirthAsked{});
                break;
            case 7:
                words = node.on(edge::HostState{random() % 4 != 0, random() % 3 + static_cast<std::uint64_t>(i)});
                break;
            case 8:
                words = node.on(edge::BirthOutdated{});
                break;
            case 9:
                words = node.on(edge::BirthNotTaken{});
                break;
            case 10:
                words = node.on(random() % 2 == 0 ? edge::Event{edge::DeviceFound{"a"}}
                                                  : edge::Event{edge::DeviceLost{"a"}});
                break;
            case 11:
                words = node.on(edge::Tick{});
                break;
            default:
                words = random() % 50 == 0 ? node.on(edge::Stop{}) : "";
                break;
        }
        const bool birth = words.find("birth(") != std::string::npos;
        births += birth ? 1 : 0;
        ASSERT_TRUE(!birth || node.rules.online()) << words;
        ASSERT_TRUE(words.find("connect(") == std::string::npos || !node.rules.online()) << words;
        ASSERT_TRUE(!node.rules.stopped() || !node.rules.deadline());
    }
    EXPECT_GT(births, 1000U);
}

}  // namespace
}  // namespace magpie::sparkplug
