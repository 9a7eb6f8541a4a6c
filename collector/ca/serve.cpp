#include "collector/ca/serve.hpp"

#include <unistd.h>

#include <csignal>
#include <string>
#include <variant>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "collector/ca/renewal_desk.hpp"
#include "collector/ca/running_broker.hpp"
#include "platform/files/files.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/notify.hpp"
#include "platform/service/session_watch.hpp"
#include "platform/service/watchdog.hpp"
#include "platform/tls/renewal_request.hpp"

namespace magpie::collector::ca {
namespace {

constexpr std::chrono::seconds tick_every{1};
constexpr std::chrono::seconds retry_after{5};
/// To look up a name and to wait for the answer to a CONNECT, each twice as long as it takes at most.
constexpr Milliseconds one_attempt{60000};
constexpr std::chrono::hours crl_every{24};
constexpr std::chrono::hours crl_again_after{1};  // trouble
constexpr std::chrono::days own_lasts{30};
constexpr std::chrono::days own_renewed_before{15};

class Service {
  public:
    Service(boost::asio::io_context& loop, Authority& authority, const ServeSettings& settings,
            const platform::Clock& clock, const service::Environment& service, const log::Log& log)
        : loop_(loop),
          authority_(authority),
          settings_(settings),
          clock_(clock),
          log_(log),
          desk_(authority, settings.lasts),
          client_(loop),
          timer_(loop),
          signals_(loop, SIGINT, SIGTERM),
          manager_(service.socket),
          watchdog_(manager_, service, log),
          session_(2 * Milliseconds(retry_after) + one_attempt, clock.now()) {
        client_.listen([this](const mqtt::Event& event) { on(event); });
    }

    void run() {
        signals_.async_wait([this](const boost::system::error_code& problem, int /*signal*/) {
            if (!problem) {
                leaving_ = true;
                manager_.stopping();
                timer_.cancel();
                client_.disconnect();
            }
        });
        tick();
        loop_.run();
    }

  private:
    void tick() {
        const auto now = clock_.now();
        if (now.mono >= crl_due_) {
            crl_due_ = now.mono + (write_crl(now.wall) ? Milliseconds(crl_every) : Milliseconds(crl_again_after));
        }
        if (!busy_ && now.mono >= connect_due_) {
            connect(now);
        }
        if (watchdog_.due(now)) {
            watchdog_.tell(session_.alive(online_, now) ? "" : "the session does not try to connect", now);
        }
        timer_.expires_after(tick_every);
        timer_.async_wait([this](const boost::system::error_code& cancelled) {
            if (!cancelled) {
                tick();
            }
        });
    }

    bool write_crl(UtcMs now) {
        Deliver to_broker;
        bool read = false;
        if (!settings_.broker_directory.empty()) {
            to_broker = [&](const std::string& list) {
                return install_crl(settings_.broker_directory, list).map([&read](bool runs) { read = runs; });
            };
        }
        if (const auto done = authority_.crl(now, to_broker); !done) {
            log_.error("the CRL is not where it should be", {{"reason", done.error()}});
            return false;
        }
        log_.info("wrote the CRL", {{"until", tls::written(now + crl_lasts)}, {"broker_reads_it", read}});
        return true;
    }

    [[nodiscard]] std::string own(const char* ending) const { return authority_.directory() + "/serve" + ending; }

    tl::expected<void, std::string> have_certificate(UtcMs now) {
        if (own_until_ > now + own_renewed_before) {
            return {};
        }
        const auto issued = authority_.issue({"ca", "ca", {}, own_lasts}, now);
        if (!issued) {
            return tl::unexpected(issued.error());
        }
        auto written = files::write_file(own(".key"), issued->key, files::for_us_alone).and_then([&] {
            return files::write_file(own(".crt"), issued->certificate, files::for_all_to_read);
        });
        if (written) {
            own_until_ = issued->until;
        }
        return written;
    }

    void connect(const Now& now) {
        if (const auto have = have_certificate(now.wall); !have) {
            session_.on(mqtt::ConnectFailed{have.error()}, now);  // a start anew would not help
            return trouble(have.error());
        }
        busy_ = true;
        mqtt::Connect wanted;
        wanted.server = settings_.server;
        wanted.client_id = "ca";
        wanted.tls = {authority_.directory() + "/root.crt", own(".crt"), own(".key")};
        client_.connect(wanted);
    }

    void on(const mqtt::Event& event) {
        session_.on(event, clock_.now());
        if (std::holds_alternative<mqtt::Connected>(event)) {
            client_.subscribe(std::string(tls::renew_topics) + "+", 1);
        } else if (std::holds_alternative<mqtt::Subscribed>(event)) {
            said_.clear();
            online_ = true;
            log_.info("connected to the broker");
            manager_.status("connected to the broker");
            say_ready();
        } else if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
            log_.error("the broker does not pass on what nodes ask", {{"reason", refused->reason}});
            client_.disconnect();
        } else if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&event)) {
            trouble(failed->reason);
        } else if (const auto* lost = std::get_if<mqtt::ConnectionLost>(&event)) {
            trouble(lost->reason);
        } else if (const auto* received = std::get_if<mqtt::Received>(&event)) {
            asked(*received);
        }
        if (std::holds_alternative<mqtt::Disconnected>(event) && !leaving_) {
            trouble("it refused our subscription");
        }
        const bool gone = std::holds_alternative<mqtt::Disconnected>(event) ||
                          std::holds_alternative<mqtt::ConnectFailed>(event) ||
                          std::holds_alternative<mqtt::ConnectionLost>(event);
        if (leaving_ && gone) {
            loop_.stop();
        }
    }

    /// Once for each cause.
    void trouble(const std::string& reason) {
        busy_ = false;
        online_ = false;
        connect_due_ = clock_.now().mono + Milliseconds(retry_after);
        if (reason != said_) {
            said_ = reason;
            log_.warning("no connection to the broker", {{"reason", reason}});
            manager_.status("no connection to the broker: " + reason);
        }
        say_ready();
    }

    /// What the first attempt came to is an answer, whatever it is.
    void say_ready() { said_ready_ = said_ready_ || manager_.ready(); }

    void asked(const mqtt::Received& request) {
        const auto now = clock_.now();
        const auto answer = request.retained ? std::nullopt : desk_.answer(request.topic, request.payload, now);
        if (!answer) {
            return;
        }
        const bool sent = !answer->payload.empty() && client_.publish({answer->topic, answer->payload, 1, false});
        if (answer->outcome == "renewed") {
            log_.info("renewed", {{"node", answer->node}, {"lasts", answer->sentence}, {"sent", sent}});
        } else if (const auto silent = say_.admit(answer->node, now)) {
            log_.warning("refused", {{"node", answer->node},
                                     {"reason", answer->outcome},
                                     {"why", answer->sentence},
                                     {"not_shown", *silent}});
        }
    }

    boost::asio::io_context& loop_;
    Authority& authority_;
    const ServeSettings& settings_;
    const platform::Clock& clock_;
    const log::Log& log_;
    RenewalDesk desk_;
    mqtt::PahoClient client_;
    boost::asio::steady_timer timer_;
    boost::asio::signal_set signals_;
    log::RateLimit say_;
    Monotonic crl_due_{};
    Monotonic connect_due_{};
    UtcMs own_until_{};
    service::Notify manager_;
    service::Watchdog watchdog_;
    service::SessionWatch session_;
    std::string said_;
    bool said_ready_ = false;
    bool online_ = false;  // subscribed
    bool busy_ = false;
    bool leaving_ = false;
};

}  // namespace

int serve(Authority& authority, const ServeSettings& settings, const platform::Clock& clock, const log::Log& log) {
    boost::asio::io_context loop(1);
    Service(loop, authority, settings, clock, service::Environment::of_process(), log).run();
    return 0;
}

}  // namespace magpie::collector::ca
