#include <utility>

#include "collector/app/loop.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>

#include <fmt/format.h>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/log/rate_limit.hpp"
#include "platform/service/notify.hpp"
#include "platform/service/session_watch.hpp"
#include "platform/service/watchdog.hpp"
#include "wire/sparkplug/host_rules.hpp"

namespace magpie::collector {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds tick_every{100};
/// The broker may be gone; the goodbye gets this long.
constexpr std::chrono::seconds goodbye{2};
/// To look up a name and to wait for the answer to a CONNECT, each twice as long as it takes at most.
constexpr Milliseconds one_attempt{60000};

Milliseconds session_patience() {
    return 2 * sparkplug::host::Settings{}.backoff_cap + one_attempt;
}

std::string numbers_of(const ReportRange& range) {
    const auto [first, last] = std::pair(value(range.first), value(range.last));
    return std::to_string(first) + (first == last ? "" : "-" + std::to_string(last));
}

class Loop {
  public:
    Loop(asio::io_context& loop, Collector& collector, mqtt::Client& client, const platform::Clock& clock,
         const service::Environment& service, const log::Log& log)
        : loop_(loop),
          collector_(collector),
          clock_(clock),
          log_(log),
          timer_(loop),
          signals_(loop, SIGINT, SIGTERM),
          manager_(service.socket),
          watchdog_(manager_, service, log),
          session_(session_patience(), clock.now()),
          said_active_(collector.active()) {
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
            manager_.status(connected_words());
        }
        const auto now = clock_.now();
        session_.on(event, now);
        collector_.on(event, now);
        said_ready_ = said_ready_ || manager_.ready();  // what the first attempt came to is an answer, whatever it is
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
            manager_.status("no connection to the broker: " + reason);
        }
    }

    [[nodiscard]] const char* connected_words() const {
        return collector_.active() ? "connected to the broker" : "connected to the broker, standing by";
    }

    void say_role() {
        if (collector_.active() == said_active_) {
            return;
        }
        said_active_ = collector_.active();
        log_.info(said_active_ ? "the active collector from now on" : "stands by for another collector");
        manager_.status(connected_words());
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
        say_set_aside(*collector_.history(), now);
    }

    /// Which reports the store refused for good, a few lines a node.
    void say_set_aside(const History& history, const Now& now) {
        const auto& all = history.set_aside();
        const auto fresh = all.ever_added() - std::exchange(said_set_aside_, all.ever_added());
        const auto& kept = all.kept();
        for (auto i = kept.size() - std::min<std::size_t>(fresh, kept.size()); i < kept.size(); ++i) {
            const auto& report = kept[i];
            if (const auto silent = limit_.admit("set aside " + report.area + "/" + report.node, now)) {
                log_.warning("the history store refused a report for good",
                             {{"area", report.area},
                              {"node", report.node},
                              {"epoch", fmt::format("{:016x}", value(report.epoch))},
                              {"numbers", numbers_of(report.range)},
                              {"samples", report.samples},
                              {"reason", report.words},
                              {"not_shown", *silent}});
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
        say_role();
        say_store_trouble(now);
        say_alert_trouble(now);
        if (watchdog_.due(now)) {
            const bool alive = session_.alive(collector_.session().online(), now);
            watchdog_.tell(alive ? "" : "the session does not try to connect", now);
        }
        timer_.expires_after(tick_every);
        timer_.async_wait([this](const boost::system::error_code& problem) {
            if (!problem) {
                tick();
            }
        });
    }

    void leave() {
        leaving_ = true;
        manager_.stopping();
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
    service::Notify manager_;
    service::Watchdog watchdog_;
    service::SessionWatch session_;
    bool said_active_;
    bool said_ready_ = false;
};

}  // namespace

void run(asio::io_context& loop, Collector& collector, mqtt::Client& client, const platform::Clock& clock,
         const log::Log& log) {
    Loop(loop, collector, client, clock, service::Environment::of_process(), log).run();
}

}  // namespace magpie::collector
