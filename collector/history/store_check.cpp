#include "collector/history/store_check.hpp"

#include <algorithm>
#include <utility>

#include "collector/history/store_answers.hpp"

namespace magpie::collector::history {

namespace {

constexpr std::string_view write_end = "/api/v1/write";
constexpr std::string_view unknown = "unknown";
/// What deduplication must be to take exact repeats and nothing else.
constexpr Milliseconds least_interval{1};

std::string written(Milliseconds time) {
    return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s" : std::to_string(time.count()) + " ms";
}

std::string shorter(std::string_view what, Milliseconds time, Milliseconds window) {
    return std::string(what) + " is " + written(time) + " and history.window_seconds " + written(window);
}

StoreReport nobody(std::string words) {
    return {.store = unknown, .findings = {{StoreFault::unknown_store, std::move(words)}}};
}

}  // namespace

StoreCheck::StoreCheck(std::string_view write_path, Milliseconds window)
    : window_(window), backoff_(Milliseconds{1'000}, Milliseconds{60'000}, 1), report_(nobody("it has not answered")) {
    const auto path = write_path.substr(0, write_path.find('?'));
    if (path.ends_with(write_end)) {
        base_ = path.substr(0, path.size() - write_end.size());
    }
}

std::optional<std::string> StoreCheck::due(const Now& now) {
    if (under_way_ || question_ == Question::none || now.mono < ask_at_) {
        return std::nullopt;
    }
    under_way_ = true;
    switch (question_) {
        case Question::flags:
            return base_ + "/api/v1/status/flags";
        case Question::config:
            return base_ + "/api/v1/status/config";
        case Question::runtime:
            return base_ + "/api/v1/status/runtimeinfo";
        case Question::metrics:
            return base_ + "/metrics";
        default:
            return "/metrics";
    }
}

void StoreCheck::answered(const tl::expected<http::Answer, http::Failure>& answer, const Now& now) {
    under_way_ = false;
    trouble_ = answer ? std::string_view() : http::words(answer.error());
    const bool away =
        answer ? answer->status >= 500 || answer->status == 429 : answer.error() != http::Failure::garbled;
    if (away) {
        ask_at_ = now.mono + backoff_.next();
    }
    if (std::exchange(begin_again_, false) || away) {
        begin();
        return;
    }
    backoff_.reset();
    question_ = read(answer && answer->status == 200 ? std::string_view(answer->body) : std::string_view());
    if (question_ == Question::none) {
        finish();
    }
}

void StoreCheck::store_went_away() {
    if (under_way_) {
        begin_again_ = true;
    } else {
        begin();
    }
}

void StoreCheck::store_is_there() {
    ask_at_ = {};
    trouble_ = {};
}

void StoreCheck::begin() {
    question_ = Question::flags;
    next_ = {};
}

void StoreCheck::finish() {
    report_ = std::exchange(next_, {});
    ++rounds_;
}

/// Takes in an answer and says what is to be asked next.
StoreCheck::Question StoreCheck::read(std::string_view body) {
    switch (question_) {
        case Question::flags: {
            const auto receiver = read_receiver(body);
            if (!receiver) {
                return Question::metrics;
            }
            next_.store = "Prometheus";
            if (!*receiver) {
                find(StoreFault::receiver_off, "it takes no remote write without --web.enable-remote-write-receiver");
            }
            return Question::config;
        }
        case Question::config:
            if (const auto window = read_out_of_order_window(body); window && *window < window_) {
                find(StoreFault::out_of_order_window,
                     shorter("storage.tsdb.out_of_order_time_window", *window, window_) +
                         ": it refuses what comes later");
            }
            return Question::runtime;
        case Question::runtime:
            if (const auto retention = read_retention(body); retention && *retention < window_) {
                find(StoreFault::retention,
                     shorter("--storage.tsdb.retention.time", *retention, window_) + ": it drops what is older");
            }
            return Question::none;
        default:
            return read_metrics(body);
    }
}

StoreCheck::Question StoreCheck::read_metrics(std::string_view body) {
    const auto flags = read_victoria_metrics(body);
    if (!flags && question_ == Question::metrics && !base_.empty()) {
        return Question::metrics_of_root;
    }
    if (!flags) {
        next_ = nobody("it answers neither as Prometheus nor as VictoriaMetrics: a proxy, or another store");
        return Question::none;
    }
    next_.store = "VictoriaMetrics";
    if (const auto interval = flags->dedup_interval; interval && *interval > least_interval) {
        find(StoreFault::dedup_interval, "-dedup.minScrapeInterval is " + written(*interval) +
                                             ": of the samples of a series that are nearer than that it keeps one; "
                                             "it should be 1ms");
    } else if (interval && *interval < least_interval) {
        find(StoreFault::no_dedup,
             "-dedup.minScrapeInterval is not set: what is sent again is stored twice; it "
             "should be 1ms");
    }
    if (flags->retention && *flags->retention < window_) {
        find(StoreFault::retention,
             shorter("-retentionPeriod", *flags->retention, window_) + ": it drops what is older without a word");
    }
    return Question::none;
}

bool StoreCheck::found(StoreFault fault) const {
    return std::ranges::any_of(report_.findings, [&](const StoreFinding& one) { return one.fault == fault; });
}

}  // namespace magpie::collector::history
