#include "platform/mqtt/name_lookup.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace magpie::mqtt {
namespace {

using namespace std::chrono_literals;

TEST(NameLookup, AddressesAreTheirOwnAnswer) {
    boost::asio::io_context loop;
    NameLookup lookup(loop);
    std::optional<NameLookup::Answer> got;
    lookup.start("10.1.2.3", [&](const NameLookup::Answer& answer) { got = answer; });
    EXPECT_FALSE(got);  // never from within
    loop.run();
    ASSERT_TRUE(got && *got);
    EXPECT_EQ((**got).at(0).to_string(), "10.1.2.3");
}

TEST(NameLookup, NamesAreLookedUp) {
    boost::asio::io_context loop;
    NameLookup lookup(loop);
    std::optional<NameLookup::Answer> got;
    lookup.start("localhost", [&](const NameLookup::Answer& answer) { got = answer; });
    const auto guard = boost::asio::make_work_guard(loop);
    while (!got && loop.run_one_for(10s) > 0) {
    }
    ASSERT_TRUE(got && *got);
    EXPECT_TRUE((**got).at(0).is_loopback());
}

TEST(NameLookup, OnlyTheLastIsAnswered) {
    boost::asio::io_context loop;
    NameLookup lookup(loop);
    int first = 0, second = 0;
    lookup.start("10.0.0.1", [&](const NameLookup::Answer&) { ++first; });
    lookup.start("10.0.0.2", [&](const NameLookup::Answer&) { ++second; });
    loop.run();
    EXPECT_EQ(first, 0);
    EXPECT_EQ(second, 1);
}

TEST(NameLookup, CancelledAndDestroyedOnesAreSilent) {
    boost::asio::io_context loop;
    int answers = 0;
    {
        NameLookup lookup(loop);
        lookup.start("10.0.0.1", [&](const NameLookup::Answer&) { ++answers; });
        lookup.cancel();
        loop.run();
        loop.restart();
        lookup.start("localhost", [&](const NameLookup::Answer&) { ++answers; });
    }
    loop.run_for(50ms);
    EXPECT_EQ(answers, 0);
}

}  // namespace
}  // namespace magpie::mqtt
