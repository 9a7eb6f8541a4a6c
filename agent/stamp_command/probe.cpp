#include "agent/stamp_command/probe.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>

#include "agent/datagram/udp_socket.hpp"
#include "agent/stamp_command/foreground.hpp"
#include "agent/stamp_command/probe_text.hpp"

namespace magpie::agent {

namespace {

/// After the last answer: for a second one to the same packet, and for the kernel to say when ours left.
constexpr std::chrono::milliseconds linger(100);
constexpr std::chrono::milliseconds progress_every(500);

/// A line that is written over while somebody looks.
class Progress {
  public:
    explicit Progress(bool wanted) : wanted_(wanted && ::isatty(STDERR_FILENO) == 1) {}

    void tell(const stamp::Sender& sender, std::uint64_t count, stamp::Instant now) {
        if (wanted_ && now >= next_) {
            std::fprintf(stderr, "\r\033[K%s", progress_text(sender.sent(), count, sender.answered()).c_str());
            next_ = now + progress_every;
        }
    }
    void clear() const {
        if (wanted_) {
            std::fputs("\r\033[K", stderr);
        }
    }

  private:
    bool wanted_;
    stamp::Instant next_{};
};

}  // namespace

int probe(const StampProbe& command) {
    const auto socket = UdpSocket::connected(command.peer);
    if (!socket) {
        std::fprintf(stderr, "magpie-agent: %s: %s\n", command.target.c_str(), std::strerror(socket.error()));
        return 1;
    }
    auto& line = **socket;
    Foreground foreground;
    Progress progress(!command.json);
    stamp::Sender sender(command.options, foreground.now().mono);
    std::optional<stamp::Instant> answered_at;
    while (!sender.is_done()) {
        auto now = foreground.now();
        while (const auto packet = sender.next(now)) {
            (void)line.send(*packet);  // lost, where that fails; why is told below
            now = foreground.now();
        }
        if (sender.is_answered() && !answered_at) {
            answered_at = now.mono;
        }
        if (answered_at && now.mono - *answered_at >= linger) {
            break;
        }
        progress.tell(sender, command.options.count, now.mono);
        const auto until = answered_at ? *answered_at + linger : now.mono + progress_every;
        if (!foreground.wait(line.descriptor(), std::min(until, sender.due().value_or(until)))) {
            break;
        }
        for (const auto& departure : line.departures()) {
            sender.left(departure.token, departure.at);
        }
        now = foreground.now();
        for (const auto& datagram : line.receive()) {
            (void)sender.receive(datagram, now);
        }
        sender.settle(now.mono);
    }
    sender.finish();
    progress.clear();
    const ProbeReport report{command, sender.size(), sender.close(), sender.path(), sender.counts(), line.error()};
    std::fputs((command.json ? json_of(report) : text_of(report)).c_str(), stdout);
    return report.window.received > 0 ? 0 : 1;
}

}  // namespace magpie::agent
