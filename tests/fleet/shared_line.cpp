#include "tests/fleet/shared_line.hpp"

#include <optional>
#include <utility>

namespace magpie::fleet {

class SharedConnection::Member final : public Line {
  public:
    explicit Member(SharedConnection& shared) : shared_(shared) {}
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;
    ~Member() override {
        take_out();
        shared_.leaving_.erase(this);
        std::erase_if(shared_.by_filter_, [&](const auto& entry) { return entry.second == this; });
    }

    void listen(mqtt::Listener listener) override { listener_ = std::move(listener); }
    void connect(const mqtt::Connect& connect) override {
        take_out();
        will_ = connect.will;
        attempt_ = std::make_shared<int>();
        shared_.joins(*this, connect);
    }
    void subscribe(const std::string& filter, std::uint8_t qos) override {
        shared_.by_filter_[filter] = this;
        shared_.trunk_.subscribe(filter, qos);
    }
    [[nodiscard]] bool publish(const mqtt::Message& message) override {
        return shared_.on_it_.contains(this) && shared_.trunk_.publish(message);
    }
    void disconnect() override {
        will_.reset();
        const bool was_on_it = shared_.on_it_.contains(this);
        take_out();
        if (was_on_it) {
            shared_.leaves(*this);
        } else {
            later(mqtt::Disconnected{});
        }
    }
    void breaks() override {
        const bool on_it = shared_.on_it_.contains(this);
        if (!take_out()) {
            return;
        }
        if (on_it && will_) {
            (void)shared_.trunk_.publish(*will_);
        }
        shared_.shut_when_empty();
        later(mqtt::ConnectionLost{"the line was cut"});
    }

    void tell(const mqtt::Event& event) {
        if (listener_) {
            listener_(event);
        }
    }
    /// From the loop, unless something else was done to the line meanwhile.
    template <typename Event>
    void later(Event event) {
        attempt_ = std::make_shared<int>();
        shared_.later_([this, attempt = std::weak_ptr(attempt_), event = std::move(event)] {
            if (!attempt.expired()) {
                tell(event);
            }
        });
    }

  private:
    bool take_out() { return shared_.waiting_.erase(this) + shared_.on_it_.erase(this) > 0; }

    SharedConnection& shared_;
    mqtt::Listener listener_;
    std::optional<mqtt::Message> will_;
    std::shared_ptr<int> attempt_;
};

SharedConnection::SharedConnection(mqtt::Client& trunk, std::string client_id, Later later)
    : trunk_(trunk), client_id_(std::move(client_id)), later_(std::move(later)) {
    trunk_.listen([this](const mqtt::Event& event) { on(event); });
}

std::unique_ptr<Line> SharedConnection::line() {
    return std::make_unique<Member>(*this);
}

void SharedConnection::joins(Member& member, const mqtt::Connect& connect) {
    leaving_.erase(&member);
    if (state_ == State::open) {
        on_it_.insert(&member);
        member.later(mqtt::Connected{});
        return;
    }
    waiting_.insert(&member);
    connect_ = connect;
    connect_.client_id = client_id_;
    connect_.will.reset();
    if (state_ == State::idle) {
        state_ = State::opening;
        trunk_.connect(connect_);
    }
}

void SharedConnection::leaves(Member& member) {
    if (!on_it_.empty()) {
        member.later(mqtt::Disconnected{});
        return;
    }
    leaving_.insert(&member);
    shut_when_empty();
}

void SharedConnection::shut_when_empty() {
    if (on_it_.empty() && state_ == State::open) {
        state_ = State::closing;
        trunk_.disconnect();
    }
}

void SharedConnection::tell_all(const std::set<Member*>& members, const mqtt::Event& event) {
    for (auto* member : members) {
        member->tell(event);
    }
}

void SharedConnection::on(const mqtt::Event& event) {
    if (std::holds_alternative<mqtt::Connected>(event)) {
        state_ = State::open;
        on_it_ = std::exchange(waiting_, {});
        tell_all(std::set(on_it_), event);  // a copy: what they hear may move them
    } else if (std::holds_alternative<mqtt::ConnectFailed>(event)) {
        state_ = State::idle;
        tell_all(std::exchange(waiting_, {}), event);
    } else if (std::holds_alternative<mqtt::ConnectionLost>(event) && state_ != State::closing) {
        state_ = State::idle;
        tell_all(std::exchange(on_it_, {}), event);
    } else if (state_ == State::closing && (std::holds_alternative<mqtt::ConnectionLost>(event) ||
                                            std::holds_alternative<mqtt::Disconnected>(event))) {
        state_ = waiting_.empty() ? State::idle : State::opening;
        if (state_ == State::opening) {
            trunk_.connect(connect_);
        }
        tell_all(std::exchange(leaving_, {}), mqtt::Disconnected{});
    } else if (const auto* message = std::get_if<mqtt::Received>(&event)) {
        tell_who_listens(std::string(message->topic), event);  // a node's filter for commands is their very topic
    } else if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&event)) {
        tell_who_listens(subscribed->filter, event);
    } else if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        tell_who_listens(refused->filter, event);
    }
}

void SharedConnection::tell_who_listens(const std::string& filter, const mqtt::Event& event) {
    const auto member = by_filter_.find(filter);
    if (member != by_filter_.end() && on_it_.contains(member->second)) {
        member->second->tell(event);
    }
}

}  // namespace magpie::fleet
