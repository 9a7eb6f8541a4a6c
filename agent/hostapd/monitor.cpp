#include "agent/hostapd/monitor.hpp"

#include <net/if.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "agent/hostapd/control_socket.hpp"

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
        (void)say(line.socket.descriptor(), "DETACH");
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
    std::erase_if(lines_, [&](const Line& line) { return !still_there(line); });  // out of the epoll too
    std::error_code problem;
    std::filesystem::directory_iterator files(directory_, problem);
    for (; !problem && files != std::filesystem::directory_iterator(); files.increment(problem)) {
        auto interface = files->path().filename().string();
        struct stat made {};
        if (interface.size() >= IFNAMSIZ || lines_.size() == most_lines || !is_socket(files->path(), made) ||
            std::ranges::find(lines_, interface, &Line::interface) != lines_.end()) {
            continue;
        }
        auto socket = attach(files->path());
        if (!socket) {
            errors.push_back(socket.error());
            continue;
        }
        epoll_event wanted{.events = EPOLLIN, .data = {.fd = socket->descriptor()}};
        if (::epoll_ctl(all_, EPOLL_CTL_ADD, socket->descriptor(), &wanted) != 0) {
            errors.push_back(errno);
            continue;
        }
        lines_.push_back({std::move(interface), std::move(*socket), made});
    }
    if (problem && problem != std::errc::no_such_file_or_directory) {
        errors.push_back(problem.value());
    }
    return errors;
}

tl::expected<files::File, int> Monitor::attach(const std::string& path) {
    auto socket = connect_control(path);
    if (!socket) {
        return tl::unexpected(socket.error());
    }
    // Reasons of deauthentications are told from level 2 on (MSG_DEBUG); at the level of a new monitor they are not.
    if (!say(socket->descriptor(), "ATTACH") || !say(socket->descriptor(), "LEVEL 2")) {
        return tl::unexpected(errno);
    }
    return socket;
}

std::vector<Heard> Monitor::read() {
    std::vector<Heard> heard;
    char datagram[4096];  // hostapd cuts its messages at this
    int left = most_datagrams;
    for (const auto& line : lines_) {
        for (; left > 0; --left) {
            const auto size = ::recv(line.socket.descriptor(), datagram, sizeof datagram, 0);
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
