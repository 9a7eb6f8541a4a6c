#include <utility>

#include "agent/throughput/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/service/child.hpp"

namespace magpie::agent::throughput {

namespace {

namespace asio = boost::asio;

/// Holds the process, its output and its time. Its handlers hold the run, until it is closed.
class Run final : public std::enable_shared_from_this<Run> {
  public:
    Run(asio::io_context& loop, RunDone done) : output_(loop), end_(loop), timer_(loop), done_(std::move(done)) {}
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() { reap(); }

    void begin(asio::io_context& loop, const std::string& path, const Job& job, Milliseconds patience) {
        auto words = arguments(job);
        words.insert(words.begin(), path);
        std::array<char*, 1> environment{nullptr};
        auto child = service::begin_child(std::move(words), environment.data());
        process_ = child ? child->process : -1;
        const int handle =
            child ? static_cast<int>(::syscall(SYS_pidfd_open, process_, 0)) : -1;  // close-on-exec always
        const int problem = !child ? child.error() : handle < 0 ? errno : 0;
        if (problem != 0) {
            asio::post(loop, [self = shared_from_this(), problem] {
                self->finish({.outcome = Outcome::not_started, .detail = std::strerror(problem)});
            });
            return;
        }
        end_.assign(handle);
        output_.assign(::fcntl(child->output.descriptor(), F_DUPFD_CLOEXEC, 0));
        read();
        end_.async_wait(asio::posix::stream_descriptor::wait_read,
                        [self = shared_from_this()](const boost::system::error_code& failed) {
                            if (!failed) {
                                self->ended();
                            }
                        });
        timer_.expires_after(Milliseconds(job.duration + around_run) + patience);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& failed) {
            if (!failed) {
                self->finish({.outcome = Outcome::killed, .detail = "it did not come to an end"});
            }
        });
    }

    void close() {
        done_ = nullptr;
        stop();
    }

  private:
    void read() {
        output_.async_read_some(asio::buffer(piece_),
                                [self = shared_from_this()](const boost::system::error_code& failed, std::size_t size) {
                                    // One byte too many says that it is no result; the rest is read and forgotten, or
                                    // it would hang.
                                    const auto room = longest_result + 1 - self->printed_.size();
                                    self->printed_.append(self->piece_.data(), std::min(size, room));
                                    if (!failed) {
                                        self->read();
                                    }
                                });
    }

    void ended() {
        // What is still in the pipe; nobody writes any more, or what writes has no business to.
        for (auto left = ::read(output_.native_handle(), piece_.data(), piece_.size());
             left > 0 && printed_.size() <= longest_result;
             left = ::read(output_.native_handle(), piece_.data(), piece_.size())) {
            printed_.append(piece_.data(), static_cast<std::size_t>(left));
        }
        if (reap() && printed_.empty()) {
            finish({.outcome = Outcome::crashed, .detail = "it ended without a word"});
        } else {
            finish(decode_result(printed_));
        }
    }

    /// True where it ended otherwise than by itself and well.
    bool reap() {
        if (process_ <= 0) {
            return false;
        }
        (void)::kill(-process_, SIGKILL);
        siginfo_t how{};
        (void)::waitid(P_PID, static_cast<id_t>(process_), &how, WEXITED);
        process_ = -1;
        return how.si_code != CLD_EXITED || how.si_status != 0;
    }

    void stop() {
        reap();
        boost::system::error_code ignored;
        output_.close(ignored);
        end_.close(ignored);
        timer_.cancel();
    }

    void finish(const Result& result) {
        stop();
        if (const auto done = std::exchange(done_, nullptr)) {
            done(result);
        }
    }

    pid_t process_ = -1;
    asio::posix::stream_descriptor output_;
    asio::posix::stream_descriptor end_;
    asio::steady_timer timer_;
    std::array<char, 1024> piece_{};
    std::string printed_;
    RunDone done_;
};

class Holding final : public RunningProgram {
  public:
    explicit Holding(std::shared_ptr<Run> run) : run_(std::move(run)) {}
    Holding(const Holding&) = delete;
    Holding& operator=(const Holding&) = delete;
    ~Holding() override { run_->close(); }

  private:
    std::shared_ptr<Run> run_;
};

}  // namespace

std::unique_ptr<RunningProgram> begin_program(asio::io_context& loop, const std::string& path, const Job& job,
                                              RunDone done, Milliseconds patience) {
    auto run = std::make_shared<Run>(loop, std::move(done));
    run->begin(loop, path, job, patience);
    return std::make_unique<Holding>(std::move(run));
}

std::string program_path() {
    std::array<char, PATH_MAX> own{};
    const auto size = ::readlink("/proc/self/exe", own.data(), own.size());
    if (size <= 0) {
        return {};
    }
    const std::string_view path(own.data(), static_cast<std::size_t>(size));
    return std::string(path.substr(0, path.rfind('/') + 1)) + "magpie-throughput";
}

}  // namespace magpie::agent::throughput
