#include "agent/capture/app/loop.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "agent/capture/app/interface.hpp"
#include "platform/log/rate_limit.hpp"

namespace magpie::agent {

namespace {

/// Of one source in a turn: 40 ms of what a kernel can bring, so that the agent and a signal are heard meanwhile.
constexpr std::size_t most_frames = 4096;
constexpr Milliseconds second = std::chrono::seconds(1);
constexpr unsigned longest_turn_s = 30;

int wait_ms(Monotonic then, const Now& now) {
    return static_cast<int>(std::clamp<std::int64_t>((then - now.mono).count(), 0, 60'000));
}

class Loop {
  public:
    Loop(Listening& listening, AgentSocket& socket, const files::File& stop, const std::vector<std::string>& missing,
         const platform::Clock& clock, const log::Log& log)
        : listening_(listening), socket_(socket), clock_(clock), log_(log) {
        waited_ = {{stop.descriptor(), POLLIN, 0}, {socket.listener(), POLLIN, 0}, {-1, 0, 0}};
        for (const int descriptor : listening.descriptors()) {
            waited_.push_back({descriptor, POLLIN, 0});
        }
        // One that is up and could not be opened will not be for having waited.
        std::ranges::copy_if(missing, std::back_inserter(missing_),
                             [&](const std::string& interface) { return !is_up(socket.listener(), interface); });
    }

    void run() {
        next_tick_ = due_ = clock_.now().mono + second;
        ::alarm(longest_turn_s);
        bool goes_on = true;
        while (goes_on) {
            const auto now = clock_.now();
            goes_on = (now.mono < due_ || tick(now)) && turn(now);
        }
        ::alarm(0);
    }

  private:
    /// False when it is the last.
    bool turn(const Now& now) {
        wait(now);
        if ((waited_[0].revents & POLLIN) != 0) {
            return false;
        }
        hear_agent(now);
        more_frames_ = listening_.read(most_frames);
        records_.clear();
        listening_.take_threats(records_);
        socket_.say(records_);
        if (const auto gone = listening_.gone(); !gone.empty()) {
            log_.warning("an interface is gone; ends, to wait for it", {{"interface", gone}});
            return false;
        }
        return true;
    }

    bool tick(const Now& now) {
        ::alarm(longest_turn_s);
        records_.clear();
        listening_.tick(now.wall, records_);
        socket_.say(records_);
        if (now.mono >= next_tick_) {
            next_tick_ = std::max(next_tick_ + second, now.mono);
        }
        const auto come = std::ranges::find_if(
            missing_, [&](const std::string& interface) { return is_up(socket_.listener(), interface); });
        if (come == missing_.end()) {
            return true;
        }
        log_.info("an interface has come; ends, to open it", {{"interface", *come}});
        return false;
    }

    void wait(const Now& now) {
        auto& agent = waited_[2];
        agent.fd = socket_.agent();
        agent.events = static_cast<short>(POLLIN | (socket_.has_more_to_say() ? POLLOUT : 0));
        due_ = next_tick_;
        if (const auto wanted = listening_.tick_wanted(now.wall)) {
            due_ = std::min(due_, now.mono + std::chrono::ceil<Milliseconds>(*wanted - now.wall));
        }
        if (::poll(waited_.data(), waited_.size(), more_frames_ ? 0 : wait_ms(due_, now)) < 0) {
            std::ranges::for_each(waited_, [](pollfd& each) { each.revents = 0; });
        }
    }

    void hear_agent(const Now& now) {
        const auto happened = waited_[2].revents;
        if ((happened & POLLOUT) != 0) {
            socket_.flush();
        }
        if ((happened & (POLLIN | POLLHUP | POLLERR)) != 0) {
            hear_what_it_says(now);
        }
        if ((waited_[1].revents & POLLIN) != 0) {
            const auto call = socket_.accept();
            if (call == AgentSocket::Call::taken) {
                log_.info("an agent listens");
            } else if (call == AgentSocket::Call::turned_away) {
                say_put_off("there is one", now);
            }
        }
    }

    void hear_what_it_says(const Now& now) {
        records_.clear();
        const auto why = socket_.read(records_);
        std::ranges::for_each(records_, [&](const capture::Record& record) { listening_.hear(record, now.wall); });
        if (why == AgentSocket::gone) {
            log_.info("the agent is gone");
        } else if (!why.empty()) {
            say_put_off(why, now);
        }
    }

    void say_put_off(std::string_view reason, const Now& now) {
        if (const auto silent = limit_.admit(reason, now)) {
            log_.warning("an agent is put off", {{"reason", reason}, {"not_shown", *silent}});
        }
    }

    Listening& listening_;
    AgentSocket& socket_;
    const platform::Clock& clock_;
    const log::Log& log_;
    std::vector<pollfd> waited_;  // signals, who calls, the agent, captures
    std::vector<std::string> missing_;
    std::vector<capture::Record> records_;
    log::RateLimit limit_;
    Monotonic next_tick_{};  // of those each second
    Monotonic due_{};        // the next one
    bool more_frames_ = false;
};

}  // namespace

bool is_readable_until(const files::File& file, Monotonic then, const platform::Clock& clock) {
    pollfd waited{file.descriptor(), POLLIN, 0};
    return ::poll(&waited, 1, wait_ms(then, clock.now())) > 0;
}

void run_capture(Listening& listening, AgentSocket& socket, const files::File& stop,
                 const std::vector<std::string>& missing, const platform::Clock& clock, const log::Log& log) {
    Loop(listening, socket, stop, missing, clock, log).run();
}

}  // namespace magpie::agent
