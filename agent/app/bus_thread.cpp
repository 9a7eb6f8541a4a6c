#include "agent/app/bus_thread.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <iterator>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "platform/files/file.hpp"

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;

constexpr auto wait_for_end = 1s;
/// A loop that takes nothing is stuck, and is ended by its watchdog; until then the newest are what counts.
constexpr std::size_t most_results = 1024;

}  // namespace

/// Outlives the object while the thread is still at work.
struct BusThread::Shared {
    Shared(Bus asked, std::unique_ptr<ModbusLine> over, std::unique_ptr<platform::Clock> by)
        : bus(std::move(asked)), line(std::move(over)), clock(std::move(by)) {}

    // The thread's own.
    Bus bus;
    std::unique_ptr<ModbusLine> line;
    std::unique_ptr<platform::Clock> clock;

    const files::File event{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::mutex lock;  // guards what follows
    std::condition_variable changed;
    std::vector<BusResult> results;
    bool leaving = false;
    bool left = false;

    void run() {
        while (const auto wait = work()) {
            std::unique_lock hold(lock);
            if (changed.wait_for(hold, *wait, [this] { return leaving; })) {
                break;
            }
        }
        line->close();
        const std::lock_guard hold(lock);
        left = true;
        changed.notify_all();
    }

    /// How long there is nothing to do; nothing without devices.
    std::optional<Milliseconds> work() {
        const auto begun = clock->now();
        auto found = bus.turn(*line, begun);
        const auto ended = clock->now();
        for (auto& result : found) {
            result.took = std::max(Milliseconds{1}, ended.mono - begun.mono);
        }
        tell(std::move(found));
        const auto deadline = bus.deadline();
        return deadline ? std::optional(std::max(Milliseconds{0}, *deadline - ended.mono)) : std::nullopt;
    }

    void tell(std::vector<BusResult> found) {
        if (found.empty()) {
            return;
        }
        const std::lock_guard hold(lock);
        std::ranges::move(found, std::back_inserter(results));
        if (results.size() > most_results) {
            results.erase(results.begin(), results.end() - most_results);
        }
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto ignored = ::write(event.descriptor(), &one, sizeof one);  // full: it is readable
    }
};

BusThread::BusThread(Bus bus, std::unique_ptr<ModbusLine> line, std::unique_ptr<platform::Clock> clock)
    : shared_(std::make_shared<Shared>(std::move(bus), std::move(line), std::move(clock))) {
    // A signal is the loop's.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before);
    try {
        std::thread([shared = shared_] { shared->run(); }).detach();
    } catch (const std::system_error&) {  // no more threads are to be had: its sensors stay down
        shared_->left = true;
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

BusThread::~BusThread() {
    std::unique_lock hold(shared_->lock);
    shared_->leaving = true;
    shared_->changed.notify_all();
    shared_->changed.wait_for(hold, wait_for_end, [this] { return shared_->left; });
}

int BusThread::descriptor() const {
    return shared_->event.descriptor();
}

std::vector<BusResult> BusThread::take() {
    std::uint64_t told = 0;
    [[maybe_unused]] const auto ignored = ::read(shared_->event.descriptor(), &told, sizeof told);  // nothing: 0
    const std::lock_guard hold(shared_->lock);
    return std::exchange(shared_->results, {});
}

}  // namespace magpie::agent
