#include "agent/hostapd/monitor.hpp"

#include <net/if.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace magpie::agent::hostapd {

namespace {

constexpr std::size_t most_lines = 64;
constexpr int most_datagrams = 1000;

bool same_file(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino && one.st_ctim.tv_sec == other.st_ctim.tv_sec &&
           one.st_ctim.tv_nsec == other.st_ctim.tv_nsec;
}

bool is_socket(const std::string& path, struct stat& found) {
    return ::stat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode);
}

bool say(int socket, std::string_view command) {
    return ::send(socket, command.data(), command.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(command.size());
}

}  // namespace

Monitor::Monitor(std::string directory) : directory_(std::move(directory)), all_(::epoll_create1(EPOLL_CLOEXEC)) {}

Monitor::~Monitor() {
    for (const auto& line : lines_) {
        (void)say(line.socket, "DETACH");
        ::close(line.socket);
    }
    if (all_ >= 0) {
        ::close(all_);
    }
}

bool Monitor::still_there(const Line& line) const {
    struct stat found {};
    return is_socket(directory_ + "/" + line.interface, found) && same_file(found, line.made);
}

std::vector<int> Monitor::refresh() {
    std::vector<int> errors;
    std::erase_if(lines_, [&](const Line& line) {
        const bool gone = !still_there(line);
        if (gone) {
            ::close(line.socket);  // which takes it out of the epoll too
        }
        return gone;
    });
    std::error_code problem;
    std::filesystem::directory_iterator files(directory_, problem);
    for (; !problem && files != std::filesystem::directory_iterator(); files.increment(problem)) {
        auto interface = files->path().filename().string();
        struct stat made {};
        if (interface.size() >= IFNAMSIZ || lines_.size() == most_lines || !is_socket(files->path(), made) ||
            std::ranges::find(lines_, interface, &Line::interface) != lines_.end()) {
            continue;
        }
        const auto socket = attach(files->path());
        if (!socket) {
            errors.push_back(socket.error());
            continue;
        }
        epoll_event wanted{.events = EPOLLIN, .data = {.fd = *socket}};
        if (::epoll_ctl(all_, EPOLL_CTL_ADD, *socket, &wanted) != 0) {
            errors.push_back(errno);
            ::close(*socket);
            continue;
        }
        lines_.push_back({std::move(interface), *socket, made});
    }
    if (problem && problem != std::errc::no_such_file_or_directory) {
        errors.push_back(problem.value());
    }
    return errors;
}

tl::expected<int, int> Monitor::attach(const std::string& path) {
    sockaddr_un own{.sun_family = AF_UNIX, .sun_path = {}};
    sockaddr_un its{.sun_family = AF_UNIX, .sun_path = {}};
    if (path.size() >= sizeof its.sun_path) {
        return tl::unexpected(ENAMETOOLONG);
    }
    std::memcpy(its.sun_path, path.data(), path.size());
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket < 0) {
        return tl::unexpected(errno);
    }
    // hostapd answers to an address. With the family alone the kernel gives one that leaves no file behind.
    const bool reachable = ::bind(socket, reinterpret_cast<const sockaddr*>(&own), sizeof own.sun_family) == 0 &&
                           ::connect(socket, reinterpret_cast<const sockaddr*>(&its), sizeof its) == 0;
    // Reasons of deauthentications are told from level 2 on (MSG_DEBUG); at the level of a new monitor they are not.
    if (!reachable || !say(socket, "ATTACH") || !say(socket, "LEVEL 2")) {
        const int error = errno;
        ::close(socket);
        return tl::unexpected(error);
    }
    return socket;
}

std::vector<Heard> Monitor::read() {
    std::vector<Heard> heard;
    char datagram[4096];  // hostapd cuts its messages at this
    int left = most_datagrams;
    for (const auto& line : lines_) {
        for (; left > 0; --left) {
            const auto size = ::recv(line.socket, datagram, sizeof datagram, 0);
            if (size < 0) {
                break;
            }
            if (const auto event = parse_event({datagram, static_cast<std::size_t>(size)})) {
                heard.push_back({line.interface, *event});
            }
        }
    }
    return heard;
}

}  // namespace magpie::agent::hostapd
