#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace magpie::fakes {

/// A directory for control sockets, gone with the test.
class HostapdDirectory {
  public:
    HostapdDirectory() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-hostapd-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    HostapdDirectory(const HostapdDirectory&) = delete;
    HostapdDirectory& operator=(const HostapdDirectory&) = delete;
    ~HostapdDirectory() { std::filesystem::remove_all(path_); }

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

/// hostapd at the control socket of one interface: takes commands and tells those who attached.
class FakeHostapd {
  public:
    FakeHostapd(const HostapdDirectory& directory, const std::string& interface)
        : path_(directory.path() + "/" + interface),
          socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        std::memcpy(address.sun_path, path_.data(), path_.size());
        if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            throw std::runtime_error("cannot bind " + path_);
        }
    }
    FakeHostapd(const FakeHostapd&) = delete;
    FakeHostapd& operator=(const FakeHostapd&) = delete;
    ~FakeHostapd() {
        is_killed();
        std::filesystem::remove(path_);
    }

    /// Its socket file stays behind.
    void is_killed() {
        if (socket_ >= 0) {
            ::close(socket_);
            socket_ = -1;
        }
    }
    /// What it was asked since the last time. Whoever asks is told of what comes.
    std::vector<std::string> commands() {
        std::vector<std::string> commands;
        char datagram[256];
        for (;;) {
            sockaddr_un from{};
            socklen_t from_size = sizeof from;
            const auto size =
                ::recvfrom(socket_, datagram, sizeof datagram, 0, reinterpret_cast<sockaddr*>(&from), &from_size);
            if (size < 0) {
                return commands;
            }
            client_ = from;
            client_size_ = from_size;
            commands.emplace_back(datagram, static_cast<std::size_t>(size));
        }
    }
    void tells(const std::string& datagram) {
        (void)::sendto(socket_, datagram.data(), datagram.size(), 0, reinterpret_cast<const sockaddr*>(&client_),
                       client_size_);
    }

  private:
    std::string path_;
    int socket_;
    sockaddr_un client_{};
    socklen_t client_size_ = 0;
};

}  // namespace magpie::fakes
