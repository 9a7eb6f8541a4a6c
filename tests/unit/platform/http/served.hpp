#pragma once

#include <utility>

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "platform/http/server.hpp"

namespace magpie::http {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;

/// A client that writes what it is told, reads all it gets, and knows nothing of HTTP.
class RawClient {
  public:
    RawClient(boost::asio::io_context& loop, std::uint16_t port, bool reads = true, const char* from = "127.0.0.1")
        : socket_(loop, {boost::asio::ip::make_address(from), 0}) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
        if (reads) {
            read();
        }
    }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    void sends(std::string text) {
        sent_.push_back(std::move(text));
        boost::asio::async_write(socket_, boost::asio::buffer(sent_.back()),
                                 [](boost::system::error_code, std::size_t) {});
    }
    void goes_away() { socket_.close(); }
    void read() {
        // The loop tells of what was cancelled when the client has long gone.
        socket_.async_read_some(boost::asio::buffer(chunk_),
                                [this, here = std::weak_ptr(here_)](boost::system::error_code error, std::size_t size) {
                                    if (here.expired()) {
                                        return;
                                    }
                                    got.append(chunk_.data(), size);
                                    if (error) {
                                        ended = true;
                                        reset = error != boost::asio::error::eof;
                                    } else {
                                        read();
                                    }
                                });
    }

    std::string got;
    bool ended = false;
    bool reset = false;

  private:
    tcp::socket socket_;
    std::deque<std::string> sent_;
    std::array<char, 65536> chunk_{};
    std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

class Http : public testing::Test {
  protected:
    void serve(const Settings& settings = {}) {
        server = std::move(Server::open(loop, settings, [this](const Request& request) {
                               requests.push_back(request);
                               return response;
                           }).value());
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
    /// All that comes back for one request on a connection of its own.
    std::string answer(const std::string& request) {
        RawClient client(loop, server->port());
        client.sends(request);
        EXPECT_TRUE(comes([&] { return client.ended; })) << client.got;
        EXPECT_FALSE(client.reset);
        return client.got;
    }

    boost::asio::io_context loop;
    Response response{200, "text/plain", "hello", {}, nullptr};
    std::vector<Request> requests;
    std::unique_ptr<Server> server;
};

}  // namespace magpie::http
