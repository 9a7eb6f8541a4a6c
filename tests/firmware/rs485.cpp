#include "tests/firmware/rs485.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "tests/firmware/qmp.hpp"

namespace magpie::test {

namespace {

/// What was held back goes on its own when nothing follows.
constexpr auto longest_hold = std::chrono::milliseconds(300);
/// So often is a node looked for that is away.
constexpr int look_ms = 20;

void write_all(int fd, const std::vector<std::uint8_t>& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto count = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (count <= 0) {
            return;  // nobody is at that end: so it is with a line
        }
        done += static_cast<std::size_t>(count);
    }
}

}  // namespace

Rs485::Rs485(const std::filesystem::path& socket, std::uint64_t seed)
    : socket_(socket), random_(seed), node_(connect_when_there(socket)) {
    termios raw{};
    ::cfmakeraw(&raw);
    ::cfsetspeed(&raw, B19200);
    char name[64];
    if (::openpty(&terminal_, &slave_, name, &raw, nullptr) != 0 || ::pipe2(stop_, O_CLOEXEC) != 0) {
        throw std::runtime_error("no pseudo terminal");
    }
    ::fcntl(terminal_, F_SETFD, FD_CLOEXEC);
    ::fcntl(slave_, F_SETFD, FD_CLOEXEC);
    path_ = name;
    thread_ = std::thread([this] { run(); });
}

Rs485::~Rs485() {
    ::close(stop_[1]);
    thread_.join();
    for (const int fd : {stop_[0], node_, terminal_, slave_}) {
        if (fd >= 0) {
            ::close(fd);
        }
    }
}

void Rs485::set_faults(const LineFaults& faults) {
    const std::scoped_lock lock(mutex_);
    faults_ = faults;
}

void Rs485::run() {
    Way ways[2] = {{terminal_, node_, {}, {}, {}}, {node_, terminal_, {}, {}, {}}};
    pollfd wait[3] = {{terminal_, POLLIN, 0}, {node_, POLLIN, 0}, {stop_[0], POLLIN, 0}};
    for (;;) {
        auto next = Clock::time_point::max();
        for (const Way& way : ways) {
            if (!way.held.empty()) {
                next = std::min(next, way.held_until);
            }
            if (!way.pieces.empty()) {
                next = std::min(next, way.pieces.front().due);
            }
        }
        int patience = -1;
        if (next != Clock::time_point::max()) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
            patience = static_cast<int>(std::max<long>(left, 0));
        }
        if (node_ < 0) {
            node_ = try_to_connect(socket_);
            ways[0].to = ways[1].from = wait[1].fd = node_;
            patience = node_ < 0 ? look_ms : patience;
        }
        ::poll(wait, 3, patience);
        if (wait[2].revents != 0) {
            return;
        }
        for (int i = 0; i < 2; ++i) {
            if (wait[i].revents != 0 && !take(ways[i])) {
                // Only the node's end is ever closed: it has no power. poll() passes over it.
                ::close(std::exchange(node_, -1));
                ways[0].to = ways[1].from = wait[1].fd = -1;
            }
            give(ways[i], Clock::now());
        }
    }
}

bool Rs485::take(Way& way) {
    std::vector<std::uint8_t> bytes(512);
    const auto count = ::read(way.from, bytes.data(), bytes.size());
    if (count <= 0) {
        return false;
    }
    bytes.resize(static_cast<std::size_t>(count));
    const std::scoped_lock lock(mutex_);
    harm(bytes, faults_);
    if (way.held.empty() && happens(faults_.merge)) {
        way.held = std::move(bytes);
        way.held_until = Clock::now() + longest_hold;
        return true;
    }
    if (!way.held.empty()) {
        bytes.insert(bytes.begin(), way.held.begin(), way.held.end());
        way.held.clear();
    }
    auto due = Clock::now();
    if (happens(faults_.delay)) {
        const auto longest = faults_.longest_delay.count();
        due += std::chrono::milliseconds(std::uniform_int_distribution<long>(0, longest)(random_));
    }
    // A line keeps its order.
    if (!way.pieces.empty()) {
        due = std::max(due, way.pieces.back().due);
    }
    way.pieces.push_back({due, std::move(bytes)});
    return true;
}

void Rs485::give(Way& way, Clock::time_point now) {
    if (!way.held.empty() && way.held_until <= now) {
        way.pieces.push_back({now, std::move(way.held)});
        way.held.clear();
    }
    while (!way.pieces.empty() && way.pieces.front().due <= now) {
        write_all(way.to, way.pieces.front().bytes);
        way.pieces.pop_front();
    }
}

void Rs485::harm(std::vector<std::uint8_t>& bytes, const LineFaults& faults) {
    for (auto& byte : bytes) {
        if (happens(faults.flip)) {
            byte = static_cast<std::uint8_t>(byte ^ (1U << std::uniform_int_distribution<unsigned>(0, 7)(random_)));
        }
    }
    std::erase_if(bytes, [&](std::uint8_t) { return happens(faults.drop); });
}

}  // namespace magpie::test
