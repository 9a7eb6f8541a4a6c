#include <utility>

#include "agent/throughput/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
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

#include "platform/files/file.hpp"

namespace magpie::agent::throughput {

namespace {

namespace asio = boost::asio;

struct Pipe {
    files::File read;
    files::File write;
};

Pipe open_pipe() {
    std::array<int, 2> ends{-1, -1};
    (void)::pipe2(ends.data(), O_CLOEXEC);
    return {files::File(ends[0]), files::File(ends[1])};
}

/// Of what the child is to have: no descriptor but its three, no signal that we block or ignore, and a group of its
/// own.
class SpawnRules {
  public:
    explicit SpawnRules(int output) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawnattr_init(&attributes_);
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    }
    SpawnRules(const SpawnRules&) = delete;
    SpawnRules& operator=(const SpawnRules&) = delete;
    ~SpawnRules() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    /// 0, or the error.
    int spawn(pid_t& process, const std::string& path, const Job& job) const {
        auto words = arguments(job);
        words.insert(words.begin(), path);
        std::vector<char*> pointers;
        pointers.reserve(words.size() + 1);
        for (auto& word : words) {
            pointers.push_back(word.data());
        }
        pointers.push_back(nullptr);
        std::array<char*, 1> environment{nullptr};
        return ::posix_spawn(&process, path.c_str(), &actions_, &attributes_, pointers.data(), environment.data());
    }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

/// Holds the process, its output and its time. Its handlers hold the run, until it is closed.
class Run final : public std::enable_shared_from_this<Run> {
  public:
    Run(asio::io_context& loop, RunDone done) : output_(loop), end_(loop), timer_(loop), done_(std::move(done)) {}
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() { reap(); }

    void begin(asio::io_context& loop, const std::string& path, const Job& job, Milliseconds patience) {
        auto pipe = open_pipe();
        int problem = pipe.write ? SpawnRules(pipe.write.descriptor()).spawn(process_, path, job) : errno;
        const int handle =
            problem == 0 ? static_cast<int>(::syscall(SYS_pidfd_open, process_, 0)) : -1;  // close-on-exec always
        problem = problem == 0 && handle < 0 ? errno : problem;
        if (problem != 0) {
            asio::post(loop, [self = shared_from_this(), problem] {
                self->finish({.outcome = Outcome::not_started, .detail = std::strerror(problem)});
            });
            return;
        }
        end_.assign(handle);
        output_.assign(::fcntl(pipe.read.descriptor(), F_DUPFD_CLOEXEC, 0));
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
