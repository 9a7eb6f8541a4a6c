#include "agent/capture/client/portal.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <span>
#include <string_view>

namespace magpie::agent::client {
namespace {

using capture::Outcome;

std::span<const std::byte> bytes(std::string_view text) {
    return std::as_bytes(std::span(text));
}

TEST(Portal, ARequestIsKnownByItsMethod) {
    EXPECT_TRUE(begins_http_request(bytes("GET /generate_204 HTTP/1.1\r\n")));
    EXPECT_TRUE(begins_http_request(bytes("HEAD / HTTP/1.1\r\n")));
    EXPECT_FALSE(begins_http_request(bytes("GETAWAY")));
    EXPECT_FALSE(begins_http_request(bytes("GET")));
    EXPECT_FALSE(begins_http_request({}));
}

TEST(Portal, AnswersAreReadByTheirCode) {
    EXPECT_EQ(http_answer(bytes("HTTP/1.1 204 No Content\r\n")), Outcome::success);
    EXPECT_EQ(http_answer(bytes("HTTP/1.0 200 OK\r\n")), Outcome::success);
    EXPECT_EQ(http_answer(bytes("HTTP/1.1 302 Found\r\n")), Outcome::redirected);
    EXPECT_EQ(http_answer(bytes("HTTP/1.1 511 Network Authentication Required\r\n")), Outcome::redirected);
    EXPECT_EQ(http_answer(bytes("HTTP/1.1 404 Not Found\r\n")), Outcome::refused);
    EXPECT_EQ(http_answer(bytes("HTTP/1.1 503 Unavailable\r\n")), Outcome::server_failure);
}

TEST(Portal, WhatIsNoAnswerIsNone) {
    EXPECT_EQ(http_answer(bytes("HTTP/1.1 100 Continue\r\n")), std::nullopt);
    EXPECT_EQ(http_answer(bytes("HTTP/1.1 20")), std::nullopt);
    EXPECT_EQ(http_answer(bytes("HTTP/1.1 2x4 ")), std::nullopt);
    EXPECT_EQ(http_answer(bytes("\x16\x03\x01 not HTTP at all")), std::nullopt);
    EXPECT_EQ(http_answer({}), std::nullopt);
}

}  // namespace
}  // namespace magpie::agent::client
