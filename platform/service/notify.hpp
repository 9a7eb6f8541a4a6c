#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace magpie::service {

/// What a service manager gave this process with its start (sd_notify(3), sd_watchdog_enabled(3)). Null where it gave
/// nothing.
struct Environment {
    const char* socket = nullptr;         // NOTIFY_SOCKET
    const char* watchdog_usec = nullptr;  // WATCHDOG_USEC
    const char* watchdog_pid = nullptr;   // WATCHDOG_PID

    /// Of this process; to be read while it has one thread.
    [[nodiscard]] static Environment of_process();
};

/// After how long without a word the manager restarts `process`; nothing when it does not watch, when it watches
/// another process, or when the number is none.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval(const Environment& environment, pid_t process);

/// Tells the service manager how this process is: the protocol of sd_notify(3) without its library. Started by none, it
/// does nothing. A word never waits; it is lost when the manager does not read. Lives on the loop; owned by `app`.
class Notify {
  public:
    /// A path, or a name in the abstract namespace that begins with @. Anything else is no address, and means nobody.
    explicit Notify(const char* address);
    Notify(const Notify&) = delete;
    Notify& operator=(const Notify&) = delete;
    ~Notify();

    /// Whether there is a manager to be told.
    [[nodiscard]] bool has_listener() const { return socket_ >= 0; }

    // False when the word was lost. With nobody to tell nothing is lost.
    bool ready() { return send("READY=1"); }
    bool watchdog() { return send("WATCHDOG=1"); }
    bool stopping() { return send("STOPPING=1"); }
    /// One line for a person; may hold anything.
    bool status(std::string_view text);

  private:
    bool send(std::string_view words);

    std::string address_;  // as in sockaddr_un
    int socket_ = -1;
};

}  // namespace magpie::service
