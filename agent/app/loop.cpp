#include <utility>

#include "agent/app/loop.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

namespace magpie::agent {

namespace asio = boost::asio;

namespace {

class Loop {
  public:
    Loop(asio::io_context& loop, Agent& agent, mqtt::Client& client, const platform::Clock& clock, const Watch& watch,
         const log::Log& log)
        : loop_(loop),
          agent_(agent),
          clock_(clock),
          watch_(watch),
          log_(log),
          timer_(loop),
          signals_(loop, SIGINT, SIGTERM),
          events_(loop) {
        client.listen([this](const mqtt::Event& event) { on(event); });
    }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    ~Loop() {
        if (events_.is_open()) {
            events_.release();  // the source owns it
        }
    }

    int run() {
        signals_.async_wait([this](const boost::system::error_code& problem, int /*signal*/) {
            if (!problem) {
                leave();
            }
        });
        if (watch_.descriptor >= 0) {
            events_.assign(watch_.descriptor);
            wait_for_events();
        }
        agent_.start(clock_.now());
        wait_for_deadline();
        loop_.run();
        return 0;
    }

  private:
    void on(const mqtt::Event& event) {
        if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&event)) {
            say_trouble(failed->reason);
        } else if (const auto* lost = std::get_if<mqtt::ConnectionLost>(&event)) {
            say_trouble(lost->reason);
        } else if (std::holds_alternative<mqtt::Connected>(event)) {
            said_trouble_.clear();
            log_.info("connected to the broker");
        }
        agent_.on(event, clock_.now());
        done_or_wait();
    }

    /// Once for each cause: a broker that is away for a night fills no log.
    void say_trouble(const std::string& reason) {
        if (reason != said_trouble_) {
            said_trouble_ = reason;
            log_.warning("no connection to the broker; reports are kept", {{"reason", reason}});
        }
    }

    void leave() {
        leaving_ = true;
        agent_.stop(clock_.now());
        // The broker may be gone; the goodbye gets two seconds.
        timer_.expires_after(std::chrono::seconds(2));
        timer_.async_wait([this](const boost::system::error_code& problem) {
            if (!problem) {
                loop_.stop();
            }
        });
        done_or_wait();
    }

    void done_or_wait() {
        if (!leaving_) {
            wait_for_deadline();
        } else if (agent_.stopped()) {
            loop_.stop();
        }
    }

    void wait_for_deadline() {
        const auto wait = std::max(Milliseconds{0}, agent_.deadline() - clock_.now().mono);
        timer_.expires_after(wait);
        timer_.async_wait([this](const boost::system::error_code& problem) {
            if (!problem) {
                agent_.tick(clock_.now());
                wait_for_deadline();
            }
        });
    }

    void wait_for_events() {
        events_.async_wait(asio::posix::stream_descriptor::wait_read, [this](const boost::system::error_code& problem) {
            if (problem) {
                return;
            }
            if (watch_.read()) {
                agent_.urgent(clock_.now());
                done_or_wait();
            }
            wait_for_events();
        });
    }

    asio::io_context& loop_;
    Agent& agent_;
    const platform::Clock& clock_;
    const Watch& watch_;
    const log::Log& log_;
    asio::steady_timer timer_;
    asio::signal_set signals_;
    asio::posix::stream_descriptor events_;
    std::string said_trouble_;
    bool leaving_ = false;
};

}  // namespace

int run(asio::io_context& loop, Agent& agent, mqtt::Client& client, const platform::Clock& clock, const Watch& watch,
        const log::Log& log) {
    return Loop(loop, agent, client, clock, watch, log).run();
}

}  // namespace magpie::agent
