#include "agent/citizen/join.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::citizen {
namespace {

class JoinTest : public testing::Test {
  protected:
    JoinTest() { join_.begin(now_); }

    void passes(Milliseconds time) { now_.mono += time; }
    void hears(std::string_view datagram) { join_.received(datagram, now_); }
    void waits() {
        now_.mono = join_.deadline();
        join_.tick(now_);
    }
    /// Answers everything up to the selection of the network.
    void is_set_up() {
        while (const auto command = join_.take()) {
            said_.push_back(*command);
            hears(*command == "ADD_NETWORK" ? "4\n" : "OK\n");
        }
    }
    void is_associated() {
        is_set_up();
        hears("<3>SME: Trying to authenticate with 02:00:00:00:01:00 (SSID='a' freq=2412 MHz)");
        hears("<3>Associated with 02:00:00:00:01:00");
    }
    /// The stage that failed and why.
    std::string why() const {
        const auto& last = join_.ends().back();
        return std::string(word(last.stage)).append(" ").append(last.outcome);
    }

    Now now_{.mono = Monotonic{Milliseconds{5000}}};
    std::vector<std::string> said_;
    Join join_{{.variables = {{"ssid", "61"}, {"key_mgmt", "NONE"}}}};
};

TEST_F(JoinTest, SetsTheNetworkUpOneCommandAfterTheOther) {
    EXPECT_EQ(join_.take(), "ATTACH");
    EXPECT_EQ(join_.take(), std::nullopt) << "until it is answered";
    hears("<3>CTRL-EVENT-SCAN-STARTED ");
    EXPECT_EQ(join_.take(), std::nullopt) << "an event is no answer";
    hears("OK\n");
    is_set_up();
    EXPECT_EQ(said_,
              (std::vector<std::string>{"REMOVE_NETWORK all", "BSS_FLUSH 0", "ADD_NETWORK", "SET_NETWORK 4 ssid 61",
                                        "SET_NETWORK 4 key_mgmt NONE", "SELECT_NETWORK 4"}));
}

TEST_F(JoinTest, EachStageHasItsTime) {
    is_set_up();
    passes(Milliseconds{700});
    hears("<3>SME: Trying to authenticate with 02:00:00:00:01:00 (SSID='a' freq=2412 MHz)");
    passes(Milliseconds{20});
    hears("<3>Trying to associate with 02:00:00:00:01:00 (SSID='a' freq=2412 MHz)");
    passes(Milliseconds{10});
    hears("<3>Associated with 02:00:00:00:01:00");
    passes(Milliseconds{5});
    EXPECT_FALSE(join_.joined());
    hears("<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]");
    EXPECT_TRUE(join_.joined());
    ASSERT_EQ(join_.ends().size(), 3U);
    EXPECT_EQ(join_.ends()[0].took, Milliseconds{700});
    EXPECT_EQ(join_.ends()[1].took, Milliseconds{30});
    EXPECT_EQ(join_.ends()[2].took, Milliseconds{5});
    EXPECT_EQ(why(), "keys success");
}

TEST_F(JoinTest, NetworkThatTwoScansMissIsNotFound) {
    is_set_up();
    hears("<3>CTRL-EVENT-NETWORK-NOT-FOUND ");
    EXPECT_FALSE(join_.failed());
    hears("<3>CTRL-EVENT-NETWORK-NOT-FOUND ");
    EXPECT_TRUE(join_.failed());
    EXPECT_EQ(why(), "scan not_found");
}

TEST_F(JoinTest, SilenceIsNotFoundOrNoAnswer) {
    is_set_up();
    waits();
    EXPECT_EQ(why(), "scan not_found");
}

TEST_F(JoinTest, AccessPointThatSaysNothingIsNoAnswer) {
    is_associated();
    waits();
    EXPECT_TRUE(join_.failed());
    EXPECT_EQ(why(), "keys no_answer");
}

TEST_F(JoinTest, WrongKeyIsSaidAfterTheGoodbye) {
    is_associated();
    hears("<3>CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=15");
    EXPECT_FALSE(join_.failed());
    hears("<3>WPA: 4-Way Handshake failed - pre-shared key may be incorrect");
    EXPECT_EQ(why(), "keys wrong_key");
}

TEST_F(JoinTest, GoodbyeWithoutAReasonIsOneSoonAfterwards) {
    is_associated();
    const auto before = now_.mono;
    hears("<3>CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=3");
    waits();
    EXPECT_EQ(why(), "keys disconnected");
    EXPECT_EQ(now_.mono - before, Milliseconds{1000});
}

TEST_F(JoinTest, RejectionIsToldApart) {
    is_set_up();
    hears("<3>SME: Trying to authenticate with 02:00:00:00:01:00 (SSID='a' freq=2412 MHz)");
    hears("<3>CTRL-EVENT-ASSOC-REJECT bssid=02:00:00:00:01:00 status_code=17");
    EXPECT_EQ(why(), "association full");
}

TEST_F(JoinTest, EnterpriseSaysWhy) {
    is_associated();
    hears("<3>CTRL-EVENT-EAP-TLS-CERT-ERROR reason=1 depth=0 subject='/CN=x' err='bad'");
    hears("<3>CTRL-EVENT-EAP-FAILURE EAP authentication failed");
    EXPECT_EQ(why(), "keys certificate") << "what is said first";
}

TEST_F(JoinTest, WhatIsNotAcceptedIsWpaSupplicants) {
    while (const auto command = join_.take()) {
        hears(command->starts_with("SET_NETWORK") ? "FAIL\n" : "0\n");
        if (*command == "ATTACH") {
            break;
        }
    }
    EXPECT_EQ(why(), "scan supplicant");
}

TEST_F(JoinTest, WpaSupplicantThatDoesNotAnswerOrEndsFails) {
    EXPECT_EQ(join_.take(), "ATTACH");
    waits();
    EXPECT_EQ(why(), "scan supplicant");
    Join other({.variables = {}});
    other.begin(now_);
    other.received("<3>CTRL-EVENT-TERMINATING ", now_);
    EXPECT_TRUE(other.failed());
}

TEST_F(JoinTest, IsLostOnceItHadJoined) {
    is_associated();
    hears("<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]");
    EXPECT_FALSE(join_.lost());
    hears("<3>CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=3");
    EXPECT_TRUE(join_.lost());
    EXPECT_FALSE(join_.failed());
}

TEST_F(JoinTest, LeavesAndTellsWhatItCost) {
    is_associated();
    hears("<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]");
    join_.leave(now_);
    EXPECT_EQ(join_.take(), "SIGNAL_POLL");
    hears("RSSI=-30\nLINKSPEED=54\n");
    EXPECT_EQ(join_.take(), "PKTCNT_POLL");
    hears("TXGOOD=40\nTXBAD=2\nRXGOOD=58\n");
    EXPECT_EQ(join_.take(), "REMOVE_NETWORK all");
    hears("OK\n");
    EXPECT_FALSE(join_.left());
    EXPECT_EQ(join_.take(), "DETACH");
    hears("OK\n");
    EXPECT_TRUE(join_.left());
    EXPECT_EQ(join_.packets(), 100U);
    EXPECT_EQ(join_.link_speed(), 54U);
}

TEST_F(JoinTest, LeavesEvenWhereNobodyAnswers) {
    join_.leave(now_);
    waits();
    EXPECT_TRUE(join_.left());
    EXPECT_EQ(join_.packets(), 0U);
}

}  // namespace
}  // namespace magpie::agent::citizen
