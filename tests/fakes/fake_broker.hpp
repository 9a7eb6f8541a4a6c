#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "platform/mqtt/client.hpp"

namespace magpie::fakes {

class FakeMqttClient;

/// Whether an MQTT topic filter (with `+` and `#`) takes in a topic.
[[nodiscard]] inline bool matches(std::string_view filter, std::string_view topic) {
    while (true) {
        if (filter == "#") {
            return true;
        }
        const auto filter_end = filter.find('/');
        const auto topic_end = topic.find('/');
        if (filter.substr(0, filter_end) != "+" && filter.substr(0, filter_end) != topic.substr(0, topic_end)) {
            return false;
        }
        if (filter_end == std::string_view::npos || topic_end == std::string_view::npos) {
            // "a/#" takes in "a" as well.
            const auto rest = filter_end == std::string_view::npos ? "" : filter.substr(filter_end + 1);
            return topic_end == std::string_view::npos && (filter_end == std::string_view::npos || rest == "#");
        }
        filter.remove_prefix(filter_end + 1);
        topic.remove_prefix(topic_end + 1);
    }
}

/// One packet as a client handed it to its connection, or a will as the broker published it.
struct Packet {
    enum class Kind : std::uint8_t { connect, subscribe, publish, will, disconnect };
    Kind kind{};
    std::string client;     // MQTT client id
    mqtt::Message message;  // publish, will; of a subscribe its filter and QoS
    std::optional<mqtt::Connect> connect{};
    bool lost = false;  // the line did not carry it
};

/// An MQTT 3.1.1 broker in memory: filters with + and #, retained messages, wills, clean sessions, take-over of a
/// client id. Whatever a client does travels, and whatever comes of it arrives, only inside delivers(), in the order of
/// the doing; so many agents and a collector run in one test, and no listener is ever called from within another call.
///
///     FakeBroker broker;
///     FakeMqttClient pole(broker), collector(broker);
///     ... pole_agent.start(now); broker.delivers();
///     broker.cut(pole); broker.delivers();   // the collector has the will, the agent knows that it is alone
class FakeBroker {
  public:
    FakeBroker() = default;
    FakeBroker(const FakeBroker&) = delete;
    FakeBroker& operator=(const FakeBroker&) = delete;

    // ---- time passes

    /// Carries everything that is under way, and what comes of it, until all is quiet.
    void delivers();
    /// Carries one thing; false when nothing is under way.
    bool delivers_next();

    // ---- what may happen to a broker

    /// The process dies or its machine does: every connection is lost, no will is published, retained messages stay on
    /// its disk.
    void broker_goes_away();
    void broker_returns() { away_ = false; }
    void broker_loses_its_disk() { retained_.clear(); }
    /// Connections are refused until broker_welcomes().
    void broker_refuses(std::string reason) { refusal_ = std::move(reason); }
    void broker_welcomes() { refusal_.reset(); }
    /// Subscriptions to exactly this filter fail, as an access list may have it.
    void forbids_filter(std::string filter) { forbidden_.push_back(std::move(filter)); }
    /// Somebody with no client of ours publishes.
    void stranger_publishes(const mqtt::Message& message) { route(message); }

    // ---- what may happen to a line

    /// The connection breaks and both ends notice: what was under way is lost, the will is published.
    void cut(FakeMqttClient& client);
    /// The broker gives the client up for its silence and publishes the will; the client does not know yet.
    void broker_notices_loss(FakeMqttClient& client);
    /// Nothing goes through any more in either direction and nobody notices, until cut() or recovers().
    void hangs(FakeMqttClient& client);
    void recovers(FakeMqttClient& client);
    /// The next `count` publishes at QoS 0 to topics of the filter are taken by the client and never arrive.
    void loses_next_publish(std::size_t count = 1, std::string filter = "#") { losing_ = {count, std::move(filter)}; }
    /// The next `count` publishes to topics of the filter arrive twice.
    void repeats_next_publish(std::size_t count = 1, std::string filter = "#") {
        repeating_ = {count, std::move(filter)};
    }
    /// Messages to topics of the filter stay with the broker until lets_go(), while others overtake them.
    void holds_back(std::string filter) { holding_ = std::move(filter); }
    void lets_go();

    // ---- what can be seen

    /// Every packet since the beginning, or since clear_log().
    [[nodiscard]] const std::vector<Packet>& log() const { return log_; }
    void clear_log() { log_.clear(); }
    /// For long runs of many clients.
    void keeps_no_log() { keeps_log_ = false; }
    /// Of the log: those of one kind; and the messages published, wills among them, to topics of a filter, lost ones
    /// too.
    [[nodiscard]] std::vector<Packet> packets(Packet::Kind kind) const;
    [[nodiscard]] std::vector<mqtt::Message> published(std::string_view filter = "#") const;
    [[nodiscard]] std::optional<std::string> retained(const std::string& topic) const;
    [[nodiscard]] bool is_connected(const FakeMqttClient& client) const;
    [[nodiscard]] std::size_t under_way() const { return flights_.size(); }

  private:
    friend class FakeMqttClient;

    struct Subscription {
        std::string filter;
        std::uint8_t qos;
    };
    struct Leaving {};
    struct Delivery {
        mqtt::Message message;
        bool retained;
    };
    using Upstream = std::variant<mqtt::Connect, Subscription, mqtt::Message, Leaving>;
    using Downstream = std::variant<mqtt::Connected, mqtt::ConnectFailed, mqtt::ConnectionLost, mqtt::Disconnected,
                                    mqtt::Subscribed, mqtt::SubscribeFailed, Delivery>;
    struct Flight {
        FakeMqttClient* client;
        std::uint64_t connection;  // that it belongs to; a later one knows nothing of it
        std::variant<Upstream, Downstream> what;
    };
    struct Session {
        FakeMqttClient* client;
        std::uint64_t connection;
        std::string id;
        std::optional<mqtt::Message> will;
        std::vector<Subscription> subscriptions;
    };
    struct Counted {
        std::size_t left = 0;
        std::string filter;
        bool takes(std::string_view topic) {
            const bool taken = left > 0 && matches(filter, topic);
            left -= taken ? 1 : 0;
            return taken;
        }
    };

    static std::uint64_t ordinal(const FakeMqttClient& client);
    void send(FakeMqttClient& client, Upstream what);
    void tell(FakeMqttClient& client, Downstream what);
    void forget(FakeMqttClient& client);
    void note(Packet packet);
    void handle(FakeMqttClient& client, const mqtt::Connect& connect);
    void handle(FakeMqttClient& client, const Subscription& subscription);
    void handle(FakeMqttClient& client, const mqtt::Message& message);
    void handle(FakeMqttClient& client, const Leaving& leaving);
    void end_session(const FakeMqttClient& client, bool with_will);
    void route(const mqtt::Message& message);

    std::deque<Flight> flights_;
    std::map<std::uint64_t, Session> sessions_;  // by ordinal of the client: the same order in every run
    std::map<std::string, mqtt::Message> retained_;
    std::vector<mqtt::Message> held_;
    std::optional<std::string> holding_;
    Counted losing_;
    Counted repeating_;
    std::vector<std::string> forbidden_;
    std::optional<std::string> refusal_;
    std::vector<Packet> log_;
    std::uint64_t clients_ = 0;
    bool keeps_log_ = true;
    bool away_ = false;
    bool delivering_ = false;
};

/// mqtt::Client over a FakeBroker: what PahoClient promises, without time. Destroyed while connected it says
/// DISCONNECT; a process that is killed is cut() first.
class FakeMqttClient final : public mqtt::Client {
  public:
    explicit FakeMqttClient(FakeBroker& broker) : broker_(broker), ordinal_(++broker.clients_) {}
    FakeMqttClient(const FakeMqttClient&) = delete;
    FakeMqttClient& operator=(const FakeMqttClient&) = delete;
    ~FakeMqttClient() override { broker_.forget(*this); }

    void listen(mqtt::Listener listener) override { listener_ = std::move(listener); }
    void connect(const mqtt::Connect& connect) override;
    void subscribe(const std::string& filter, std::uint8_t qos) override;
    [[nodiscard]] bool publish(const mqtt::Message& message) override;
    void disconnect() override;

    /// publish() returns false from now on, after `more` further messages: the socket does not drain.
    void stops_taking(std::size_t more = 0) { room_ = more; }
    void takes_again() { room_.reset(); }

    [[nodiscard]] bool open() const { return state_ == State::open; }
    /// The CONNECT that was sent last.
    [[nodiscard]] const mqtt::Connect& last_connect() const { return connect_; }

  private:
    friend class FakeBroker;
    enum class State : std::uint8_t { idle, connecting, open, closing };

    FakeBroker& broker_;
    const std::uint64_t ordinal_;
    mqtt::Listener listener_;
    State state_ = State::idle;
    mqtt::Connect connect_;
    std::uint64_t connection_ = 0;
    std::optional<std::size_t> room_;
    bool hangs_ = false;
};

// ---- the client

inline void FakeMqttClient::connect(const mqtt::Connect& connect) {
    broker_.end_session(*this, /*with_will=*/false);
    ++connection_;
    hangs_ = false;
    connect_ = connect;
    state_ = State::connecting;
    broker_.note({.kind = Packet::Kind::connect, .client = connect.client_id, .message = {}, .connect = connect});
    broker_.send(*this, connect);
}

inline void FakeMqttClient::subscribe(const std::string& filter, std::uint8_t qos) {
    if (state_ != State::open) {
        broker_.tell(*this, mqtt::SubscribeFailed{filter, "not connected"});
        return;
    }
    broker_.note({.kind = Packet::Kind::subscribe,
                  .client = connect_.client_id,
                  .message = {filter, {}, qos, false},
                  .lost = hangs_});
    broker_.send(*this, FakeBroker::Subscription{filter, qos});
}

inline bool FakeMqttClient::publish(const mqtt::Message& message) {
    if (state_ != State::open || room_ == 0U) {
        return false;
    }
    if (room_) {
        --*room_;
    }
    const bool lost = hangs_ || (message.qos == 0 && broker_.losing_.takes(message.topic));
    broker_.note({.kind = Packet::Kind::publish, .client = connect_.client_id, .message = message, .lost = lost});
    if (!lost) {
        broker_.send(*this, message);
    }
    return true;
}

inline void FakeMqttClient::disconnect() {
    if (state_ == State::closing) {
        return;
    }
    if (state_ != State::open) {
        broker_.end_session(*this, /*with_will=*/false);
        ++connection_;
        state_ = State::idle;
        broker_.tell(*this, mqtt::Disconnected{});
        return;
    }
    broker_.note({.kind = Packet::Kind::disconnect, .client = connect_.client_id, .message = {}, .lost = hangs_});
    state_ = State::closing;
    broker_.send(*this, FakeBroker::Leaving{});
}

// ---- the broker

inline std::uint64_t FakeBroker::ordinal(const FakeMqttClient& client) {
    return client.ordinal_;
}

inline bool FakeBroker::is_connected(const FakeMqttClient& client) const {
    return sessions_.contains(ordinal(client));
}

inline void FakeBroker::send(FakeMqttClient& client, Upstream what) {
    flights_.push_back({&client, client.connection_, std::move(what)});
}

inline void FakeBroker::tell(FakeMqttClient& client, Downstream what) {
    flights_.push_back({&client, client.connection_, std::move(what)});
}

inline void FakeBroker::forget(FakeMqttClient& client) {
    end_session(client, /*with_will=*/false);
    std::erase_if(flights_, [&](const Flight& flight) { return flight.client == &client; });
}

inline void FakeBroker::note(Packet packet) {
    if (keeps_log_) {
        log_.push_back(std::move(packet));
    }
}

inline void FakeBroker::delivers() {
    for (std::size_t steps = 0; delivers_next(); ++steps) {
        if (steps == 10'000'000) {
            throw std::logic_error("the clients never stop talking to each other");
        }
    }
}

inline bool FakeBroker::delivers_next() {
    if (delivering_) {
        throw std::logic_error("delivers() from within a listener");
    }
    if (flights_.empty()) {
        return false;
    }
    const auto flight = std::move(flights_.front());
    flights_.pop_front();
    auto& client = *flight.client;
    if (flight.connection != client.connection_) {
        return true;
    }
    if (const auto* up = std::get_if<Upstream>(&flight.what)) {
        // A hanging line swallows all but what the client itself gives up waiting for.
        if (client.hangs_ && std::holds_alternative<Leaving>(*up)) {
            client.state_ = FakeMqttClient::State::idle;
            tell(client, mqtt::Disconnected{});
        } else if (!client.hangs_) {
            std::visit([&](const auto& what) { handle(client, what); }, *up);
        }
        return true;
    }
    const auto& down = std::get<Downstream>(flight.what);
    const auto* delivery = std::get_if<Delivery>(&down);
    if (client.hangs_ && (delivery != nullptr || std::holds_alternative<mqtt::Connected>(down))) {
        return true;
    }
    if (std::holds_alternative<mqtt::Connected>(down)) {
        client.state_ = FakeMqttClient::State::open;
    }
    delivering_ = true;
    std::visit(
        [&](const auto& what) {
            if constexpr (std::is_same_v<std::decay_t<decltype(what)>, Delivery>) {
                client.listener_(
                    mqtt::Received{what.message.topic, what.message.payload, what.message.qos, what.retained});
            } else {
                client.listener_(what);
            }
        },
        down);
    delivering_ = false;
    return true;
}

inline void FakeBroker::handle(FakeMqttClient& client, const mqtt::Connect& connect) {
    if (away_ || refusal_) {
        client.state_ = FakeMqttClient::State::idle;
        tell(client, mqtt::ConnectFailed{away_ ? "connection refused" : *refusal_});
        return;
    }
    const auto known =
        std::ranges::find_if(sessions_, [&](const auto& entry) { return entry.second.id == connect.client_id; });
    if (known != sessions_.end()) {
        auto& other = *known->second.client;
        end_session(other, /*with_will=*/true);
        ++other.connection_;
        other.state_ = FakeMqttClient::State::idle;
        tell(other, mqtt::ConnectionLost{"another client took the id over"});
    }
    sessions_[ordinal(client)] = {&client, client.connection_, connect.client_id, connect.will, {}};
    tell(client, mqtt::Connected{});
}

inline void FakeBroker::handle(FakeMqttClient& client, const Subscription& subscription) {
    const auto session = sessions_.find(ordinal(client));
    if (session == sessions_.end()) {
        return;
    }
    if (std::ranges::find(forbidden_, subscription.filter) != forbidden_.end()) {
        tell(client, mqtt::SubscribeFailed{subscription.filter, "not authorised"});
        return;
    }
    auto& subscriptions = session->second.subscriptions;
    std::erase_if(subscriptions, [&](const Subscription& known) { return known.filter == subscription.filter; });
    subscriptions.push_back(subscription);
    tell(client, mqtt::Subscribed{subscription.filter});
    for (const auto& [topic, message] : retained_) {
        if (matches(subscription.filter, topic)) {
            auto copy = message;
            copy.qos = std::min(copy.qos, subscription.qos);
            tell(client, Delivery{std::move(copy), true});
        }
    }
}

inline void FakeBroker::handle(FakeMqttClient& client, const mqtt::Message& message) {
    if (sessions_.contains(ordinal(client))) {
        const bool twice = repeating_.takes(message.topic);
        route(message);
        if (twice) {
            route(message);
        }
    }
}

inline void FakeBroker::handle(FakeMqttClient& client, const Leaving& /*leaving*/) {
    end_session(client, /*with_will=*/false);
    client.state_ = FakeMqttClient::State::idle;
    tell(client, mqtt::Disconnected{});
}

inline void FakeBroker::end_session(const FakeMqttClient& client, bool with_will) {
    const auto session = sessions_.find(ordinal(client));
    if (session == sessions_.end()) {
        return;
    }
    const auto ended = std::move(session->second);
    sessions_.erase(session);
    if (with_will && ended.will) {
        note({.kind = Packet::Kind::will, .client = ended.id, .message = *ended.will});
        route(*ended.will);
    }
}

inline void FakeBroker::route(const mqtt::Message& message) {
    if (holding_ && matches(*holding_, message.topic)) {
        held_.push_back(message);
        return;
    }
    if (message.retain && message.payload.empty()) {
        retained_.erase(message.topic);
    } else if (message.retain) {
        retained_[message.topic] = message;
    }
    for (auto& [key, session] : sessions_) {
        std::optional<std::uint8_t> qos;
        for (const auto& subscription : session.subscriptions) {
            if (matches(subscription.filter, message.topic)) {
                qos = std::max(qos.value_or(0), std::min(message.qos, subscription.qos));
            }
        }
        if (qos) {
            tell(*session.client, Delivery{{message.topic, message.payload, *qos, message.retain}, false});
        }
    }
}

inline void FakeBroker::lets_go() {
    holding_.reset();
    for (const auto& message : std::exchange(held_, {})) {
        route(message);
    }
}

inline void FakeBroker::broker_goes_away() {
    away_ = true;
    std::vector<FakeMqttClient*> clients;
    for (const auto& [key, session] : sessions_) {
        clients.push_back(session.client);
    }
    for (auto* client : clients) {
        sessions_.erase(ordinal(*client));
        cut(*client);
    }
}

inline void FakeBroker::cut(FakeMqttClient& client) {
    end_session(client, /*with_will=*/true);
    const auto state = client.state_;
    ++client.connection_;
    client.hangs_ = false;
    client.state_ = FakeMqttClient::State::idle;
    switch (state) {
        case FakeMqttClient::State::connecting:
            return tell(client, mqtt::ConnectFailed{"the connection broke"});
        case FakeMqttClient::State::open:
            return tell(client, mqtt::ConnectionLost{"the connection broke"});
        case FakeMqttClient::State::closing:
            return tell(client, mqtt::Disconnected{});
        case FakeMqttClient::State::idle:
            return;
    }
}

inline void FakeBroker::broker_notices_loss(FakeMqttClient& client) {
    hangs(client);
    end_session(client, /*with_will=*/true);
}

inline void FakeBroker::hangs(FakeMqttClient& client) {
    client.hangs_ = true;
}
inline void FakeBroker::recovers(FakeMqttClient& client) {
    client.hangs_ = false;
}

inline std::vector<Packet> FakeBroker::packets(Packet::Kind kind) const {
    std::vector<Packet> found;
    std::ranges::copy_if(log_, std::back_inserter(found), [kind](const Packet& packet) { return packet.kind == kind; });
    return found;
}

inline std::vector<mqtt::Message> FakeBroker::published(std::string_view filter) const {
    std::vector<mqtt::Message> found;
    for (const auto& packet : log_) {
        if ((packet.kind == Packet::Kind::publish || packet.kind == Packet::Kind::will) &&
            matches(filter, packet.message.topic)) {
            found.push_back(packet.message);
        }
    }
    return found;
}

inline std::optional<std::string> FakeBroker::retained(const std::string& topic) const {
    const auto found = retained_.find(topic);
    return found == retained_.end() ? std::nullopt : std::optional(found->second.payload);
}

}  // namespace magpie::fakes
