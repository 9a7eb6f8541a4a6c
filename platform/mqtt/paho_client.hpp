#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/mqtt/client.hpp"
#include "platform/mqtt/failure.hpp"
#include "platform/mqtt/mailbox.hpp"
#include "platform/mqtt/name_lookup.hpp"
#include "platform/mqtt/server_address.hpp"

namespace magpie::mqtt {

class PahoConnection;

struct PahoSettings {
    /// Bytes that may wait for the socket (QoS 0) or for an acknowledgement: a server that has stopped reading must not
    /// cost memory.
    std::size_t pending_limit = 1024 * 1024;
    /// Bytes that may wait for the loop; what is received beyond is dropped and counted.
    std::size_t received_limit = 64 * 1024 * 1024;
};

/// MQTT 3.1.1 over Paho MQTT C++. Lives on the loop, owned by whoever owns the session rules; may be destroyed at any
/// time, also from within its listener, in less than a millisecond whatever the server does. Destroyed while connected
/// it sends DISCONNECT, so the server does not publish the will.
///
/// connect() while something is connected or under way gives that up without a word: no event of an earlier connection
/// ever comes after connect().
class PahoClient final : public Client {
  public:
    explicit PahoClient(boost::asio::io_context& loop, PahoSettings settings = {});
    PahoClient(const PahoClient&) = delete;
    PahoClient& operator=(const PahoClient&) = delete;
    ~PahoClient() override;

    void listen(Listener listener) override;
    void connect(const Connect& connect) override;
    void subscribe(const std::string& filter, std::uint8_t qos) override;
    [[nodiscard]] bool publish(const Message& message) override;
    /// Waits at most two seconds for what was published to get out.
    void disconnect() override;

    /// Messages received and dropped because the loop did not keep up, since the beginning.
    [[nodiscard]] std::uint64_t dropped() const;

  private:
    enum class State : std::uint8_t { idle, looking_up, opening, asking_tcp, open, closing };

    void looked_up(const NameLookup::Answer& answer);
    void open();
    void opened_not(const NotOpened& why);
    void ask_tcp(Failure failure);
    void on(Signal& signal);

    /// Gives up what there is. Nothing of it is heard of again.
    void abandon();
    void fail(std::string reason);
    void emit(const Event& event);
    /// From the loop, unless another connect() or the destructor comes first.
    void later(Event event);
    void after(std::chrono::steady_clock::duration delay, void (PahoClient::*then)());
    void timed_out();
    void closing_took_too_long();

    boost::asio::io_context& loop_;
    const PahoSettings settings_;
    std::shared_ptr<Listener> listener_;  // shared, so that it may destroy us
    State state_ = State::idle;
    Connect connect_;
    ServerAddress server_;
    NameLookup lookup_;
    boost::asio::ip::address address_;
    boost::asio::steady_timer timer_;
    boost::asio::ip::tcp::socket probe_;
    std::shared_ptr<Mailbox> mailbox_;
    std::unique_ptr<PahoConnection> connection_;
    std::shared_ptr<int> attempt_;  // what is posted or timed holds it weakly
    std::uint64_t dropped_ = 0;     // of connections that are gone
};

}  // namespace magpie::mqtt
