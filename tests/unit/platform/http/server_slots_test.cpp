#include <utility>

#include "platform/http/server.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "tests/unit/platform/http/served.hpp"

namespace magpie::http {
namespace {

TEST_F(Http, WhenAllPlacesAreTakenTheLongestWaitingGoes) {
    serve({.connections = 3});
    RawClient first(loop, server->port()), second(loop, server->port()), third(loop, server->port());
    for (RawClient* client : {&first, &second, &third}) {
        client->sends("GET / HTTP/1.1\r\n\r\n");
        ASSERT_TRUE(comes([&] { return !client->got.empty(); }));
    }
    first.got.clear();
    first.sends("GET / HTTP/1.1\r\n\r\n");  // now it is the second that has waited longest
    ASSERT_TRUE(comes([&] { return !first.got.empty(); }));
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
    EXPECT_TRUE(comes([&] { return second.ended; }));
    EXPECT_FALSE(first.ended || third.ended);
}

TEST_F(Http, SlowWritersDoNotLockOthersOut) {
    serve({.connections = 2});
    RawClient slow_one(loop, server->port()), slow_two(loop, server->port());
    slow_one.sends("GET / HT");
    slow_two.sends("GET / HT");
    loop.run_for(10ms);
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
    EXPECT_TRUE(comes([&] { return slow_one.ended; }));
    EXPECT_FALSE(slow_two.ended);
    EXPECT_EQ(server->numbers().gave_way, 1U);
}

TEST_F(Http, WhoIsBeingAnsweredStays) {
    serve({.connections = 1, .patience = 1min});
    response.more = [](std::string& out) {
        out.assign(65'536, 'x');
        return true;
    };
    RawClient taken(loop, server->port(), /*reads=*/false);
    taken.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return requests.size() == 1; }));
    RawClient late(loop, server->port());
    ASSERT_TRUE(comes([&] { return late.ended; }));
    EXPECT_EQ(server->numbers().turned_away, 1U);
    EXPECT_EQ(server->numbers().gave_way, 0U);
    taken.read();
    EXPECT_TRUE(comes([&] { return taken.got.size() > 1'000'000; }));
}

TEST_F(Http, WhoTakesNothingOfItsAnswerGivesWay) {
    serve({.connections = 2, .patience = 20ms});
    response.more = [](std::string& out) {
        out.assign(65'536, 'x');
        return true;
    };
    RawClient deaf_one(loop, server->port(), /*reads=*/false), deaf_two(loop, server->port(), /*reads=*/false);
    deaf_one.sends("GET / HTTP/1.1\r\n\r\n");
    deaf_two.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return requests.size() == 2; }));
    loop.run_for(100ms);  // until their sockets are full, and longer than anybody's patience
    response.more = nullptr;
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
    EXPECT_EQ(server->numbers().gave_way, 1U);
}

TEST_F(Http, WhoTakesItsAnswerKeepsItsPlaceBesideWhoDoesNot) {
    serve({.connections = 2, .patience = 20ms});
    response.more = [](std::string& out) {
        out.assign(65'536, 'x');
        return true;
    };
    RawClient good(loop, server->port()), deaf(loop, server->port(), /*reads=*/false);
    good.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return good.got.size() > 1'000'000; }));
    deaf.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return requests.size() == 2; }));
    loop.run_for(100ms);
    response.more = nullptr;
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
    EXPECT_FALSE(good.ended);
}

TEST_F(Http, SingleBytesOfARequestHoldNoPlace) {
    serve({.connections = 2});
    RawClient dripping(loop, server->port());
    dripping.sends("G");
    loop.run_for(10ms);
    RawClient kept(loop, server->port());
    kept.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return !kept.got.empty(); }));
    dripping.sends("ET ");
    loop.run_for(10ms);
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
    EXPECT_TRUE(comes([&] { return dripping.ended; }));
    EXPECT_FALSE(kept.ended);
}

TEST_F(Http, APeerWithMoreThanHalfOfThePlacesGivesWayFirst) {
    serve({.connections = 3});
    RawClient other(loop, server->port());
    other.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return !other.got.empty(); }));
    std::deque<RawClient> flood;
    for (int i = 0; i < 10; ++i) {
        flood.emplace_back(loop, server->port(), /*reads=*/true, "127.0.0.2");
        loop.run_for(1ms);
    }
    ASSERT_TRUE(comes([&] { return server->numbers().gave_way == 8; }));
    EXPECT_FALSE(other.ended);
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
    EXPECT_FALSE(other.ended);
}

TEST_F(Http, APeerWithMoreThanHalfOfThePlacesGivesWayInTheMiddleOfAnAnswer) {
    serve({.connections = 2, .patience = 1min});
    response.more = [](std::string& out) {
        out.assign(65'536, 'x');
        return true;
    };
    RawClient one(loop, server->port(), /*reads=*/false, "127.0.0.2"), two(loop, server->port(), false, "127.0.0.2");
    one.sends("GET / HTTP/1.1\r\n\r\n");
    two.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return requests.size() == 2; }));
    response.more = nullptr;
    RawClient third(loop, server->port(), /*reads=*/true, "127.0.0.2");
    EXPECT_TRUE(comes([&] { return third.ended; }));
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
}

TEST_F(Http, WhoIsNotAdmittedIsNotSpokenTo) {
    Settings settings;
    std::vector<Peer> asked;
    settings.admits = [&](const Peer& peer) {
        asked.push_back(peer);
        return asked.size() > 1;
    };
    serve(settings);
    RawClient early(loop, server->port());
    ASSERT_TRUE(comes([&] { return early.ended; }));
    EXPECT_EQ(early.got, "");
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
    EXPECT_EQ(asked.at(0)[12], 127);
}

TEST_F(Http, APeerIsNamedByItsAddress) {
    serve();
    (void)answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(requests.at(0).peer, (Peer{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1}));
}

}  // namespace
}  // namespace magpie::http
