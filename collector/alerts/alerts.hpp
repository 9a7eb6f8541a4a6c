#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "collector/alerts/alert_book.hpp"
#include "collector/fleet/fleet.hpp"
#include "collector/history/verdict.hpp"
#include "collector/ingest/urgent_report.hpp"
#include "platform/http/client.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/sparkplug/backoff.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

namespace alerts {

/// Sends a body to one Alertmanager; the answer comes as Alerts::answered().
using Post = std::function<void(std::size_t alertmanager, std::string body)>;

struct Numbers {
    std::map<std::string, std::uint64_t> open;  // by alert
    std::uint64_t outcomes[std::size(history::outcome_words)] = {};
    Dropped dropped;
    std::array<std::uint64_t, std::size(catalogue::rows::alert_buckets) + 1> delays{};  // the last: above all buckets
    double delay_sum = 0;
};

}  // namespace alerts

/// Urgent events -> Alertmanagers, past Prometheus, whose scrape they cannot wait for. Every Alertmanager is told of
/// every alert, each at its own pace: nothing is queued, what is due is looked up in the book when a request can leave,
/// so one that hangs costs neither memory nor the others' time. One thread; owned by the Collector.
class Alerts {
  public:
    Alerts(const alerts::Settings& settings, const Fleet& fleet, alerts::Post post);

    /// Of which alerts nobody is told now, for people work there; that one is over is told to who knew it before.
    using KeptBack = std::function<bool(const alerts::Alert&)>;
    void keep_back(KeptBack kept_back) { kept_back_ = std::move(kept_back); }

    /// Takes all of them and leaves the list empty.
    void take(std::vector<UrgentReport>& reports, const Now& now);
    /// To be called a few times a second.
    void tick(const Now& now);
    /// Another collector tells from now on; this one goes on watching, so that after resume() it tells of what is true
    /// then: the same alerts to an Alertmanager, with the same beginning.
    void rest();
    void resume() { resting_ = false; }
    void answered(std::size_t alertmanager, const tl::expected<http::Answer, http::Failure>& answer, const Now& now);

    [[nodiscard]] alerts::Numbers numbers() const;
    /// What is wrong with which Alertmanager; empty while all take what they get.
    [[nodiscard]] std::string trouble() const;

  private:
    struct Carried {  // by the request under way
        std::string key;
        std::uint64_t id = 0;
        bool ended = false;
    };
    struct Alertmanager {
        sparkplug::Backoff backoff;
        Monotonic retry_at{};
        bool under_way = false;
        std::vector<Carried> carried{};
        std::string trouble{};
    };

    void send(std::size_t alertmanager, const Now& now);
    void took(std::size_t alertmanager, bool accepted, const Now& now);
    void observe(Milliseconds delay);

    alerts::Settings settings_;
    alerts::AlertBook book_;
    alerts::Post post_;
    KeptBack kept_back_ = nullptr;
    std::vector<Alertmanager> alertmanagers_;
    alerts::Numbers numbers_;
    bool resting_ = false;
};

}  // namespace magpie::collector
