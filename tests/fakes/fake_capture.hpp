#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "wire/capture/record.hpp"

namespace magpie::fakes {

/// magpie-capture at its socket, in a directory that is gone with the test: takes one agent, and tells it what the test
/// says.
class FakeCapture {
  public:
    FakeCapture() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-capture-XXXXXX";
        directory_ = ::mkdtemp(pattern.data());
    }
    FakeCapture(const FakeCapture&) = delete;
    FakeCapture& operator=(const FakeCapture&) = delete;
    ~FakeCapture() {
        goes_away();
        std::filesystem::remove_all(directory_);
    }

    [[nodiscard]] std::string path() const { return directory_ + "/capture.sock"; }

    /// It listens; nobody is let in yet.
    void capture_starts() {
        std::filesystem::remove(path());
        listener_ = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
        std::memcpy(address.sun_path, path().data(), path().size());
        if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(listener_, 4) != 0) {
            throw std::runtime_error("cannot listen at " + path());
        }
    }
    /// Whether an agent was waiting; it is greeted.
    bool lets_in(const capture::Hello& hello = {}) {
        close(agent_);
        agent_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (agent_ >= 0) {
            says(hello);
        }
        return agent_ >= 0;
    }
    void says(const capture::Record& record) { says(std::span<const std::byte>(capture::encode(record))); }
    void says(std::span<const std::byte> bytes) {
        if (::send(agent_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
            throw std::runtime_error("the agent does not take it");
        }
    }
    /// What the agent has said and nobody has read yet, as far as it can be read as records.
    std::vector<capture::Record> hears() {
        std::vector<capture::Record> records;
        std::array<std::byte, capture::record_size> message{};
        for (;;) {
            const auto size = ::recv(agent_, message.data(), message.size(), 0);
            if (size <= 0) {
                return records;
            }
            if (const auto record = capture::decode(std::span(message).first(static_cast<std::size_t>(size)))) {
                records.push_back(*record);
            }
        }
    }
    /// The agent is sent away, and may come again.
    void hangs_up() { close(agent_); }
    /// It ends in order: its socket file is gone.
    void goes_away() {
        is_killed();
        std::filesystem::remove(path());
    }
    /// Its socket file stays behind.
    void is_killed() {
        close(agent_);
        close(listener_);
    }

  private:
    static void close(int& descriptor) {
        if (descriptor >= 0) {
            ::close(descriptor);
        }
        descriptor = -1;
    }

    std::string directory_;
    int listener_ = -1;
    int agent_ = -1;
};

}  // namespace magpie::fakes
