#include <utility>

#include "platform/http/client.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace magpie::http {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
using Result = tl::expected<Answer, Failure>;

/// A server that reads all it gets, answers what it is told, and knows nothing of HTTP.
class Store {
  public:
    explicit Store(boost::asio::io_context& loop)
        : loop_(loop), acceptor_(loop, {boost::asio::ip::address_v4::loopback(), 0}) {
        accept();
    }
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void says(const std::string& text) { boost::asio::write(*socket_, boost::asio::buffer(text)); }
    void hangs_up() { socket_.reset(); }
    void resets() {
        socket_->set_option(tcp::socket::linger(true, 0));
        socket_.reset();
    }
    void goes_away() {
        hangs_up();
        acceptor_.close();
    }

    std::string got;
    int connections = 0;

  private:
    void accept() {
        acceptor_.async_accept([this](boost::system::error_code problem, tcp::socket socket) {
            if (!problem) {
                ++connections;
                socket_ = std::make_shared<tcp::socket>(std::move(socket));
                read(socket_);
                accept();
            }
        });
    }
    void read(const std::shared_ptr<tcp::socket>& socket) {
        socket->async_read_some(boost::asio::buffer(chunk_), [this, weak = std::weak_ptr(socket)](
                                                                 boost::system::error_code problem, std::size_t size) {
            const auto still = weak.lock();
            if (!problem && still) {
                got.append(chunk_.data(), size);
                read(still);
            }
        });
    }

    boost::asio::io_context& loop_;
    tcp::acceptor acceptor_;
    std::shared_ptr<tcp::socket> socket_;
    std::array<char, 65536> chunk_{};
};

class HttpClient : public testing::Test {
  protected:
    HttpClient() { make(20s); }
    void make(std::chrono::milliseconds timeout) {
        client = Client::make(loop,
                              {.url = {.host = "127.0.0.1", .port = std::to_string(store.port()), .target = "/write"},
                               .headers = {{"Content-Encoding", "snappy"}},
                               .timeout = timeout,
                               .answer_bytes = 1000},
                              [this] { ++lost; });
    }
    template <class Condition>
    testing::AssertionResult comes(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!condition()) {
            loop.restart();
            if (loop.run_one_until(end) == 0) {
                return testing::AssertionFailure() << "nothing happens";
            }
        }
        return testing::AssertionSuccess();
    }
    void posts(std::string body) {
        result.reset();
        client->post(std::move(body), [this](Result answer) { result = std::move(answer); });
    }
    /// Until the request has come in whole.
    void is_heard(const std::string& end) {
        ASSERT_TRUE(comes([&] { return store.got.ends_with(end); })) << store.got;
    }
    void answered() {
        ASSERT_TRUE(comes([&] { return result.has_value(); }));
    }
    void exchanges(const std::string& body, const std::string& answer) {
        posts(body);
        is_heard(body);
        store.says(answer);
        answered();
    }
    void fails(Failure failure) {
        answered();
        ASSERT_FALSE(result->has_value());
        EXPECT_EQ(result->error(), failure);
    }

    const std::string good = "HTTP/1.1 204 No Content\r\n\r\n";
    boost::asio::io_context loop;
    Store store{loop};
    std::unique_ptr<Client> client;
    std::optional<Result> result;
    int lost = 0;
};

TEST_F(HttpClient, PostsAndReadsTheAnswer) {
    exchanges("body", "HTTP/1.1 429 Slow\r\nRetry-After: 7\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ(store.got, "POST /write HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(store.port()) +
                             "\r\nContent-Encoding: snappy\r\nContent-Length: 4\r\n\r\nbody");
    ASSERT_TRUE(result->has_value());
    EXPECT_EQ((*result)->status, 429U);
    EXPECT_EQ((*result)->retry_after, "7");
    EXPECT_EQ((*result)->body, "hello");
}

TEST_F(HttpClient, GetsAnotherPathOverTheSameConnection) {
    exchanges("body", good);
    store.got.clear();
    result.reset();
    client->get("/metrics", [this](Result answer) { result = std::move(answer); });
    is_heard("\r\n\r\n");
    EXPECT_EQ(store.got, "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(store.port()) +
                             "\r\nContent-Encoding: snappy\r\n\r\n");
    store.says("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes");
    answered();
    ASSERT_TRUE(result->has_value());
    EXPECT_EQ((*result)->body, "yes");
    EXPECT_EQ(store.connections, 1);
}

TEST_F(HttpClient, KeepsItsConnection) {
    exchanges("one", good);
    exchanges("two", good);
    EXPECT_TRUE(result->has_value());
    EXPECT_EQ(store.connections, 1);
    EXPECT_EQ(lost, 0);
}

TEST_F(HttpClient, MakesANewConnectionAtOnceWhenTheServerSaysThatItCloses) {
    exchanges("one", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    ASSERT_TRUE(comes([&] { return store.connections == 2; }));
    exchanges("two", good);
    EXPECT_TRUE(result->has_value());
    EXPECT_EQ(store.connections, 2);
    EXPECT_EQ(lost, 0);
}

TEST_F(HttpClient, ARequestRightAfterSuchAnAnswerIsSentToo) {
    posts("one");
    is_heard("one");
    store.says("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    answered();
    exchanges("two", good);
    EXPECT_TRUE(result->has_value());
}

TEST_F(HttpClient, TellsWhenTheKeptConnectionEnds) {
    exchanges("one", good);
    store.hangs_up();
    ASSERT_TRUE(comes([&] { return lost == 1; }));
    exchanges("two", good);
    EXPECT_TRUE(result->has_value());
    EXPECT_EQ(lost, 1);
}

TEST_F(HttpClient, TellsWhenTheServerIsGoneAfterItSaidThatItCloses) {
    posts("one");
    is_heard("one");
    store.says("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    store.goes_away();
    answered();
    EXPECT_TRUE(result->has_value());
    ASSERT_TRUE(comes([&] { return lost == 1; }));
}

TEST_F(HttpClient, AnEndOrAResetBeforeTheAnswerIsALostConnection) {
    posts("one");
    is_heard("one");
    store.hangs_up();
    fails(Failure::connection_lost);
    posts("two");
    is_heard("two");
    store.resets();
    fails(Failure::connection_lost);
    posts("three");
    is_heard("three");
    store.says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
    store.hangs_up();
    fails(Failure::connection_lost);
    EXPECT_EQ(lost, 0) << "the answer says it";
    exchanges("four", good);
    EXPECT_TRUE(result->has_value());
}

TEST_F(HttpClient, NobodyThereIsNoConnection) {
    store.goes_away();
    posts("one");
    fails(Failure::no_connection);
}

TEST_F(HttpClient, AServerThatHangsCostsTheTimeout) {
    make(50ms);
    posts("one");
    fails(Failure::timeout);
    posts("two");
    is_heard("two");
    store.says("HTTP/1.1 200");
    fails(Failure::timeout);
    EXPECT_EQ(store.connections, 2) << "what comes late must not answer the next";
}

TEST_F(HttpClient, WhatIsNoHttpIsGarbled) {
    exchanges("one", "SSH-2.0-OpenSSH_9.2\r\n\r\n");
    fails(Failure::garbled);
    exchanges("two", "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
    fails(Failure::garbled);
    exchanges("three", "HTTP/1.1 200 OK\r\nX: " + std::string(10'000, 'x') + "\r\n\r\n");
    fails(Failure::garbled);
}

TEST_F(HttpClient, AnAnswerThatEndsWithItsConnectionIsOne) {
    posts("one");
    is_heard("one");
    store.says("HTTP/1.1 400 Bad\r\n\r\nwhy not");
    store.hangs_up();
    answered();
    ASSERT_TRUE(result->has_value());
    EXPECT_EQ((*result)->body, "why not");
}

TEST_F(HttpClient, AnAnswerNobodyAskedForEndsTheConnection) {
    exchanges("one", good + good);
    EXPECT_TRUE(result->has_value());
    ASSERT_TRUE(comes([&] { return lost == 1 || store.connections == 2; }));
    exchanges("two", good);
    EXPECT_TRUE(result->has_value());
}

TEST_F(HttpClient, CallsNobodyAfterItsEnd) {
    posts("one");
    is_heard("one");
    client.reset();
    loop.restart();
    loop.run_for(20ms);
    EXPECT_FALSE(result.has_value());
    EXPECT_EQ(lost, 0);
}

TEST(ParseUrl, TakesHostPortAndPath) {
    const auto url = parse_url("http://victoria:8428/api/v1/write?extra_label=a=b").value();
    EXPECT_EQ(url.host, "victoria");
    EXPECT_EQ(url.port, "8428");
    EXPECT_EQ(url.target, "/api/v1/write?extra_label=a=b");
    EXPECT_EQ(parse_url("http://h").value().port, "80");
    EXPECT_EQ(parse_url("http://h").value().target, "/");
    EXPECT_EQ(parse_url("http://[::1]:9/x").value().host, "[::1]");
    EXPECT_EQ(parse_url("http://[::1]:9/x").value().port, "9");
    EXPECT_FALSE(parse_url("http://h:443").value().tls);
}

TEST(ParseUrl, TakesTls) {
    const auto url = parse_url("https://h/x").value();
    EXPECT_TRUE(url.tls);
    EXPECT_EQ(url.host, "h");
    EXPECT_EQ(url.port, "443");
    EXPECT_EQ(url.target, "/x");
    EXPECT_EQ(parse_url("https://h:8427").value().port, "8427");
}

TEST(ParseUrl, RefusesWhatIsNone) {
    for (const auto* text :
         {"", "h:80", "https:/h/", "https://", "http://", "http:///x", "http://h:", "http://h:x", "http://h:123456",
          "http://u@h/", "http://[::1", "http://h/a b", "http://h/\r\nX: y", "http://h#x"}) {
        EXPECT_FALSE(parse_url(text)) << text;
    }
}

}  // namespace
}  // namespace magpie::http
