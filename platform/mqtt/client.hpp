#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace magpie::mqtt {

/// An MQTT application message. `payload` is bytes.
struct Message {
    std::string topic;
    std::string payload;
    std::uint8_t qos = 0;
    bool retain = false;
};

/// TLS files in PEM. An empty `ca_file` means plain TCP (tests, loopback).
struct TlsFiles {
    std::string ca_file;
    std::string certificate_file;
    std::string key_file;
};

/// One CONNECT. Always a clean session (Sparkplug principles-persistence-clean-session-311) of MQTT 3.1.1; the will is
/// given anew each time because its content changes with each connection (bdSeq, STATE timestamp).
struct Connect {
    std::string server;  // tcp://host:port or ssl://host:port
    std::string client_id;
    std::optional<Message> will;
    std::chrono::seconds keep_alive{15};
    std::chrono::seconds timeout{10};
    TlsFiles tls;
    std::string user{};  // both empty: by certificate, or nobody asks
    std::string password{};
    /// Whether an expired server, or one of the future, is refused. Not where our own clock is known to be wrong.
    bool check_certificate_times = true;
};

struct Connected {};
/// The CONNECT did not succeed, or the server cannot be reached; `reason` is a sentence for a person.
struct ConnectFailed {
    std::string reason;
};
/// An established connection is gone without our asking.
struct ConnectionLost {
    std::string reason;
};
struct Disconnected {};
struct Subscribed {
    std::string filter;
};
struct SubscribeFailed {
    std::string filter;
    std::string reason;
};
/// Valid only during the call.
struct Received {
    std::string_view topic;
    std::string_view payload;
    std::uint8_t qos = 0;
    bool retained = false;
};

using Event =
    std::variant<Connected, ConnectFailed, ConnectionLost, Disconnected, Subscribed, SubscribeFailed, Received>;
using Listener = std::function<void(const Event&)>;

/// One MQTT connection. Every call returns at once; what came of it arrives at the listener, on the owner's loop.
/// An implementation never reconnects by itself: the session rules decide when, and with which will.
class Client {
  public:
    virtual ~Client() = default;

    /// Set once, before the first connect.
    virtual void listen(Listener listener) = 0;
    virtual void connect(const Connect& connect) = 0;
    virtual void subscribe(const std::string& filter, std::uint8_t qos) = 0;
    /// False when the message was not taken (not connected, or too much is waiting for the socket already): nothing was
    /// sent and nothing will be.
    [[nodiscard]] virtual bool publish(const Message& message) = 0;
    /// Sends DISCONNECT after what was published before it; `Disconnected` follows. While a CONNECT is under way it is
    /// abandoned and `Disconnected` follows too.
    virtual void disconnect() = 0;
};

}  // namespace magpie::mqtt
