#include "agent/capture_line/capture_line.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>
#include <variant>

namespace magpie::agent {

namespace {

constexpr int most_records = 1000;
constexpr Milliseconds first_wait{1000};
constexpr Milliseconds longest_wait{60'000};
/// It tells of each of its interfaces every second.
constexpr Milliseconds greeting_time{10'000};

std::string_view reason_of(int error) {
    switch (error) {
        case EACCES:
        case EPERM:
            return "denied";
        case ECONNREFUSED:
            return "nobody_answers";  // it was killed and left its socket behind
        case ECONNRESET:
        case EPIPE:
            return "gone";
        default:
            return "system";
    }
}

}  // namespace

CaptureLine::CaptureLine(std::string path, const std::vector<capture::Record>& ours) : CaptureLine(std::move(path)) {
    to_say_.push_back(capture::encode(capture::Hello{}));
    for (const auto& record : ours) {
        to_say_.push_back(capture::encode(record));
    }
    to_say_.push_back(capture::encode(capture::Settled{}));
}

CaptureLine::CaptureLine(std::string path) : path_(std::move(path)), all_(::epoll_create1(EPOLL_CLOEXEC)) {}

CaptureLine::~CaptureLine() {
    leave();
    if (all_ >= 0) {
        ::close(all_);
    }
}

void CaptureLine::leave() {
    if (socket_ >= 0) {
        ::close(socket_);  // which takes it out of the epoll too
    }
    socket_ = -1;
    said_ = 0;
    greeted_ = false;
}

std::string_view CaptureLine::refresh(const Now& now) {
    std::string_view reason;
    if (socket_ >= 0) {
        if (greeted_ || now.mono - connected_at_ < greeting_time) {
            return {};
        }
        leave();
        reason = "silent";
    } else if (std::exchange(turned_away_, false)) {
        back_off(now);
        return {};
    } else if (now.mono < retry_at_) {
        return {};
    } else {
        reason = connect();
        connected_at_ = now.mono;
    }
    if (!reason.empty()) {
        back_off(now);
    }
    return reason;
}

void CaptureLine::back_off(const Now& now) {
    wait_ = std::clamp(wait_ * 2, first_wait, longest_wait);
    retry_at_ = now.mono + wait_;
}

std::string_view CaptureLine::connect() {
    sockaddr_un its{.sun_family = AF_UNIX, .sun_path = {}};
    if (path_.size() >= sizeof its.sun_path) {
        return reason_of(ENAMETOOLONG);
    }
    std::memcpy(its.sun_path, path_.data(), path_.size());
    socket_ = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) {
        return reason_of(errno);
    }
    epoll_event wanted{.events = EPOLLIN | EPOLLOUT, .data = {.fd = socket_}};
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&its), sizeof its) != 0 ||
        ::epoll_ctl(all_, EPOLL_CTL_ADD, socket_, &wanted) != 0) {
        const int error = errno;
        leave();
        return error == ENOENT ? std::string_view() : reason_of(error);
    }
    say();
    return {};
}

/// As much as there is room for; the rest when there is again.
void CaptureLine::say() {
    while (said_ < to_say_.size()) {
        const auto& bytes = to_say_[said_];
        if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) {
            return;  // full, or it has gone: then reading says so
        }
        ++said_;
    }
    epoll_event wanted{.events = EPOLLIN, .data = {.fd = socket_}};
    (void)::epoll_ctl(all_, EPOLL_CTL_MOD, socket_, &wanted);
}

bool CaptureLine::tell(const capture::Record& record) {
    if (socket_ < 0 || said_ < to_say_.size()) {
        return false;
    }
    const auto bytes = capture::encode(record);
    return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) >= 0;
}

bool CaptureLine::greets(const capture::Record& record) {
    const auto* hello = std::get_if<capture::Hello>(&record);
    greeted_ = hello != nullptr && hello->version == capture::Hello::present_version;
    return greeted_;
}

CaptureLine::Heard CaptureLine::read() {
    Heard heard;
    if (socket_ < 0) {
        return heard;
    }
    if (said_ < to_say_.size()) {
        say();
    }
    std::array<std::byte, capture::record_size + 1> message{};  // one more, so that a longer one is seen
    for (int left = most_records; left > 0 && heard.ended.empty(); --left) {
        const auto size = ::recv(socket_, message.data(), message.size(), 0);
        if (size < 0) {
            if (errno != EAGAIN && errno != EINTR) {
                heard.ended = reason_of(errno);
            }
            break;
        }
        if (size == 0) {
            heard.ended = "gone";
            break;
        }
        auto record = capture::decode(std::span<const std::byte>(message).first(static_cast<std::size_t>(size)));
        if (!greeted_) {
            if (!record || !greets(*record)) {
                heard.ended = "other_version";
            }
        } else if (record) {
            heard.records.push_back(*record);
        } else {
            ++heard.malformed;
        }
    }
    if (greeted_) {
        wait_ = Milliseconds{0};
    }
    if (!heard.ended.empty()) {
        turned_away_ = !greeted_;
        leave();
    }
    return heard;
}

}  // namespace magpie::agent
