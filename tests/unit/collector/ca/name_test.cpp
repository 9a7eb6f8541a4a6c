#include "collector/ca/name.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::ca {
namespace {

TEST(NodeName, LettersDigitsAndHyphens) {
    for (const char* good : {"pole-1", "a", "0", "-", "abcdefghijklmnopqrstuvwxyz-01234"}) {
        EXPECT_TRUE(check_node_name(good)) << good;
    }
    using namespace std::literals;
    for (const auto bad : {""sv, "Pole-1"sv, "pole_1"sv, "a/b"sv, "+"sv, "#"sv, "a b"sv, "pole-1\n"sv, "pole\0x"sv,
                           "pole-1."sv, "münchen"sv, "abcdefghijklmnopqrstuvwxyz-012345"sv}) {
        EXPECT_FALSE(check_node_name(bad)) << bad;
    }
}

TEST(NodeName, ProgramsKeepTheirs) {
    for (const char* name : {"collector", "collector-a", "collector-b", "broker", "ca", "admin"}) {
        EXPECT_EQ(check_node_name(name).error(), "is the name of a program, and never a node's");
    }
    EXPECT_TRUE(check_node_name("collector-2"));
}

TEST(Host, NamesAndAddresses) {
    for (const char* good : {"broker.city.example", "localhost", "127.0.0.1", "::1", "2001:db8::7", "B-1"}) {
        EXPECT_TRUE(check_host(good)) << good;
    }
    for (const char* bad : {"", "a,DNS:b", "a b", "*.city", "email:x", "-a", ".a", "a:8883", "[::1]", "a/b"}) {
        EXPECT_FALSE(check_host(bad)) << bad;
    }
    EXPECT_TRUE(is_address("::1"));
    EXPECT_FALSE(is_address("1.2.3"));
}

}  // namespace
}  // namespace magpie::collector::ca
