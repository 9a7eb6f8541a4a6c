#include <utility>

#include "platform/http/server.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tests/unit/platform/http/served.hpp"

namespace magpie::http {
namespace {

TEST_F(Http, GetIsAnswered) {
    serve();
    EXPECT_EQ(answer("GET /a%20b?x=1 HTTP/1.1\r\nHost: here\r\nX-One: a\r\nx-one: b\r\nConnection: close\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].method, "GET");
    EXPECT_EQ(requests[0].path, "/a b");
    EXPECT_EQ(requests[0].query.at("x"), "1");
    EXPECT_EQ(requests[0].headers.at("x-one"), "a, b");
    EXPECT_EQ(requests[0].headers.at("host"), "here");
}

TEST_F(Http, HeadersOfTheHandlerAreSentButNoSmuggledLines) {
    serve();
    response.headers = {{"Content-Encoding", "gzip"}, {"X-Bad", "a\r\nSet-Cookie: b"}, {"X\r\nY", "c"}};
    EXPECT_EQ(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: "
              "5\r\nConnection: close\r\n\r\nhello");
}

TEST_F(Http, HeadHasTheHeaderOfGet) {
    serve();
    EXPECT_EQ(answer("HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(requests.at(0).method, "HEAD");
    response.more = [](std::string&) -> bool {
        ADD_FAILURE() << "no body is wanted";
        return false;
    };
    EXPECT_EQ(answer("HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
}

TEST_F(Http, ConnectionIsKeptAndRequestsMayComeAhead) {
    serve();
    RawClient client(loop, server->port());
    const std::string once = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
    client.sends("GET /1 HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return client.got == once; }));
    client.sends("GET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\nGET /4 HT");
    ASSERT_TRUE(comes([&] { return client.got == once + once + once; }));
    client.sends("TP/1.1\r\nConnection: close\r\n\r\n");
    ASSERT_TRUE(comes([&] { return client.ended; }));
    ASSERT_EQ(requests.size(), 4U);
    EXPECT_EQ(requests[3].path, "/4");
}

TEST_F(Http, OldClientsGetTheirs) {
    serve();
    EXPECT_EQ(answer("GET / HTTP/1.0\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    int pieces = 0;
    response.more = [&](std::string& out) {
        out += "piece ";
        return ++pieces < 3;
    };
    EXPECT_EQ(answer("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\npiece piece piece ");
}

TEST_F(Http, PiecesGoInChunks) {
    serve();
    int pieces = 0;
    response.more = [&](std::string& out) {
        EXPECT_TRUE(out.empty());
        ++pieces;
        if (pieces != 2) {  // a turn without output is no end
            out += std::string(static_cast<std::size_t>(10 * pieces), 'x');
        }
        return pieces < 3;
    };
    EXPECT_EQ(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
              "a\r\nxxxxxxxxxx\r\n1e\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n0\r\n\r\n");
    response.more = [](std::string&) { return false; };
    const std::string nothing = answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(nothing.substr(nothing.find("\r\n\r\n")), "\r\n\r\n0\r\n\r\n");
}

TEST_F(Http, ConnectionIsKeptAfterChunks) {
    serve();
    response.more = [](std::string& out) {
        out = "x";
        return false;
    };
    RawClient client(loop, server->port());
    client.sends("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    ASSERT_TRUE(comes([&] { return client.ended; }));
    EXPECT_EQ(requests.size(), 2U);
}

TEST_F(Http, LargeBodiesArriveWhole) {
    serve();
    response.body.clear();
    for (int i = 0; i < 200'000; ++i) {
        response.body += std::to_string(i);
    }
    const std::string got = answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(got.substr(got.find("\r\n\r\n") + 4), response.body);
}

TEST_F(Http, OtherMethodsAreRefused) {
    serve();
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO"}) {
        const std::string got = answer(std::string(method) + " / HTTP/1.1\r\n\r\n");
        EXPECT_EQ(got.substr(0, 35), "HTTP/1.1 405 Method Not Allowed\r\nCo") << method;
        EXPECT_NE(got.find("\r\nAllow: GET, HEAD\r\n"), std::string::npos);
    }
    EXPECT_TRUE(requests.empty());
}

TEST_F(Http, BodiesAreRefusedAndTheAnswerStillArrives) {
    serve();
    EXPECT_EQ(answer("GET / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x')).substr(0, 13),
              "HTTP/1.1 413 ");
    EXPECT_EQ(answer("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n").substr(0, 13),
              "HTTP/1.1 413 ");
    EXPECT_EQ(answer("POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x')).substr(0, 13),
              "HTTP/1.1 405 ");
    EXPECT_EQ(answer("GET / HTTP/1.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").substr(0, 13),
              "HTTP/1.1 200 ");
    EXPECT_EQ(requests.size(), 1U);
}

/// A body of ten bytes may be posted to /order, and /order be deleted.
Settings that_take_orders() {
    Settings settings;
    settings.takes = [](const Request& request) -> std::optional<std::size_t> {
        if (request.path != "/order" || (request.method != "POST" && request.method != "DELETE")) {
            return std::nullopt;
        }
        return request.method == "POST" ? 10 : 0;
    };
    return settings;
}

TEST_F(Http, BodiesAreTakenWhereTheSettingsSaySo) {
    serve(that_take_orders());
    RawClient client(loop, server->port());
    const std::string once = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello";
    client.sends("POST /order HTTP/1.1\r\nContent-Length: 10\r\n\r\n12345");
    client.sends(
        "67890GET /1 HTTP/1.1\r\n\r\nPOST /order HTTP/1.1\r\nContent-Length: 0\r\n\r\nDELETE /order HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return client.got == once + once + once + once; })) << client.got;
    ASSERT_EQ(requests.size(), 4U);
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_EQ(requests[0].body, "1234567890");
    EXPECT_EQ(requests[1].body, "");
    EXPECT_EQ(requests[1].method, "GET");
    EXPECT_EQ(requests[2].body, "");
    EXPECT_EQ(requests[3].method, "DELETE");
}

TEST_F(Http, BodiesThatAreNotMeantAreRefused) {
    serve(that_take_orders());
    const auto status = [&](const std::string& request) { return answer(request).substr(9, 3); };
    EXPECT_EQ(status("POST /order HTTP/1.1\r\n\r\n"), "411");
    EXPECT_EQ(status("POST /order HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), "411");
    EXPECT_EQ(status("POST /order HTTP/1.1\r\nContent-Length: 11\r\n\r\n12345678901"), "413");
    EXPECT_EQ(status("POST /order HTTP/1.1\r\nContent-Length: 99999999999999\r\n\r\n"), "413");
    EXPECT_EQ(status("DELETE /order HTTP/1.1\r\nContent-Length: 1\r\n\r\n1"), "413");
    EXPECT_EQ(status("POST /order HTTP/1.1\r\nContent-Length: -1\r\n\r\n"), "400");
    EXPECT_EQ(status("GET /order HTTP/1.1\r\nContent-Length: 1\r\n\r\n1"), "413");
    const auto other = answer("PUT /order HTTP/1.1\r\nContent-Length: 1\r\n\r\n1");
    EXPECT_EQ(other.substr(9, 3), "405");
    EXPECT_NE(other.find("\r\nAllow: GET, HEAD, POST, DELETE\r\n"), std::string::npos);
    EXPECT_NE(answer("POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\n1").find("\r\nAllow: GET, HEAD\r\n"),
              std::string::npos);
    EXPECT_TRUE(requests.empty());
}

TEST_F(Http, WhoWaitsToSendItsBodyIsToldToGoOn) {
    serve(that_take_orders());
    RawClient client(loop, server->port());
    client.sends("POST /order HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\nConnection: close\r\n\r\n");
    ASSERT_TRUE(comes([&] { return client.got == "HTTP/1.1 100 Continue\r\n\r\n"; }));
    client.sends("12345");
    ASSERT_TRUE(comes([&] { return client.ended; }));
    EXPECT_EQ(requests.at(0).body, "12345");
}

TEST_F(Http, ABodyThatTakesTooLongIsCutOff) {
    auto settings = that_take_orders();
    settings.request_timeout = 50ms;
    serve(settings);
    RawClient client(loop, server->port());
    client.sends("POST /order HTTP/1.1\r\nContent-Length: 10\r\n\r\n1234");
    ASSERT_TRUE(comes([&] { return client.ended; }));
    EXPECT_EQ(client.got, "");
    EXPECT_TRUE(requests.empty());
}

TEST_F(Http, AnAnswerMayComeLater) {
    serve(that_take_orders());
    std::function<void(Response)> give;
    response.later = [&](std::function<void(Response)> to) { give = std::move(to); };
    RawClient client(loop, server->port());
    client.sends("POST /order HTTP/1.1\r\nContent-Length: 1\r\n\r\n1");
    ASSERT_TRUE(comes([&] { return give != nullptr; }));
    EXPECT_EQ(client.got, "");
    std::exchange(give, nullptr)({201, "text/plain", "taken", {}, nullptr});
    ASSERT_TRUE(comes([&] { return client.got.ends_with("taken"); }));
    EXPECT_EQ(client.got.substr(0, 12), "HTTP/1.1 201");
    client.sends("DELETE /order HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return give != nullptr; }));
    server.reset();
    give({200, "text/plain", "nobody is there any more", {}, nullptr});
    give = nullptr;
    ASSERT_TRUE(comes([&] { return client.ended; }));
}

TEST_F(Http, GarbageIsRefused) {
    serve();
    for (const std::string& garbage :
         {std::string("hello\r\n\r\n"), std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
          std::string("GET / HTTP/9.9\r\n\r\n"), std::string("GET  / HTTP/1.1\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nbad header\r\n\r\n"), std::string("GET /%zz HTTP/1.1\r\n\r\n"),
          std::string("GET * HTTP/1.1\r\n\r\n"), std::string("GET /\0 HTTP/1.1\r\n\r\n", 19),
          std::string("GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n"), std::string("\r\n\r\n\r\n\r\n"),
          std::string("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n")}) {
        EXPECT_EQ(answer(garbage).substr(0, 24), "HTTP/1.1 400 Bad Request") << garbage;
    }
    EXPECT_TRUE(requests.empty());
}

TEST_F(Http, LongHeadersAreRefused) {
    serve();
    EXPECT_EQ(answer("GET /" + std::string(10'000, 'x') + " HTTP/1.1\r\n\r\n").substr(0, 13), "HTTP/1.1 431 ");
    EXPECT_EQ(answer("GET / HTTP/1.1\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n").substr(0, 13), "HTTP/1.1 431 ");
    EXPECT_EQ(answer("GET /" + std::string(7'000, 'x') + " HTTP/1.1\r\nConnection: close\r\n\r\n").substr(0, 13),
              "HTTP/1.1 200 ");
}

TEST_F(Http, RequestThatTakesTooLongIsCutOff) {
    serve({.request_timeout = 50ms});
    RawClient slow(loop, server->port());
    slow.sends("GET / HT");
    ASSERT_TRUE(comes([&] { return slow.ended; }));
    EXPECT_EQ(slow.got, "");
}

TEST_F(Http, ClientThatSaysNothingIsCutOff) {
    serve({.idle_timeout = 50ms});
    RawClient silent(loop, server->port());
    ASSERT_TRUE(comes([&] { return silent.ended; }));
    RawClient kept(loop, server->port());
    kept.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return kept.ended; }));
    EXPECT_EQ(requests.size(), 1U);
}

TEST_F(Http, ClientThatDoesNotReadIsCutOff) {
    serve({.write_timeout = 100ms});
    std::size_t produced = 0;
    bool gone = false;
    response.more = [&, held = std::shared_ptr<void>(nullptr, [&](void*) { gone = true; })](std::string& out) {
        out.assign(65'536, 'x');
        produced += out.size();
        return true;  // for ever
    };
    RawClient deaf(loop, server->port(), /*reads=*/false);
    deaf.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return produced > 0; }));
    response = {};
    requests.clear();
    ASSERT_TRUE(comes([&] { return gone; }));
    EXPECT_LT(produced, 100'000'000U);
}

TEST_F(Http, OtherWorkRunsBetweenPieces) {
    serve();
    int pieces = 0;
    response.more = [&](std::string& out) {
        out = "x";
        return ++pieces < 1'000'000;
    };
    RawClient long_one(loop, server->port());
    long_one.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return pieces > 0; }));
    response = {200, "text/plain", "hello", {}, nullptr};
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
    EXPECT_LT(pieces, 1'000'000);
}

TEST_F(Http, ClientsThatGoAwayLeaveNothingBehind) {
    serve({.connections = 4});
    for (int i = 0; i < 50; ++i) {
        RawClient client(loop, server->port());
        client.sends(i % 3 == 0 ? "" : i % 3 == 1 ? "GET / HT" : "GET / HTTP/1.1\r\n\r\n");
        loop.restart();
        loop.poll();
        client.goes_away();
    }
    EXPECT_NE(answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
}

TEST_F(Http, NothingOfTheHandlerRunsAfterTheServerIsGone) {
    serve();
    int pieces = 0;
    response.more = [&](std::string&) {
        ++pieces;
        return true;  // never a word: keeps posting itself
    };
    RawClient client(loop, server->port()), early(loop, server->port());
    client.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return pieces > 3; }));
    early.sends("GET / HTTP/1.1\r\n\r\n");
    server.reset();
    const int before = pieces;
    EXPECT_TRUE(comes([&] { return client.ended && early.ended; }));
    EXPECT_EQ(pieces, before);
    EXPECT_EQ(requests.size(), 1U);
}

TEST_F(Http, PortInUseIsNamed) {
    serve();
    const auto second = Server::open(loop, {.port = server->port()}, [](const Request&) { return Response{}; });
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(),
              "cannot listen on 127.0.0.1:" + std::to_string(server->port()) + ": Address already in use");
    EXPECT_EQ(Server::open(loop, {.address = "localhost"}, nullptr).error(),
              "cannot listen on localhost:0: this is no IP address");
}

}  // namespace
}  // namespace magpie::http
