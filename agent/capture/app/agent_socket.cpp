#include "agent/capture/app/agent_socket.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <variant>

#include "platform/service/local_listener.hpp"

namespace magpie::agent {

namespace {

/// In one turn, so that nobody who talks without end keeps frames waiting.
constexpr std::size_t most_heard = 64;
/// Above what an agent may be configured with.
constexpr std::size_t most_of_ours = 1024;
/// 512 kB, and more than one second has to tell: 512 networks, their channels, and rows of connections.
constexpr std::size_t most_waiting = 2048;

bool is_of_ours(const capture::Record& record) {
    return std::holds_alternative<capture::OwnNetwork>(record) ||
           std::holds_alternative<capture::OwnAccessPoint>(record) ||
           std::holds_alternative<capture::OwnResolver>(record);
}

bool would_wait() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

tl::expected<AgentSocket, std::string> AgentSocket::listen(const std::string& path) {
    return service::listen_locally(path).map([](files::File&& listener) { return AgentSocket(std::move(listener)); });
}

AgentSocket::Call AgentSocket::accept() {
    files::File caller(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!caller) {
        return Call::nobody;
    }
    if (agent_ && greeted_) {
        return Call::turned_away;
    }
    put_off();  // who has not said hello only looks
    agent_ = std::move(caller);
    say(std::array<capture::Record, 1>{capture::Hello{}});
    return Call::taken;
}

std::string_view AgentSocket::read(std::vector<capture::Record>& into) {
    for (std::size_t heard = 0; agent_ && heard < most_heard; ++heard) {
        std::array<std::byte, capture::record_size + 1> bytes;  // one more, for a message that is longer
        const auto size = ::recv(agent_.descriptor(), bytes.data(), bytes.size(), 0);
        if (size < 0 && would_wait()) {
            break;
        }
        const auto why = size <= 0 ? gone : take(std::span(bytes).first(static_cast<std::size_t>(size)), into);
        if (!why.empty()) {
            put_off();
            return why;
        }
    }
    return {};
}

std::string_view AgentSocket::take(std::span<const std::byte> bytes, std::vector<capture::Record>& into) {
    const auto record = capture::decode(bytes);
    if (!record) {
        return "no record";
    }
    if (!greeted_) {
        const auto* hello = std::get_if<capture::Hello>(&*record);
        greeted_ = hello != nullptr && hello->version == capture::Hello::present_version;
        if (greeted_) {
            into.push_back(*record);
        }
        return greeted_ ? std::string_view() : hello != nullptr ? "another version" : "no hello";
    }
    if (settled_) {
        if (!std::holds_alternative<capture::ClientEvent>(*record)) {
            return "says more than what is ours";
        }
        into.push_back(*record);
        return {};
    }
    settled_ = std::holds_alternative<capture::Settled>(*record);
    if (!settled_ && (!is_of_ours(*record) || ++said_ours_ > most_of_ours)) {
        return is_of_ours(*record) ? "says too much is ours" : "not an agent's record";
    }
    into.push_back(*record);
    return {};
}

void AgentSocket::put_off() {
    agent_ = {};
    greeted_ = settled_ = false;
    said_ours_ = 0;
    waiting_.clear();
}

void AgentSocket::say(std::span<const capture::Record> records) {
    if (!agent_) {
        return;
    }
    for (const auto& record : records) {
        if (waiting_.size() == most_waiting) {
            ++dropped_;
            continue;
        }
        waiting_.push_back(capture::encode(record));
    }
    flush();
}

void AgentSocket::flush() {
    const auto unsent = std::ranges::find_if(waiting_, [&](const capture::Bytes& bytes) {
        return ::send(agent_.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) < 0;
    });
    // One who went while it was spoken to is seen by read().
    waiting_.erase(waiting_.begin(), unsent);
}

}  // namespace magpie::agent
