#include "agent/probe_line/trace_run.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

#include <boost/asio/ip/address.hpp>

namespace magpie::agent {
namespace {

namespace ip = boost::asio::ip;

TEST(TraceRun, OfTheLoopbackIsOneHop) {
    boost::asio::io_context loop(1);
    const platform::SystemClock clock;
    std::optional<Trace> found;
    auto run = begin_trace(loop, clock, ip::make_address("127.0.0.1"), {.probes_of_a_hop = 2}, [&](const Trace& trace) {
        found = trace;
        loop.stop();
    });
    ASSERT_TRUE(run) << run.error();
    loop.run_for(std::chrono::seconds(10));
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->reached());
    ASSERT_EQ(found->hops().size(), 1U);
    EXPECT_EQ(hop_text(found->hops()[0]), "127.0.0.1");
    EXPECT_EQ(found->hops()[0].answered, 2);
}

TEST(TraceRun, EndsWithItsScopeAndSaysNothing) {
    boost::asio::io_context loop(1);
    const platform::SystemClock clock;
    auto run = begin_trace(loop, clock, ip::make_address("127.0.0.1"), {}, [](const Trace&) { ADD_FAILURE(); });
    ASSERT_TRUE(run);
    (*run).reset();
    loop.run_for(std::chrono::seconds(10));
}

TEST(TraceRun, AHopIsWrittenAsTheAddressItIs) {
    EXPECT_EQ(hop_text({.from = hop_address(ip::make_address("10.1.2.3"))}), "10.1.2.3");
    EXPECT_EQ(hop_text({.from = hop_address(ip::make_address("2001:db8::1"))}), "2001:db8::1");
    EXPECT_EQ(hop_text({}), "*");
}

}  // namespace
}  // namespace magpie::agent
