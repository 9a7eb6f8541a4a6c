#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include <mqtt/message.h>
#include <boost/asio/io_context.hpp>

#include "platform/mqtt/client.hpp"

namespace magpie::mqtt {

/// What the library's threads saw of one connection.
struct Opened {};
struct NotOpened {
    int code = 0;
    std::vector<std::string> trace;
};
struct Lost {};
struct Closed {};
/// A published message has gone to the socket (QoS 0) or was acknowledged, or never will be.
struct Settled {};
using Signal =
    std::variant<Opened, NotOpened, Lost, Closed, Settled, Subscribed, SubscribeFailed, ::mqtt::const_message_ptr>;

/// Takes the signals of one connection from the library's threads to the loop, in their order. One wake-up of the loop
/// serves many messages. Shared by both sides; nothing comes out after close().
class Mailbox : public std::enable_shared_from_this<Mailbox> {
  public:
    using Handler = std::function<void(Signal&)>;

    /// `limit`: bytes of received messages that may wait for the loop; `handler` runs on the loop.
    Mailbox(boost::asio::io_context& loop, std::size_t limit, Handler handler);

    /// Any thread. A message beyond the limit is dropped and counted, since the alternatives are worse: blocking the
    /// library's thread holds a lock that publish() needs, and letting it grow hands our memory to whoever can publish.
    void put(Signal signal);
    /// The loop. Nothing is handled from now on, and puts are ignored.
    void close();
    /// The loop. Messages dropped so far.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  private:
    void deliver();
    void wake();

    boost::asio::io_context& loop_;
    const std::size_t limit_;
    Handler handler_;  // of the loop
    std::atomic<std::uint64_t> dropped_ = 0;

    std::mutex lock_;  // guards the rest
    std::deque<Signal> waiting_;
    std::size_t bytes_ = 0;
    bool woken_ = false;
    bool closed_ = false;
};

}  // namespace magpie::mqtt
