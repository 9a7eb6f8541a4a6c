#include "tests/fleet/loop.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace magpie::fleet {

namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::seconds figures_every{5};
/// How often it is looked whether all have said goodbye, and how long they may take.
constexpr std::chrono::milliseconds goodbye_look{20};
constexpr std::chrono::seconds goodbye_patience{12};
constexpr double longest_wait_ms = 1000;

double processor_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    double size = 0;
    double resident = 0;
    file >> size >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

class Loop {
  public:
    Loop(asio::io_context& loop, Fleet& fleet, const Traffic& traffic, const FleetClock& clock)
        : loop_(loop),
          fleet_(fleet),
          traffic_(traffic),
          clock_(clock),
          figures_timer_(loop),
          end_timer_(loop),
          signals_(loop, SIGINT, SIGTERM) {}

    int run(std::optional<std::uint32_t> seconds) {
        signals_.async_wait([this](const boost::system::error_code& problem, int /*signal*/) {
            if (!problem) {
                leave();
            }
        });
        if (seconds) {
            end_timer_.expires_after(std::chrono::seconds(*seconds));
            end_timer_.async_wait([this](const boost::system::error_code& problem) {
                if (!problem) {
                    leave();
                }
            });
        }
        fleet_.start(clock_.now());
        next_figures();
        while (!over_) {
            turn();
        }
        say_all();
        return fleet_.gone() ? 0 : 1;
    }

  private:
    struct Sum {
        SteadyClock::time_point at = SteadyClock::now();
        Fleet::Figures fleet{};
        Traffic traffic{};
        double processor = processor_seconds();
    };

    /// Sockets when nothing is due, and both by turns when much is.
    void turn() {
        const auto now = clock_.now();
        if (!leaving_ && fleet_.deadline() <= now.mono) {
            fleet_.tick(now);
            loop_.poll();
            return;
        }
        const double wait = static_cast<double>((fleet_.deadline() - now.mono).count()) / clock_.speed();
        loop_.run_one_for(std::chrono::milliseconds(std::lround(std::ceil(std::min(longest_wait_ms, wait)))));
    }

    void next_figures() {
        figures_timer_.expires_after(figures_every);
        figures_timer_.async_wait([this](const boost::system::error_code& problem) {
            if (!problem && !leaving_) {
                say();
                next_figures();
            }
        });
    }

    [[nodiscard]] Sum sum() const {
        Sum now;
        now.fleet = fleet_.figures();
        now.traffic = traffic_;
        return now;
    }

    static std::string rates(const Sum& from, const Sum& to) {
        const double seconds = std::chrono::duration<double>(to.at - from.at).count();
        const auto rate = [&](std::uint64_t before, std::uint64_t after) {
            return static_cast<double>(after - before) / seconds;
        };
        return fmt::format("reports/s {:.0f}  samples/s {:.0f}  kB/s {:.1f}  cpu {:.1f} %",
                           rate(from.fleet.reports, to.fleet.reports), rate(from.fleet.samples, to.fleet.samples),
                           rate(from.traffic.bytes, to.traffic.bytes) / 1000,
                           100 * (to.processor - from.processor) / seconds);
    }

    void say() {
        const auto now = sum();
        fmt::print("{:.0f} s  poles up {} of {}  lines {}  {}  lag {:.0f} ms\n",
                   std::chrono::duration<double>(now.at - begun_.at).count(), now.fleet.up, now.fleet.poles,
                   now.traffic.lines, rates(last_, now),
                   static_cast<double>(fleet_.take_lag().count()) / clock_.speed());
        std::fflush(stdout);
        last_ = now;
    }

    void say_all() {
        const auto now = sum();
        const auto poles = static_cast<double>(now.fleet.poles);
        const auto reports = static_cast<double>(std::max<std::uint64_t>(1, now.fleet.reports));
        fmt::print(
            "in all: reports {}  samples {}  messages {}  {}  us of cpu a report {:.1f}  resident kB a pole {:.0f}\n",
            now.fleet.reports, now.fleet.samples, now.traffic.messages, rates(begun_, now),
            1e6 * (now.processor - begun_.processor) / reports, resident_ / poles / 1000);
        if (const auto& storm = fleet_.storm()) {
            fmt::print("reconnect storm: poles swept {}  born again {}  the last after {:.1f} s\n", storm->swept,
                       storm->born_again, std::chrono::duration<double>(storm->last).count() / clock_.speed());
        }
        std::fflush(stdout);
    }

    void leave() {
        if (std::exchange(leaving_, true)) {
            return;
        }
        say();
        resident_ = resident_bytes();
        figures_timer_.cancel();
        fleet_.stop(clock_.now());
        wait_for_goodbyes(SteadyClock::now() + goodbye_patience);
    }

    void wait_for_goodbyes(SteadyClock::time_point until) {
        if (fleet_.gone() || SteadyClock::now() > until) {
            over_ = true;
            return;
        }
        end_timer_.expires_after(goodbye_look);
        end_timer_.async_wait([this, until](const boost::system::error_code& problem) {
            if (!problem) {
                wait_for_goodbyes(until);
            }
        });
    }

    asio::io_context& loop_;
    Fleet& fleet_;
    const Traffic& traffic_;
    const FleetClock& clock_;
    asio::steady_timer figures_timer_;
    asio::steady_timer end_timer_;
    asio::signal_set signals_;
    Sum begun_;
    Sum last_ = begun_;
    double resident_ = 0;
    bool leaving_ = false;
    bool over_ = false;
};

}  // namespace

int run(asio::io_context& loop, Fleet& fleet, const Traffic& traffic, const FleetClock& clock,
        std::optional<std::uint32_t> seconds) {
    return Loop(loop, fleet, traffic, clock).run(seconds);
}

}  // namespace magpie::fleet
