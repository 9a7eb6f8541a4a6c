#include <utility>

#include "collector/app/loop.hpp"

#include <chrono>
#include <csignal>
#include <string>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/log/rate_limit.hpp"

namespace magpie::collector {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds tick_every{100};
/// The broker may be gone; the goodbye gets this long.
constexpr std::chrono::seconds goodbye{2};

class Loop {
  public:
    Loop(asio::io_context& loop, Collector& collector, mqtt::Client& client, const platform::Clock& clock,
         const log::Log& log)
        : loop_(loop), collector_(collector), clock_(clock), log_(log), timer_(loop), signals_(loop, SIGINT, SIGTERM) {
        client.listen([this](const mqtt::Event& event) { on(event); });
    }

    void run() {
        signals_.async_wait([this](const boost::system::error_code& problem, int /*signal*/) {
            if (!problem) {
                leave();
            }
        });
        collector_.start(clock_.now());
        tick();
        loop_.run();
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
        const auto now = clock_.now();
        collector_.on(event, now);
        say_refusals(now);
        if (leaving_ && collector_.stopped()) {
            loop_.stop();
        }
    }

    /// Once for each cause: a broker that is away for a night fills no log.
    void say_trouble(const std::string& reason) {
        if (reason != said_trouble_) {
            said_trouble_ = reason;
            log_.warning("no connection to the broker", {{"reason", reason}});
        }
    }

    void say_refusals(const Now& now) {
        const auto& refusals = collector_.ingest().refusals();
        if (refusals.ever_kept() == said_refusals_) {
            return;
        }
        said_refusals_ = refusals.ever_kept();
        const auto& last = refusals.kept().back();
        if (const auto silent = limit_.admit(last.reason, now)) {
            log_.warning("refused", {{"reason", last.reason}, {"topic", last.topic}, {"not_shown", *silent}});
        }
    }

    void say_store_trouble(const Now& now) {
        if (collector_.history() == nullptr) {
            return;
        }
        const auto trouble = collector_.history()->trouble();
        if (trouble != said_store_trouble_) {
            said_store_trouble_ = trouble;
            if (const auto silent = limit_.admit(trouble.empty() ? "store is well" : "store", now)) {
                trouble.empty() ? log_.info("the history store takes what it gets")
                                : log_.warning("the history store takes nothing; nodes keep their reports",
                                               {{"reason", trouble}, {"not_shown", *silent}});
            }
        }
        const auto& sent = collector_.history()->sent();
        if (sent.set_aside_reports != said_set_aside_) {
            said_set_aside_ = sent.set_aside_reports;
            if (const auto silent = limit_.admit("set aside", now)) {
                log_.warning("the history store refused a report for good",
                             {{"reason", sent.last_refusal}, {"not_shown", *silent}});
            }
        }
    }

    void say_alert_trouble(const Now& now) {
        if (collector_.alerts() == nullptr) {
            return;
        }
        const auto trouble = collector_.alerts()->trouble();
        if (trouble == said_alert_trouble_) {
            return;
        }
        said_alert_trouble_ = trouble;
        if (const auto silent = limit_.admit(trouble.empty() ? "alertmanagers are well" : "alertmanager", now)) {
            trouble.empty() ? log_.info("all Alertmanagers take what they get")
                            : log_.warning("an Alertmanager takes no alerts; they are sent again",
                                           {{"reason", trouble}, {"not_shown", *silent}});
        }
    }

    void tick() {
        const auto now = clock_.now();
        collector_.tick(now);
        say_store_trouble(now);
        say_alert_trouble(now);
        timer_.expires_after(tick_every);
        timer_.async_wait([this](const boost::system::error_code& problem) {
            if (!problem) {
                tick();
            }
        });
    }

    void leave() {
        leaving_ = true;
        collector_.stop(clock_.now());
        timer_.expires_after(goodbye);
        timer_.async_wait([this](const boost::system::error_code& problem) {
            if (!problem) {
                loop_.stop();
            }
        });
        if (collector_.stopped()) {
            loop_.stop();
        }
    }

    asio::io_context& loop_;
    Collector& collector_;
    const platform::Clock& clock_;
    const log::Log& log_;
    asio::steady_timer timer_;
    asio::signal_set signals_;
    log::RateLimit limit_;
    std::string said_trouble_;
    std::string said_store_trouble_;
    std::string said_alert_trouble_;
    std::uint64_t said_refusals_ = 0;
    std::uint64_t said_set_aside_ = 0;
    bool leaving_ = false;
};

}  // namespace

void run(asio::io_context& loop, Collector& collector, mqtt::Client& client, const platform::Clock& clock,
         const log::Log& log) {
    Loop(loop, collector, client, clock, log).run();
}

}  // namespace magpie::collector
