#include "agent/app/client_event.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace magpie::agent {
namespace {

using capture::ClientChange;
using hostapd::EventType;

constexpr MacAddress phone{{2, 0, 0, 0, 1, 0}};

TEST(ClientEvent, SaysWhichClientChangedHowAndWhere) {
    const auto event = client_event({"wlan0", {EventType::deauthenticated, phone, 15}});
    ASSERT_TRUE(event);
    EXPECT_EQ(capture::view(event->interface), "wlan0");
    EXPECT_EQ(event->client, phone.bytes);
    EXPECT_EQ(event->reason, 15);
    EXPECT_EQ(event->change, ClientChange::left);
}

TEST(ClientEvent, EachStageHasItsOwn) {
    for (const auto& [type, change] : {std::pair(EventType::connected, ClientChange::connected),
                                       std::pair(EventType::disconnected, ClientChange::left),
                                       std::pair(EventType::wrong_passphrase, ClientChange::wrong_passphrase),
                                       std::pair(EventType::eap_started, ClientChange::eap_started),
                                       std::pair(EventType::eap_succeeded, ClientChange::eap_succeeded),
                                       std::pair(EventType::eap_failed, ClientChange::eap_refused),
                                       std::pair(EventType::eap_timed_out, ClientChange::eap_timed_out)}) {
        EXPECT_EQ(client_event({"wlan0", {type, phone}})->change, change);
    }
}

TEST(ClientEvent, IsNoneWithoutAClientOrAStage) {
    EXPECT_FALSE(client_event({"wlan0", {EventType::connected}}));
    EXPECT_FALSE(client_event({"wlan0", {EventType::full, phone}}));
    EXPECT_FALSE(client_event({"wlan0", {EventType::blocked, phone}}));
}

}  // namespace
}  // namespace magpie::agent
