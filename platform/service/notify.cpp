#include "platform/service/notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "wire/text.hpp"

namespace magpie::service {

namespace {

template <typename Number>
std::optional<Number> number(const char* text) {
    const std::string_view digits(text);
    Number value{};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

Environment Environment::of_process() {
    return {.socket = std::getenv("NOTIFY_SOCKET"),
            .watchdog_usec = std::getenv("WATCHDOG_USEC"),
            .watchdog_pid = std::getenv("WATCHDOG_PID")};
}

std::optional<std::chrono::microseconds> watchdog_interval(const Environment& environment, pid_t process) {
    if (environment.watchdog_usec == nullptr ||
        (environment.watchdog_pid != nullptr && number<pid_t>(environment.watchdog_pid) != process)) {
        return std::nullopt;
    }
    const auto given = number<std::int64_t>(environment.watchdog_usec);
    return given && *given > 0 ? std::make_optional(std::chrono::microseconds(*given)) : std::nullopt;
}

Notify::Notify(const char* address) {
    if (address == nullptr) {
        return;
    }
    const std::string_view given(address);
    if (given.size() < 2 || (given[0] != '/' && given[0] != '@') || given.size() >= sizeof(sockaddr_un::sun_path)) {
        return;
    }
    address_ = given;
    if (given[0] == '@') {
        address_[0] = '\0';
    }
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

Notify::~Notify() {
    if (socket_ >= 0) {
        ::close(socket_);
    }
}

bool Notify::status(std::string_view text) {
    // A line's end in it would begin another word, such as READY=1.
    return send("STATUS=" + escaped(text));
}

bool Notify::send(std::string_view words) {
    if (socket_ < 0) {
        return true;
    }
    sockaddr_un manager{.sun_family = AF_UNIX, .sun_path = {}};
    std::memcpy(manager.sun_path, address_.data(), address_.size());
    // A name in the abstract namespace is as long as it is said to be, and has no zero behind it.
    const auto size = offsetof(sockaddr_un, sun_path) + address_.size();
    return ::sendto(socket_, words.data(), words.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&manager),
                    static_cast<socklen_t>(size)) == static_cast<ssize_t>(words.size());
}

}  // namespace magpie::service
