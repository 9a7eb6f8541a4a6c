#include "agent/station/uplink_desk.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <span>

namespace magpie::agent {

namespace {

constexpr Milliseconds between_questions{1000};
constexpr std::size_t longest_frame = 2048;
/// A flood is left for the next turn of the loop.
constexpr int most_at_once = 64;

}  // namespace

void UplinkDesk::run(const files::File& stop) {
    while (true) {
        std::array waited{pollfd{stop.descriptor(), POLLIN, 0}, pollfd{listener_.descriptor(), POLLIN, 0},
                          pollfd{agent_.descriptor(), POLLIN, 0}, pollfd{port_ ? port_->descriptor() : -1, POLLIN, 0}};
        if (::poll(waited.data(), waited.size(), patience()) < 0) {
            continue;
        }
        if (waited[0].revents != 0) {
            break;
        }
        if (waited[3].revents != 0) {
            hear_line();
        }
        if (waited[2].revents != 0) {
            hear_agent();
        }
        if (waited[1].revents != 0) {
            accept();
        }
        go_on();
    }
    if (exchange_) {
        exchange_->give_up();
        say_all();
    }
}

int UplinkDesk::patience() const {
    const auto now = clock_.now().mono;
    if (!exchange_ && !asked_) {
        return -1;
    }
    const auto then = exchange_ ? exchange_->deadline() : next_;
    // A clock of milliseconds is not there when its last one begins.
    constexpr Milliseconds one{1};
    return static_cast<int>(std::clamp<std::int64_t>((then - now + one).count(), 0, 60'000));
}

void UplinkDesk::accept() {
    files::File caller(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!caller || agent_ || exchange_) {
        return;  // who calls meanwhile is hung up on
    }
    agent_ = std::move(caller);
}

void UplinkDesk::hear_agent() {
    std::array<std::byte, station::uplink_record_size + 1> bytes;  // one more, for a message that is longer
    const auto size = ::recv(agent_.descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    const auto question = size <= 0 || exchange_ || asked_
                              ? std::nullopt
                              : station::decode_uplink_question(std::span(bytes).first(static_cast<std::size_t>(size)));
    if (!question) {
        if (size > 0) {
            log_.warning("an agent is put off", {{"reason", "no question"}});
        }
        agent_ = files::File();
        asked_.reset();
        return;
    }
    if (question->interface != interface_) {
        log_.warning("an agent is put off", {{"reason", "another interface than ours"}});
        answer({.end = station::UplinkEnd::no_interface});
        return;
    }
    asked_ = question;
}

void UplinkDesk::begin(const station::UplinkQuestion& question) {
    const auto now = clock_.now();
    next_ = now.mono + between_questions;
    auto port = UplinkPort::open(interface_);
    if (!port) {
        log_.warning("the uplink cannot be asked on", {{"reason", std::strerror(port.error())}});
        answer({.end = port.error() == ENODEV ? station::UplinkEnd::no_interface : station::UplinkEnd::not_sent});
        return;
    }
    port_.emplace(std::move(*port));
    exchange_.emplace(uplink_dhcp::Settings{.hardware = port_->hardware(),
                                            .own = port_->addresses(),
                                            .transaction = random_(),
                                            .only_offer = question.only_offer});
    exchange_->begin(now);
    say_all();
}

void UplinkDesk::hear_line() {
    std::array<std::byte, longest_frame> room;
    for (int i = 0; i < most_at_once; ++i) {
        const auto frame = port_->receive(room);
        if (!frame) {
            break;
        }
        exchange_->received(*frame, clock_.now());
    }
}

void UplinkDesk::say_all() {
    while (const auto frame = exchange_->take(clock_.now())) {
        if (!port_->send(*frame)) {
            exchange_->not_sent();
        }
    }
}

void UplinkDesk::go_on() {
    if (asked_ && clock_.now().mono >= next_) {
        const auto question = *asked_;
        asked_.reset();
        begin(question);
    }
    if (!exchange_) {
        return;
    }
    if (clock_.now().mono >= exchange_->deadline()) {
        exchange_->tick(clock_.now());
    }
    say_all();
    if (const auto& ended = exchange_->answer()) {
        answer(*ended);
        exchange_.reset();
        port_.reset();
    }
}

void UplinkDesk::answer(const station::UplinkAnswer& answer) {
    // Addresses are the agent's to tell whoever stands before it, and not the log's.
    log_.debug("the uplink was asked", {{"outcome", station::word(answer.end)}});
    if (agent_) {
        const auto bytes = station::encode(answer);
        (void)::send(agent_.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    agent_ = files::File();
}

}  // namespace magpie::agent
