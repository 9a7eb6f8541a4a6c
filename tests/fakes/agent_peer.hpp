#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "platform/files/file.hpp"
#include "wire/capture/record.hpp"

namespace magpie::fakes {

/// The agent's end of a capture's socket, or somebody who pretends to be one.
class AgentPeer {
  public:
    explicit AgentPeer(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        connected_ = ::connect(socket_.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }

    void says(const capture::Record& record) { sends(capture::encode(record)); }
    void sends(std::span<const std::byte> bytes) {
        (void)::send(socket_.descriptor(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    void goes() { socket_ = {}; }

    [[nodiscard]] bool connected() const { return connected_; }
    /// All that has come so far.
    std::vector<capture::Record> hears() {
        std::vector<capture::Record> heard;
        std::array<std::byte, 2 * capture::record_size> bytes{};
        ssize_t size = 0;
        while ((size = ::recv(socket_.descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0) {
            if (const auto record = capture::decode(std::span(bytes).first(static_cast<std::size_t>(size)))) {
                heard.push_back(*record);
            }
        }
        was_put_off_ = size == 0;
        return heard;
    }
    [[nodiscard]] bool was_put_off() {
        (void)hears();
        return was_put_off_;
    }

  private:
    files::File socket_;
    bool connected_ = false;
    bool was_put_off_ = false;
};

}  // namespace magpie::fakes
