#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <mqtt/async_client.h>
#include <tl/expected.hpp>

#include "platform/mqtt/client.hpp"
#include "platform/mqtt/connect_trace.hpp"
#include "platform/mqtt/mailbox.hpp"

namespace magpie::mqtt {

/// One connection, from CONNECT to its end, with a Paho client of its own. A client that is used for a second
/// connection would send what the first one left in its queue, ahead of the birth; and making one costs 0.1 ms.
///
/// Paho holds one published message at a time and the rest waits here: what is still in Paho's queue when its client is
/// destroyed is never freed (1.3.12, MQTTAsync_NULLPublishCommands), a megabyte with each server that stops reading.
///
/// Called on the loop. Paho calls back on its two threads, and on the loop's own from within the destructor; each
/// callback only puts a signal into the mailbox. Exceptions of Paho end here.
class PahoConnection final : private ::mqtt::callback, private ::mqtt::iaction_listener {
  public:
    /// `pending_limit`: bytes that may wait for the socket or for an acknowledgement.
    static tl::expected<std::unique_ptr<PahoConnection>, std::string> open(const Connect& connect,
                                                                           std::shared_ptr<Mailbox> mailbox,
                                                                           std::size_t pending_limit);
    PahoConnection(const PahoConnection&) = delete;
    PahoConnection& operator=(const PahoConnection&) = delete;
    /// Closes the socket, after a DISCONNECT if one can be sent at once.
    ~PahoConnection() override;

    /// To be called when the signal has come out of the mailbox.
    void opened() { trace_.reset(); }
    void settled();

    [[nodiscard]] bool publish(const Message& message);
    [[nodiscard]] bool subscribe(const std::string& filter, std::uint8_t qos);
    /// DISCONNECT, once everything published is settled; `Closed` follows.
    void close();

  private:
    PahoConnection(const Connect& connect, std::shared_ptr<Mailbox> mailbox, std::size_t pending_limit);
    void hand_over();

    void connection_lost(const std::string& cause) override;
    void message_arrived(::mqtt::const_message_ptr message) override;
    void on_success(const ::mqtt::token& token) override;
    void on_failure(const ::mqtt::token& token) override;

    const std::shared_ptr<Mailbox> mailbox_;
    const std::size_t pending_limit_;
    std::deque<Message> pending_;  // the first is Paho's, if handed_
    std::size_t pending_bytes_ = 0;
    bool handed_ = false;
    bool closing_ = false;
    std::optional<ConnectTrace> trace_;  // until the connection stands
    ::mqtt::async_client client_;        // last: its destructor still calls back
};

}  // namespace magpie::mqtt
