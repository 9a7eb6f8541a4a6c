#include <utility>

#include "agent/app/loop.hpp"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <list>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/app/progress.hpp"
#include "platform/service/notify.hpp"
#include "platform/service/watchdog.hpp"

namespace magpie::agent {

namespace asio = boost::asio;

namespace {

class Loop {
  public:
    Loop(asio::io_context& loop, Agent& agent, Orders& orders, mqtt::Client& client, FlashWriter* flash,
         const platform::Clock& clock, const std::vector<Watch>& watches, Milliseconds report_interval,
         const service::Environment& service, const log::Log& log)
        : loop_(loop),
          agent_(agent),
          orders_(orders),
          clock_(clock),
          log_(log),
          timer_(loop),
          signals_(loop, SIGINT, SIGTERM),
          manager_(service.socket),
          watchdog_(manager_, service, log),
          watchdog_timer_(loop),
          progress_(report_interval, clock.now()),
          newest_before_(agent.outbox().newest()) {
        for (const auto& watch : watches) {
            heard_.push_back({watch, asio::posix::stream_descriptor(loop)});
        }
        client.listen([this](const mqtt::Event& event) { on(event); });
        if (flash != nullptr) {
            flash->listen([this] { on_flash_ended(); });
        }
    }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    ~Loop() {
        for (auto& heard : heard_) {
            if (heard.events.is_open()) {
                heard.events.release();  // the source owns it
            }
        }
    }

    Ending run() {
        signals_.async_wait([this](const boost::system::error_code& problem, int /*signal*/) {
            if (!problem) {
                ending_ = Ending::told_to;
                manager_.stopping();
                leave();
            }
        });
        say_orders();
        agent_.start(clock_.now());
        say_left_alone();
        say_committed();
        open_what_can_be_heard();
        say_ready();
        feed_watchdog();
        wait_for_deadline();
        loop_.run();
        return agent_.outbox().flash_is_busy() ? Ending::told_to : ending_;
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
            manager_.status("connected to the broker");
        }
        const auto now = clock_.now();
        progress_.on(event, now);
        agent_.on(event, now);
        say_renewal();
        follow_orders();
        done_or_wait();
    }

    void on_flash_ended() {
        agent_.flash_ended(clock_.now());
        done_or_wait();
    }

    /// Once for each cause: a broker that is away for a night fills no log.
    void say_trouble(const std::string& reason) {
        if (reason != said_trouble_) {
            said_trouble_ = reason;
            log_.warning("no connection to the broker; reports are kept", {{"reason", reason}});
            manager_.status("no connection to the broker; reports are kept: " + reason);
        }
    }

    void say_left_alone() {
        if (const auto segments = agent_.outbox().counters().left_alone; segments > 0) {
            log_.warning(
                "reports of a newer version are left alone, and not sent: run that version again, or remove them",
                {{"segments", segments}});
        }
    }

    void say_renewal() {
        const auto& renewal = agent_.renewal();
        if (renewal.counters().renewed != said_renewals_) {
            said_renewals_ = renewal.counters().renewed;
            log_.info("the certificate is renewed; the next connection is made with it");
        }
        if (renewal.trouble() != said_renewal_trouble_) {
            said_renewal_trouble_ = renewal.trouble();
            if (!said_renewal_trouble_.empty()) {
                log_.warning("the certificate is not renewed", {{"reason", said_renewal_trouble_}});
            }
        }
    }

    void say_orders() {
        for (const auto& step : orders_.take_steps()) {
            const auto number = static_cast<std::uint64_t>(step.number);
            const auto why = order_refusal_words[static_cast<std::size_t>(step.why)];
            if (step.why == OrderRefusal::none) {
                log_.info(step.what, {{"number", number}, {"signer", step.signer}});
            } else {
                log_.warning(step.what,
                             {{"number", number}, {"signer", step.signer}, {"reason", why}, {"problem", step.problem}});
            }
        }
    }

    void follow_orders() {
        say_orders();
        if (orders_.wants_another_run() && !leaving_) {
            log_.info("begins anew for an order");
            ending_ = Ending::another_run;
            leave();
        }
    }

    /// What an account of all that was measured can be drawn against, and how far the outbox was rid of what it held.
    void say_committed() {
        const auto& report = agent_.outbox().committed();
        if (report.range.last != said_committed_) {
            said_committed_ = report.range.last;
            log_.debug("committed", {{"epoch", fmt::format("{:016x}", value(report.epoch))},
                                     {"number", value(report.range.last)},
                                     {"taken", report.taken.time_since_epoch().count()},
                                     {"dated", report.wall.value_or(UtcMs{}).time_since_epoch().count()},
                                     {"oldest", value(agent_.outbox().oldest())},
                                     {"flash_bytes", agent_.outbox().bytes_on_flash()},
                                     {"flash_busy", agent_.outbox().flash_is_busy()}});
        }
    }

    /// Not before the sources have been read and the outbox has taken what they said.
    void say_ready() {
        if (!said_ready_ && agent_.outbox().newest() != newest_before_) {
            said_ready_ = manager_.ready();
        }
    }

    void feed_watchdog() {
        if (!watchdog_.every()) {
            return;
        }
        const auto now = clock_.now();
        watchdog_.tell(progress_.standstill(agent_.outbox().newest(), agent_.session().online(), now), now);
        watchdog_timer_.expires_after(*watchdog_.every());
        watchdog_timer_.async_wait([this](const boost::system::error_code& problem) {
            if (!problem) {
                feed_watchdog();
            }
        });
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
                say_committed();
                say_renewal();
                say_ready();
                open_what_can_be_heard();
                follow_orders();
                done_or_wait();
            }
        });
    }

    struct Heard {
        const Watch& watch;
        asio::posix::stream_descriptor events;
    };

    /// A source may find something to listen to long after the start: a radio that is plugged in.
    void open_what_can_be_heard() {
        for (auto& heard : heard_) {
            if (const int descriptor = heard.watch.descriptor(); !heard.events.is_open() && descriptor >= 0) {
                heard.events.assign(descriptor);
                wait_for_events(heard);
            }
        }
    }

    void wait_for_events(Heard& heard) {
        heard.events.async_wait(asio::posix::stream_descriptor::wait_read,
                                [this, &heard](const boost::system::error_code& problem) {
                                    if (problem) {
                                        return;
                                    }
                                    if (heard.watch.read(clock_.now())) {
                                        agent_.urgent(clock_.now());
                                    }
                                    done_or_wait();
                                    wait_for_events(heard);
                                });
    }

    asio::io_context& loop_;
    Agent& agent_;
    Orders& orders_;
    const platform::Clock& clock_;
    const log::Log& log_;
    asio::steady_timer timer_;
    asio::signal_set signals_;
    std::list<Heard> heard_;
    std::string said_trouble_;
    bool leaving_ = false;
    Ending ending_ = Ending::told_to;
    service::Notify manager_;
    service::Watchdog watchdog_;
    asio::steady_timer watchdog_timer_;
    Progress progress_;
    ReportNumber newest_before_;
    bool said_ready_ = false;
    ReportNumber said_committed_{};
    std::uint64_t said_renewals_ = 0;
    std::string said_renewal_trouble_;
};

}  // namespace

Ending run(asio::io_context& loop, Agent& agent, Orders& orders, mqtt::Client& client, FlashWriter* flash,
           const platform::Clock& clock, const std::vector<Watch>& watches, Milliseconds report_interval,
           const log::Log& log) {
    return Loop(loop, agent, orders, client, flash, clock, watches, report_interval, service::Environment::of_process(),
                log)
        .run();
}

}  // namespace magpie::agent
