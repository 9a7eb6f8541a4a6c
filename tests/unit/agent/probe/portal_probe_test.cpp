#include "agent/probe/portal_probe.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace magpie::agent::probe {
namespace {

using std::chrono::milliseconds;

constexpr const char* page = "http://check.example/generate_204";

Outcome after(std::initializer_list<PageAnswer> answers) {
    PortalProbe portal(page);
    for (const auto& answer : answers) {
        portal.received(answer, milliseconds(10));
    }
    return portal.outcome().value_or(Outcome{.detail = "none"});
}

TEST(PortalProbe, AnEmptyPageIsOpen) {
    const auto outcome = after({{.status = 204}});
    EXPECT_EQ(outcome.state, State::answered);
    EXPECT_EQ(outcome.captive, false);
    EXPECT_EQ(outcome.round_trip, milliseconds(10));
}

TEST(PortalProbe, AnotherPageIsAPortal) {
    const auto outcome = after({{.status = 200, .body_bytes = 1000}});
    EXPECT_EQ(outcome.state, State::answered);
    EXPECT_EQ(outcome.captive, true);
    EXPECT_EQ(outcome.status, 200U);
}

TEST(PortalProbe, ARedirectIsFollowedToThePortal) {
    PortalProbe portal(page);
    portal.received({.status = 302, .location = "https://portal.example/login"}, milliseconds(10));
    EXPECT_FALSE(portal.outcome());
    EXPECT_EQ(portal.url(), "https://portal.example/login");
    portal.received({.status = 200}, milliseconds(15));
    EXPECT_EQ(portal.outcome()->captive, true);
    EXPECT_EQ(portal.outcome()->state, State::answered);
    EXPECT_EQ(portal.outcome()->round_trip, milliseconds(25));
}

TEST(PortalProbe, APortalThatIsBrokenIsSaidToBe) {
    const PageAnswer redirect{.status = 302, .location = "http://portal.example/"};
    EXPECT_EQ(after({redirect, {.status = 503}}).state, State::failed);
    EXPECT_EQ(after({redirect, {.status = 503}}).captive, true);
    // An empty page behind a redirect is the portal's all the same.
    EXPECT_EQ(after({redirect, {.status = 204}}).captive, true);
    PortalProbe silent(page);
    silent.received(redirect, milliseconds(1));
    silent.failed(State::no_answer, "no answer in time");
    EXPECT_EQ(silent.outcome()->captive, true);
    EXPECT_EQ(silent.outcome()->state, State::no_answer);
    EXPECT_FALSE(silent.outcome()->round_trip);
}

TEST(PortalProbe, RedirectsForEverEnd) {
    PortalProbe portal(page);
    int pages = 0;
    for (; !portal.outcome() && pages < 100; ++pages) {
        portal.received({.status = 302, .location = "/again"}, milliseconds(1));
    }
    EXPECT_EQ(pages, 6);
    EXPECT_EQ(portal.outcome()->state, State::redirects);
    EXPECT_EQ(portal.outcome()->captive, true);
}

TEST(PortalProbe, AServerThatFailsSaysNothingOfAPortal) {
    const auto outcome = after({{.status = 500}});
    EXPECT_EQ(outcome.state, State::failed);
    EXPECT_FALSE(outcome.captive);
    PortalProbe silent(page);
    silent.failed(State::no_answer, "no answer in time");
    EXPECT_FALSE(silent.outcome()->captive);
}

TEST(PortalProbe, ARedirectToNowhereIsWrong) {
    EXPECT_EQ(after({{.status = 302}}).state, State::wrong_answer);
    EXPECT_EQ(after({{.status = 302, .location = "ftp://x/"}}).state, State::wrong_answer);
    EXPECT_EQ(after({{.status = 302, .location = "javascript:1"}}).state, State::wrong_answer);
}

TEST(PortalProbe, AnApiIsBelieved) {
    EXPECT_EQ(after({{.status = 200, .api = R"({"captive":true,"user-portal-url":"https://p/"})"}}).captive, true);
    EXPECT_EQ(after({{.status = 200, .api = R"({"captive":false})"}}).captive, false);
    const auto wrong = after({{.status = 200, .api = R"({"captive":"yes"})"}});
    EXPECT_EQ(wrong.state, State::wrong_answer);
    EXPECT_FALSE(wrong.captive);
}

TEST(Redirected, LeadsWhereABrowserWouldGo) {
    EXPECT_EQ(redirected("http://a/b/c?d=/e", "https://x/y#z"), "https://x/y");
    EXPECT_EQ(redirected("http://a:81/b/c?d=/e", "/f"), "http://a:81/f");
    EXPECT_EQ(redirected("http://a/b/c?d=/e", "f"), "http://a/b/f");
    EXPECT_EQ(redirected("https://a", "f"), "https://a/f");
    EXPECT_EQ(redirected("https://a/", "//x/y"), "https://x/y");
    EXPECT_FALSE(redirected("http://a/", ""));
    EXPECT_FALSE(redirected("http://a/", "/\r\nX: y"));
    EXPECT_FALSE(redirected("http://a/", std::string(3000, 'a')));
}

TEST(CaptivePortal, IsAnObjectOfBoundedSize) {
    const auto portal = parse_captive_portal(R"({"captive":true,"user-portal-url":"u","seconds-remaining":12})");
    ASSERT_TRUE(portal);
    EXPECT_TRUE(portal->captive);
    EXPECT_EQ(portal->user_portal_url, "u");
    EXPECT_EQ(portal->seconds_remaining, 12);
    for (const auto* bad : {"", "[]", "{}", "true", "{\"captive\":1}", "{\"captive\":true", "{\"captive\":true}x"}) {
        EXPECT_FALSE(parse_captive_portal(bad)) << bad;
    }
    EXPECT_FALSE(
        parse_captive_portal(R"({"captive":true,"x":")" + std::string(most_captive_portal_bytes, 'a') + "\"}"));
    EXPECT_FALSE(parse_captive_portal(std::string(most_captive_portal_bytes, '[')));
}

}  // namespace
}  // namespace magpie::agent::probe
