#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <mqtt/async_client.h>
#include <tl/expected.hpp>

#include "platform/mqtt/client.hpp"
#include "platform/mqtt/connect_trace.hpp"
#include "platform/mqtt/mailbox.hpp"

namespace magpie::mqtt {

/// One connection, from CONNECT to its end, with a Paho client of its own. A client that is used for a second connection would
/// send what the first one left in its queue, ahead of the birth; and making one costs 0.1 ms.
///
/// Called on the loop. Paho calls back on its two threads, and on the loop's own from within the destructor; each callback only puts
/// a signal into the mailbox or counts. Exceptions of Paho end here.
class PahoConnection final : private ::mqtt::callback, private ::mqtt::iaction_listener {
  public:
    /// `pending_limit`: bytes that may wait for the socket or for an acknowledgement.
    static tl::expected<std::unique_ptr<PahoConnection>, std::string> open(const Connect& connect, std::shared_ptr<Mailbox> mailbox,
                                                                         std::size_t pending_limit);
    PahoConnection(const PahoConnection&) = delete;
    PahoConnection& operator=(const PahoConnection&) = delete;
    /// Closes the socket, after a DISCONNECT if one can be sent at once. Takes 0.1 s, which is how often Paho looks whether its
    /// threads have stopped.
    ~PahoConnection() override;

    /// Said once `Opened` has come out of the mailbox.
    void stands() { trace_.reset(); }
    [[nodiscard]] bool publish(const Message& message);
    [[nodiscard]] bool subscribe(const std::string& filter, std::uint8_t qos);
    /// `Drained` follows once nothing is pending, at once if nothing is.
    void tell_when_drained();
    /// DISCONNECT; `Closed` follows.
    void close();

  private:
    PahoConnection(const Connect& connect, std::shared_ptr<Mailbox> mailbox, std::size_t pending_limit);
    void sent(std::size_t bytes);

    void connection_lost(const std::string& cause) override;
    void message_arrived(::mqtt::const_message_ptr message) override;
    void on_success(const ::mqtt::token& token) override;
    void on_failure(const ::mqtt::token& token) override;

    const std::shared_ptr<Mailbox> mailbox_;
    const std::size_t pending_limit_;
    std::atomic<std::size_t> pending_ = 0;
    std::atomic<bool> tell_when_drained_ = false;
    std::optional<ConnectTrace> trace_;  // until the connection stands
    ::mqtt::async_client client_;        // last: its destructor still calls back
};

}  // namespace magpie::mqtt
