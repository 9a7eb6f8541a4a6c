#include <utility>

#include "agent/throughput_command/throughput_command.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <random>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/probe_command/reachability.hpp"
#include "agent/probe_command/until_told.hpp"
#include "agent/probe_line/target_address.hpp"
#include "agent/throughput/echoes.hpp"
#include "agent/throughput/program.hpp"
#include "agent/throughput_command/measurement_text.hpp"

namespace magpie::agent::throughput {

namespace {

constexpr std::chrono::seconds one_run{5};
/// Of four runs a gigabyte.
constexpr std::uint64_t bytes_of_a_run = 250'000'000;
constexpr Milliseconds idle_for{2000};
constexpr Milliseconds while_looked_up{10};
constexpr Milliseconds between_lines{500};

std::vector<Job> jobs_of(const HostAndPort& target) {
    constexpr std::uint16_t iperf3 = 5201;
    std::vector<Job> jobs;
    for (const unsigned streams : {1U, 4U}) {
        for (const auto direction : {Direction::down, Direction::up}) {
            jobs.push_back({.port = target.port != 0 ? target.port : iperf3,
                            .direction = direction,
                            .streams = streams,
                            .duration = one_run,
                            .bytes = bytes_of_a_run});
        }
    }
    return jobs;
}

/// The echoes before, and a run after the other. Lives on the loop; owned by print_throughput().
class Series {
  public:
    Series(boost::asio::io_context& loop, const platform::Clock& clock, const HostAndPort& target, bool watched)
        : loop_(loop),
          clock_(clock),
          watched_(watched),
          left_(jobs_of(target)),
          address_(loop, lookups_, target.host, AddressFamily::any, "/proc"),
          timer_(loop),
          lines_(loop) {
        found_.host = target.host;
        begin();
        if (watched_) {
            say();
        }
    }

    [[nodiscard]] const Measurement& found() const { return found_; }

  private:
    void begin() {
        const auto now = clock_.now();
        const auto known = address_.now(now);
        if (!known && address_.is_pending(now)) {
            wait(while_looked_up, [this] { begin(); });
            return;
        }
        if (!known) {
            found_.runs.push_back({.job = left_.front(), .result = {.outcome = Outcome::no_address}});
            loop_.stop();
            return;
        }
        found_.address = known->to_string();
        listen(*known);
        wait(idle_for, [this, known] {
            found_.idle = echoes_->take();
            next(*known);
        });
    }

    void next(const boost::asio::ip::address& address) {
        echoes_.reset();
        run_.reset();
        job_.reset();
        if (left_.empty()) {
            loop_.stop();
            return;
        }
        job_ = left_.front();
        left_.erase(left_.begin());
        job_->address = found_.address;
        listen(address);
        run_ = begin_program(loop_, program_path(), *job_, [this, address](const Result& result) {
            found_.runs.push_back({.job = *job_, .result = result, .loaded = echoes_->take()});
            if (spares_the_rest(result.outcome)) {
                left_.clear();
            }
            next(address);
        });
    }

    void listen(const boost::asio::ip::address& address) {
        begun_ = clock_.now().mono;
        echoes_ = std::make_unique<Echoes>(loop_, clock_, random_, address);
    }

    void wait(Milliseconds time, std::function<void()> then) {
        timer_.expires_after(time);
        timer_.async_wait([then = std::move(then)](const boost::system::error_code& problem) {
            if (!problem) {
                then();
            }
        });
    }

    /// One line over and over: to the terminal, never to what may read our output.
    void say() {
        if (echoes_) {
            const auto line = progress_line(job_, clock_.now().mono - begun_, echoes_->so_far());
            std::fprintf(stderr, "\r\033[K%s", line.c_str());
        }
        lines_.expires_after(between_lines);
        lines_.async_wait([this](const boost::system::error_code& problem) {
            if (!problem) {
                say();
            }
        });
    }

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    bool watched_;
    std::vector<Job> left_;
    std::optional<Job> job_;  // under way
    Measurement found_;
    Lookups lookups_;
    TargetAddress address_;
    std::random_device random_;
    Monotonic begun_{};
    std::unique_ptr<Echoes> echoes_;
    std::unique_ptr<RunningProgram> run_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer lines_;
};

}  // namespace

int print_throughput(const std::vector<std::string>& words, bool json, const platform::Clock& clock) {
    const auto target = words.size() == 2 ? host_and_port(words[1]) : std::nullopt;
    if (!target) {
        std::fputs("magpie-agent: throughput wants HOST or HOST:PORT of a server of iperf3\n", stderr);
        return 2;
    }
    boost::asio::io_context loop(1);
    const UntilTold until_told(loop);
    const bool watched = ::isatty(STDERR_FILENO) != 0;
    const Series series(loop, clock, *target, watched);
    loop.run();
    if (watched) {
        std::fputs("\r\033[K", stderr);
    }
    const auto& found = series.found();
    std::fputs((json ? measurement_json(found) : measurement_text(found)).c_str(), stdout);
    return std::ranges::any_of(found.runs, [](const Ran& run) { return run.result.measured.has_value(); }) ? 0 : 1;
}

}  // namespace magpie::agent::throughput
