#include "tests/firmware/qmp.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <vector>

namespace magpie::test {

using Clock = std::chrono::steady_clock;

namespace {

constexpr auto patience_of_an_answer = std::chrono::seconds(20);

}  // namespace

int try_to_connect(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.native().size() >= sizeof(address.sun_path)) {
        throw std::runtime_error("too long for a socket: " + path.string());
    }
    std::memcpy(address.sun_path, path.c_str(), path.native().size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
        return fd;
    }
    ::close(fd);
    return -1;
}

int connect_when_there(const std::filesystem::path& path) {
    const auto deadline = Clock::now() + patience_of_an_answer;
    while (Clock::now() < deadline) {
        if (const int fd = try_to_connect(path); fd >= 0) {
            return fd;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    throw std::runtime_error("nobody listens at " + path.string());
}

Qmp::Qmp(const std::filesystem::path& socket) : socket_(connect_when_there(socket)) {
    next_line(Clock::now() + patience_of_an_answer);  // the greeting
    execute("qmp_capabilities");
}

Qmp::~Qmp() {
    ::close(socket_);
}

nlohmann::json Qmp::execute(std::string_view command, const nlohmann::json& arguments) {
    const std::string line = nlohmann::json{{"execute", command}, {"arguments", arguments}}.dump() + "\n";
    if (::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size())) {
        throw std::runtime_error("QEMU is gone");
    }
    const auto deadline = Clock::now() + patience_of_an_answer;
    for (;;) {
        nlohmann::json answer = next_line(deadline);
        if (answer.contains("return")) {
            return answer["return"];
        }
        if (answer.contains("error")) {
            throw std::runtime_error(std::string(command) + ": " + answer["error"].dump());
        }
        events_.push_back(answer.value("event", ""));
    }
}

void Qmp::await_event(std::string_view name, std::chrono::milliseconds patience) {
    const auto deadline = Clock::now() + patience;
    for (;;) {
        const auto found = std::find(events_.begin(), events_.end(), name);
        if (found != events_.end()) {
            events_.erase(events_.begin(), found + 1);
            return;
        }
        events_.push_back(next_line(deadline).value("event", ""));
    }
}

nlohmann::json Qmp::next_line(Clock::time_point deadline) {
    for (;;) {
        if (const auto end = received_.find('\n'); end != std::string::npos) {
            const auto line = received_.substr(0, end);
            received_.erase(0, end + 1);
            return nlohmann::json::parse(line);
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
        if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) <= 0) {
            throw std::runtime_error("QEMU says nothing");
        }
        char bytes[4096];
        const auto count = ::recv(socket_, bytes, sizeof(bytes), 0);
        if (count <= 0) {
            throw std::runtime_error("QEMU is gone");
        }
        received_.append(bytes, static_cast<std::size_t>(count));
    }
}

}  // namespace magpie::test
