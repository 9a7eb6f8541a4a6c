#pragma once

// Asio 1.74 in C++20 wants <utility> first.
#include <utility>

#include <cstdint>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <tl/expected.hpp>

#include "tests/fleet/line.hpp"

namespace magpie::fleet {

/// Where the broker is and how it is spoken to; the same for all lines, which it outlives.
struct Server {
    std::string host;
    boost::asio::ip::tcp::resolver::results_type endpoints;
    std::unique_ptr<boost::asio::ssl::context> tls;  // none: plain TCP
};
/// Looks the name up and reads the files, once for all. The error is a sentence.
[[nodiscard]] tl::expected<Server, std::string> find_server(boost::asio::io_context& loop, const std::string& address,
                                                            const mqtt::TlsFiles& files);

/// What went out over all lines.
struct Traffic {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;  // of topics and payloads
    std::uint64_t lines = 0;  // that stand now
};

/// One MQTT 3.1.1 connection on the loop: a socket, two buffers and a timer. Not a PahoClient, because that can only
/// end with DISCONNECT, and then the broker publishes no will: the weather could cut no line. (Besides, all connections
/// of a process share Paho's one thread and lock, and what a message costs grows with their number:
/// tests/fleet/README.md.) A message at QoS 1 is not sent again, for the connection that could lose it ends with it.
/// TLS files of a Connect are passed over: the Server has them. Lives on the loop.
class MqttLine final : public Line {
  public:
    MqttLine(boost::asio::io_context& loop, const Server& server, Traffic& traffic)
        : loop_(loop), server_(server), traffic_(traffic) {}
    MqttLine(const MqttLine&) = delete;
    MqttLine& operator=(const MqttLine&) = delete;
    ~MqttLine() override { abandon(); }

    void listen(mqtt::Listener listener) override { listener_ = std::move(listener); }
    void connect(const mqtt::Connect& connect) override;
    void subscribe(const std::string& filter, std::uint8_t qos) override;
    [[nodiscard]] bool publish(const mqtt::Message& message) override;
    void disconnect() override;
    void breaks() override;

  private:
    class Connection;

    void abandon();
    /// From the loop, unless something else was done to the line meanwhile.
    template <typename Event>
    void later(Event event);

    boost::asio::io_context& loop_;
    const Server& server_;
    Traffic& traffic_;
    mqtt::Listener listener_;
    std::shared_ptr<Connection> connection_;
    std::shared_ptr<int> attempt_;  // what is posted holds it weakly
};

}  // namespace magpie::fleet
