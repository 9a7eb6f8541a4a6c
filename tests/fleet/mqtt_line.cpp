#include "tests/fleet/mqtt_line.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "platform/mqtt/server_address.hpp"
#include "tests/fleet/mqtt_packets.hpp"

namespace magpie::fleet {

namespace asio = boost::asio;
using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

/// What may wait for the socket.
constexpr std::size_t pending_limit = std::size_t{64} << 20;
/// A buffer that had to hold a birth does not keep its size: thousands of them stand still nearly always.
constexpr std::size_t kept_capacity = 4096;
/// A broker that is behind may have thousands of goodbyes to read first.
constexpr std::chrono::seconds goodbye_timeout{8};

void empty(std::string& buffer) {
    if (buffer.capacity() > kept_capacity) {
        buffer = {};
    } else {
        buffer.clear();
    }
}

}  // namespace

tl::expected<Server, std::string> find_server(asio::io_context& loop, const std::string& address,
                                              const mqtt::TlsFiles& files) {
    const auto parsed = mqtt::parse_server(address);
    if (!parsed) {
        return tl::unexpected(address + " " + parsed.error());
    }
    Server server;
    server.host = parsed->host;
    error_code problem;
    server.endpoints = tcp::resolver(loop).resolve(parsed->host, std::to_string(parsed->port), problem);
    if (problem) {
        return tl::unexpected(parsed->host + ": " + problem.message());
    }
    if (!parsed->tls) {
        return server;
    }
    server.tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
    server.tls->set_verify_mode(asio::ssl::verify_peer);
    server.tls->set_verify_callback(asio::ssl::host_name_verification(server.host));
    ::SSL_CTX_set_mode(server.tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
    server.tls->load_verify_file(files.ca_file, problem);
    if (problem) {
        return tl::unexpected("CA file '" + files.ca_file + "': " + problem.message());
    }
    if (!files.certificate_file.empty()) {
        server.tls->use_certificate_chain_file(files.certificate_file, problem);
        if (!problem) {
            server.tls->use_private_key_file(files.key_file, asio::ssl::context::pem, problem);
        }
        if (problem) {
            return tl::unexpected("certificate '" + files.certificate_file + "', key '" + files.key_file +
                                  "': " + problem.message());
        }
    }
    return server;
}

/// From the TCP connection to its end. It holds itself by its handlers; once its line has let go of it nothing more is
/// told.
class MqttLine::Connection : public std::enable_shared_from_this<Connection> {
    /// Holds the connection until it was called, and says nothing once the line has let go.
    template <typename Then>
    auto handler(Then then) {
        return [self = shared_from_this(), then](error_code problem, auto&&... /*rest*/) {
            if (self->line_ != nullptr) {
                then(*self, problem);
            }
        };
    }

  public:
    Connection(MqttLine& line, const mqtt::Connect& connect)
        : line_(&line), connect_(connect), socket_(line.loop_), timer_(line.loop_) {}

    void open() {
        after(connect_.timeout, [](Connection& self) { self.ends("no answer in time"); });
        asio::async_connect(socket_, line_->server_.endpoints,
                            handler([](Connection& self, error_code problem) { self.reached(problem); }));
    }

    /// False when too much is waiting, or nothing is connected.
    bool publish(const mqtt::Message& message) {
        if (state_ != State::open || waiting_.size() > pending_limit) {
            return false;
        }
        append_publish(waiting_, message, message.qos > 0 ? next_id() : std::uint16_t{0});
        spoke_ = true;
        write();
        return true;
    }
    bool subscribe(const std::string& filter, std::uint8_t qos) {
        if (state_ != State::open) {
            return false;
        }
        const auto id = next_id();
        filters_[id] = filter;
        say(subscribe_packet(filter, qos, id));
        return true;
    }
    /// The server closes the connection once it has read what was sent before; a socket closed earlier, with something
    /// unread in it, would take back what is under way.
    void leave() {
        set(State::closing);
        say(disconnect_packet());
        after(goodbye_timeout, [](Connection& self) { self.ends("no goodbye in time"); });
    }
    [[nodiscard]] bool is_open() const { return state_ == State::open; }

    void let_go() {
        set(State::closed);
        line_ = nullptr;
        timer_.cancel();
        error_code ignored;
        socket_.close(ignored);
    }

  private:
    enum class State : std::uint8_t { opening, open, closing, closed };

    void after(std::chrono::steady_clock::duration delay, void (*then)(Connection&)) {
        timer_.expires_after(delay);
        timer_.async_wait(handler([then](Connection& self, error_code cancelled) {
            if (!cancelled) {
                then(self);
            }
        }));
    }

    void set(State state) {
        if (line_ != nullptr) {
            line_->traffic_.lines += state == State::open ? 1 : 0;
            line_->traffic_.lines -= state_ == State::open ? 1 : 0;
        }
        state_ = state;
    }

    std::uint16_t next_id() { return ++last_id_ == 0 ? ++last_id_ : last_id_; }

    void reached(error_code problem) {
        if (problem) {
            return ends(problem.message());
        }
        error_code ignored;
        socket_.set_option(tcp::no_delay(true), ignored);
        if (line_->server_.tls == nullptr) {
            return shaken(error_code{});
        }
        tls_.emplace(socket_, *line_->server_.tls);
        ::SSL_set_tlsext_host_name(tls_->native_handle(), line_->server_.host.c_str());
        tls_->async_handshake(asio::ssl::stream_base::client,
                              handler([](Connection& self, error_code failed) { self.shaken(failed); }));
    }

    void shaken(error_code problem) {
        if (problem) {
            return ends(problem.message());
        }
        say(connect_packet(connect_));
        read();
    }

    void say(std::string_view bytes) {
        waiting_ += bytes;
        spoke_ = true;
        write();
    }

    void write() {
        if (!sending_.empty() || waiting_.empty()) {
            return;
        }
        sending_.swap(waiting_);
        auto written = handler([](Connection& self, error_code problem) {
            empty(self.sending_);
            if (problem) {
                self.ends(problem.message());
            } else {
                self.write();
            }
        });
        if (tls_) {
            asio::async_write(*tls_, asio::buffer(sending_), std::move(written));
        } else {
            asio::async_write(socket_, asio::buffer(sending_), std::move(written));
        }
    }

    void read() {
        auto got = [self = shared_from_this()](error_code problem, std::size_t size) {
            if (self->line_ != nullptr) {
                self->got(problem, size);
            }
        };
        if (tls_) {
            tls_->async_read_some(asio::buffer(chunk_), std::move(got));
        } else {
            socket_.async_read_some(asio::buffer(chunk_), std::move(got));
        }
    }

    void got(error_code problem, std::size_t size) {
        if (problem) {
            return ends(problem.message());
        }
        received_.append(chunk_.data(), size);
        std::string_view rest = received_;
        while (line_ != nullptr) {
            const auto packet = first_packet(rest);
            if (!packet) {
                return ends("what came is no MQTT");
            }
            if (!*packet) {
                break;
            }
            take(**packet);
            rest.remove_prefix((*packet)->size);
        }
        if (line_ != nullptr) {
            received_.erase(0, received_.size() - rest.size());
            read();
        }
    }

    void take(const PacketView& packet) {
        silent_ = 0;
        if (packet.type == PacketType::publish) {
            if (const auto publish = parse_publish(packet)) {
                if (publish->qos > 0) {
                    say(puback_packet(publish->id));
                }
                tell(mqtt::Received{publish->topic, publish->payload, publish->qos, publish->retained});
            }
        } else if (packet.type == PacketType::connack) {
            const auto code = parse_connack(packet);
            if (code != std::uint8_t{0}) {
                return ends(code ? fmt::format("the broker refused it (CONNACK {})", *code) : "a broken CONNACK");
            }
            set(State::open);
            beat();
            tell(mqtt::Connected{});
        } else if (packet.type == PacketType::suback) {
            const auto suback = parse_suback(packet);
            const auto filter = suback ? filters_.find(suback->id) : filters_.end();
            if (filter == filters_.end()) {
                return;
            }
            const auto text = std::move(filter->second);
            filters_.erase(filter);
            if (suback->code >= 0x80) {
                tell(mqtt::SubscribeFailed{text, "the server refused it"});
            } else {
                tell(mqtt::Subscribed{text});
            }
        }
    }

    /// Twice a keep-alive; two keep-alives without a word of the server are its end.
    void beat() {
        after(std::chrono::duration_cast<std::chrono::milliseconds>(connect_.keep_alive) / 2, [](Connection& self) {
            if (++self.silent_ > 4) {
                return self.ends("the broker does not answer");
            }
            if (!std::exchange(self.spoke_, false) || self.silent_ > 1) {
                self.say(pingreq_packet());
            }
            self.beat();
        });
    }

    void tell(const mqtt::Event& event) {
        if (line_ != nullptr && line_->listener_) {
            line_->listener_(event);
        }
    }

    /// The connection is over, for whatever reason: the line hears what that means at this point.
    void ends(const std::string& reason) {
        MqttLine& line = *line_;
        const State state = state_;
        line.abandon();
        if (!line.listener_) {
            return;
        }
        switch (state) {
            case State::opening:
                return line.listener_(mqtt::ConnectFailed{reason});
            case State::open:
                return line.listener_(mqtt::ConnectionLost{reason});
            case State::closing:
            case State::closed:
                return line.listener_(mqtt::Disconnected{});
        }
    }

    MqttLine* line_;
    const mqtt::Connect connect_;
    tcp::socket socket_;
    std::optional<asio::ssl::stream<tcp::socket&>> tls_;
    asio::steady_timer timer_;  // of the answer to CONNECT, then of keep-alives, then of the goodbye
    State state_ = State::opening;
    std::string sending_;
    std::string waiting_;
    std::string received_;
    std::array<char, 1024> chunk_{};
    std::unordered_map<std::uint16_t, std::string> filters_;  // until their SUBACK
    std::uint16_t last_id_ = 0;
    bool spoke_ = false;
    int silent_ = 0;  // half keep-alives without a word of the server
};

template <typename Event>
void MqttLine::later(Event event) {
    attempt_ = std::make_shared<int>();
    asio::post(loop_, [this, attempt = std::weak_ptr(attempt_), event = std::move(event)] {
        if (!attempt.expired() && listener_) {
            listener_(event);
        }
    });
}

void MqttLine::abandon() {
    attempt_.reset();
    if (connection_) {
        std::exchange(connection_, nullptr)->let_go();
    }
}

void MqttLine::connect(const mqtt::Connect& connect) {
    abandon();
    connection_ = std::make_shared<Connection>(*this, connect);
    connection_->open();
}

void MqttLine::subscribe(const std::string& filter, std::uint8_t qos) {
    if (!connection_ || !connection_->subscribe(filter, qos)) {
        later(mqtt::SubscribeFailed{filter, "nothing is connected"});
    }
}

bool MqttLine::publish(const mqtt::Message& message) {
    if (!connection_ || !connection_->publish(message)) {
        return false;
    }
    ++traffic_.messages;
    traffic_.bytes += message.topic.size() + message.payload.size();
    return true;
}

void MqttLine::disconnect() {
    if (connection_ && connection_->is_open()) {
        connection_->leave();
    } else {
        abandon();
        later(mqtt::Disconnected{});
    }
}

void MqttLine::breaks() {
    if (connection_) {
        abandon();
        later(mqtt::ConnectionLost{"the line was cut"});
    }
}

}  // namespace magpie::fleet
