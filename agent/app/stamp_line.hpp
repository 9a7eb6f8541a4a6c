#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/app/loop.hpp"
#include "agent/config/stamp.hpp"
#include "agent/datagram/udp_socket.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/source.hpp"
#include "agent/stamp/kernel_clock.hpp"
#include "agent/stamp/reflector.hpp"
#include "agent/stamp/sender.hpp"
#include "platform/clock/loop_timer.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// Measures paths by STAMP and answers those who do, on the time of the loop it lives on; as a source it tells of the
/// last full window of each path. Owned by the agent; the loop and the log outlive it.
class StampLine final : public Source {
  public:
    /// Begins at once, each path anywhere within its first interval (RFC 6673 2.4). A socket that cannot be had is said
    /// in the log, and makes the source one that is down.
    StampLine(boost::asio::io_context& loop, const StampConfig& config, std::uint32_t seed, const log::Log& log);
    StampLine(const StampLine&) = delete;
    StampLine& operator=(const StampLine&) = delete;
    ~StampLine() override = default;

    /// Readable when something came.
    [[nodiscard]] std::vector<Watch> watches();
    void sample(Readings& readings, const Now& now) override;

  private:
    /// What is counted since the start, by the words of the catalogue.
    struct Totals {
        std::uint64_t received = 0;
        std::uint64_t lost = 0;
        std::optional<stamp::LostWays> ways{};
        std::uint64_t late = 0;
        std::uint64_t duplicates = 0;
        std::uint64_t reordered = 0;
        std::uint64_t undefined = 0;
    };
    struct Path {
        std::string name;
        std::string far;
        std::unique_ptr<UdpSocket> socket;
        stamp::Sender sender;
        stamp::Instant close_at{};
        Totals totals{};
        std::optional<stamp::StampWindow> shown{};
        bool unreachable = false;  // our own system says so
    };

    void add_path(const StampTarget& target, stamp::Nanoseconds phase, const log::Log& log);
    void listen(const StampConfig& config, const log::Log& log);
    void send_due();
    void take(Path& path);
    void answer();
    void close(Path& path, stamp::Instant now);
    void wait_for_deadline();
    void write(Readings& readings, const Path& path) const;

    stamp::Nanoseconds window_;
    stamp::KernelClock clock_;
    std::vector<std::unique_ptr<Path>> paths_;
    std::unique_ptr<UdpSocket> listener_;
    std::optional<stamp::Reflector> reflector_;
    std::uint64_t unsent_ = 0;  // answers that our system did not take
    SourceHealth health_{"stamp"};
    platform::LoopTimer timer_;
};

}  // namespace magpie::agent
