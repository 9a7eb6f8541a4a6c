#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace magpie::test {

/// QEMU's machine protocol over its socket. Whatever it refuses, and a QEMU that does not answer, is a
/// std::runtime_error. The test's, in its thread.
class Qmp {
  public:
    /// Waits until QEMU has made the socket.
    explicit Qmp(const std::filesystem::path& socket);
    ~Qmp();
    Qmp(const Qmp&) = delete;
    Qmp& operator=(const Qmp&) = delete;

    nlohmann::json execute(std::string_view command, const nlohmann::json& arguments = nlohmann::json::object());
    /// The next event of that name, also one that came in front of an answer.
    void await_event(std::string_view name, std::chrono::milliseconds patience);

  private:
    nlohmann::json next_line(std::chrono::steady_clock::time_point deadline);

    int socket_;
    std::string received_;
    std::vector<std::string> events_;
};

/// A stream socket that is connected to `path`, or -1; the caller closes it.
int try_to_connect(const std::filesystem::path& path);
/// A stream socket that is connected to `path` as soon as somebody listens there; the caller closes it.
int connect_when_there(const std::filesystem::path& path);

}  // namespace magpie::test
