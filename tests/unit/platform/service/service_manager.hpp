#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <string>

namespace magpie::service {

/// As a service manager listens: a datagram socket, whose messages are read without waiting.
class ServiceManager {
  public:
    /// At a path, or with "" at a name of the kernel's choice in the abstract namespace.
    explicit ServiceManager(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
        sockaddr_un own{.sun_family = AF_UNIX, .sun_path = {}};
        std::memcpy(own.sun_path, path.data(), path.size());
        socklen_t size = path.empty() ? sizeof own.sun_family : sizeof own;
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&own), size), 0);
        size = sizeof own;
        EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size), 0);
        address_ =
            path.empty() ? "@" + std::string(own.sun_path + 1, size - offsetof(sockaddr_un, sun_path) - 1) : path;
    }
    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;
    ~ServiceManager() { ::close(socket_); }

    [[nodiscard]] const char* address() const { return address_.c_str(); }
    /// The next message; empty when there is none.
    [[nodiscard]] std::string hears() const {
        char bytes[4096];
        const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
        return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
    }

  private:
    int socket_;
    std::string address_;
};

}  // namespace magpie::service
