#include <utility>

#include "agent/check/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/check/result_json.hpp"
#include "platform/service/child.hpp"

namespace magpie::agent::check {

namespace {

namespace asio = boost::asio;

/// The events of a result travel in one line, with a few letters around them.
constexpr std::size_t longest_line = longest_result + 256;

/// Holds the process, its output and its time. Its handlers hold the run, until it is closed.
class Run final : public std::enable_shared_from_this<Run> {
  public:
    Run(asio::io_context& loop, LineHeard heard, CheckDone done)
        : loop_(loop), output_(loop), timer_(loop), heard_(std::move(heard)), done_(std::move(done)) {}
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() { (void)reap(); }

    void begin(const std::string& path, const std::string& config_file, Milliseconds patience) {
        auto child = service::begin_child({path, "--config", config_file, "check", "--json", "--progress"}, environ);
        if (!child) {
            asio::post(loop_, [self = shared_from_this()] { self->finish(false); });
            return;
        }
        process_ = child->process;
        output_.assign(::fcntl(child->output.descriptor(), F_DUPFD_CLOEXEC, 0));
        read();
        timer_.expires_after(patience);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& failed) {
            if (!failed) {
                self->finish(false);
            }
        });
    }

    void close() {
        done_ = nullptr;
        heard_ = nullptr;
        stop();
    }

  private:
    void read() {
        output_.async_read_some(asio::buffer(piece_),
                                [self = shared_from_this()](const boost::system::error_code& failed, std::size_t size) {
                                    self->took(size);
                                    if (!self->done_) {
                                        return;  // it was closed by who heard the line
                                    }
                                    if (failed) {
                                        self->ended();
                                    } else {
                                        self->read();
                                    }
                                });
    }

    void took(std::size_t size) {
        for (std::size_t i = 0; i < size && heard_; ++i) {
            if (piece_[i] != '\n') {
                // Too long a line is none: all of it is passed over.
                if (line_.size() <= longest_line) {
                    line_ += piece_[i];
                }
                continue;
            }
            const auto line = std::exchange(line_, {});
            if (!line.empty() && line.size() <= longest_line) {
                heard_(line);
            }
        }
    }

    /// Its output has ended, and so has it, or will: it says nothing more.
    void ended() {
        siginfo_t how{};
        const bool is_over = process_ > 0 &&
                             ::waitid(P_PID, static_cast<id_t>(process_), &how, WEXITED | WNOHANG) == 0 &&
                             how.si_pid == process_;
        if (!is_over && tries_++ < 100) {
            timer_.expires_after(Milliseconds{10});
            timer_.async_wait([self = shared_from_this()](const boost::system::error_code& failed) {
                if (!failed) {
                    self->ended();
                }
            });
            return;
        }
        if (is_over) {
            (void)::kill(-process_, SIGKILL);  // what it has begun and left behind
            process_ = -1;
        }
        finish(is_over && how.si_code == CLD_EXITED);
    }

    bool reap() {
        if (process_ <= 0) {
            return false;
        }
        (void)::kill(-process_, SIGKILL);
        siginfo_t how{};
        (void)::waitid(P_PID, static_cast<id_t>(process_), &how, WEXITED);
        process_ = -1;
        return true;
    }

    void stop() {
        (void)reap();
        boost::system::error_code ignored;
        output_.close(ignored);
        timer_.cancel();
    }

    void finish(bool whole) {
        const auto self = shared_from_this();
        stop();
        heard_ = nullptr;
        if (const auto done = std::exchange(done_, nullptr)) {
            done(whole);
        }
    }

    asio::io_context& loop_;
    pid_t process_ = -1;
    int tries_ = 0;
    asio::posix::stream_descriptor output_;
    asio::steady_timer timer_;
    std::array<char, 4096> piece_{};
    std::string line_;
    LineHeard heard_;
    CheckDone done_;
};

class Holding final : public RunningCheck {
  public:
    explicit Holding(std::shared_ptr<Run> run) : run_(std::move(run)) {}
    Holding(const Holding&) = delete;
    Holding& operator=(const Holding&) = delete;
    ~Holding() override { run_->close(); }

  private:
    std::shared_ptr<Run> run_;
};

}  // namespace

std::unique_ptr<RunningCheck> begin_program_at(asio::io_context& loop, const std::string& path,
                                               const std::string& config_file, LineHeard heard, CheckDone done,
                                               Milliseconds patience) {
    auto run = std::make_shared<Run>(loop, std::move(heard), std::move(done));
    run->begin(path, config_file, patience);
    return std::make_unique<Holding>(std::move(run));
}

std::unique_ptr<RunningCheck> begin_program(asio::io_context& loop, const std::string& config_file, LineHeard heard,
                                            CheckDone done, Milliseconds patience) {
    return begin_program_at(loop, "/proc/self/exe", config_file, std::move(heard), std::move(done), patience);
}

}  // namespace magpie::agent::check
