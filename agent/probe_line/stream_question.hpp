#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "agent/probe/outcome.hpp"

namespace magpie::agent {

/// A TCP connection on which at most one thing is asked. The carrier of the TCP probe and of DNS over TCP. Kept alive
/// by what it waits for, until it is closed; on the owner's loop.
class StreamQuestion : public std::enable_shared_from_this<StreamQuestion> {
  public:
    struct Handlers {
        /// The kernel's own measurement of the handshake (tcp_info); nothing where it took none.
        std::function<void(std::optional<probe::Nanoseconds>)> connected;
        std::function<void(std::span<const std::byte> piece, probe::Nanoseconds since_begin)> received{};
        std::function<void(probe::State)> ended;
    };

    StreamQuestion(boost::asio::io_context& loop, Handlers handlers) : socket_(loop), handlers_(std::move(handlers)) {}
    StreamQuestion(const StreamQuestion&) = delete;
    StreamQuestion& operator=(const StreamQuestion&) = delete;
    ~StreamQuestion() = default;

    void connect(const boost::asio::ip::tcp::endpoint& to);
    /// Once it is connected; what comes goes to `received`.
    void ask(std::vector<std::byte> question);
    /// No handler is called any more.
    void close();

  private:
    void read();
    void ended(const boost::system::error_code& problem);

    boost::asio::ip::tcp::socket socket_;
    Handlers handlers_;
    bool closed_ = false;
    std::chrono::steady_clock::time_point begun_{};
    std::vector<std::byte> question_;
    std::array<std::byte, 2048> room_{};
};

/// Of a connection that did not come about, or ended.
[[nodiscard]] probe::State state_of_connection(int system_error);

}  // namespace magpie::agent
