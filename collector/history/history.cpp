#include "collector/history/history.hpp"

#include <algorithm>
#include <utility>

namespace magpie::collector {

using history::Outcome;
using history::Sender;

namespace {

constexpr Milliseconds up_every{60'000};
/// Every node is looked at once in this time.
constexpr Milliseconds round_of_nodes{1'000};

}  // namespace

History::History(const history::Settings& settings, const Fleet& fleet, history::Post post, history::Ask ask)
    : settings_(settings),
      fleet_(fleet),
      post_(std::move(post)),
      ask_(std::move(ask)),
      check_(settings.write_path, settings.window),
      labels_(fleet),
      set_aside_(fleet) {
    for (std::uint32_t i = 0; i < settings.shards; ++i) {
        shards_.push_back({.gathering = {},
                           .sender = Sender({.settle = settings.settle, .window = settings.window, .seed = i + 1},
                                            encoder_, numbers_.sent, set_aside_)});
    }
}

History::Shard& History::shard_of(NodeIndex node) {
    // The low bits are those of the shards of /metrics.
    return shards_[(fleet_.node(node).hash >> 32) % shards_.size()];
}

void History::take(ReportLog& log, const Now& now) {
    const auto* samples = log.samples.data();
    for (const auto& report : log.reports) {
        const auto& node = fleet_.node(report.node);
        shard_of(report.node)
            .gathering.add({.labels = labels_.of(report.node),
                            .node = report.node,
                            .node_serial = node.serial,
                            .epoch = report.epoch,
                            .range = report.range,
                            .time_ms = report.time_ms,
                            .samples = report.samples},
                           {samples, report.samples}, now);
        samples += report.samples;
    }
    log.reports.clear();
    log.samples.clear();
    log.full = full_;
}

void History::tick(const Now& now, std::vector<history::Settled>& settled) {
    look_at_nodes(now);
    if (auto path = ask_ ? check_.due(now) : std::nullopt) {
        ask_(std::move(*path));
    }
    for (std::size_t i = 0; i < shards_.size(); ++i) {
        auto& shard = shards_[i];
        if (!shard.gathering.empty() && now.mono >= shard.cut_at) {
            shard.gathering.cut(shard.sender.queue());
            // A grid of its own for each shard, so that they do not all work in the same moment.
            const auto phase =
                settings_.batch * static_cast<std::int64_t>(i) / static_cast<std::int64_t>(shards_.size());
            const auto since = (now.mono.time_since_epoch() - phase) % settings_.batch;
            shard.cut_at = now.mono + settings_.batch - since;
        }
        shard.sender.take_settled(now, settled_);
        send(i, now);
    }
    for (const auto& batch : settled_) {
        for (const auto& report : batch.reports) {
            const auto& node = fleet_.node(report.node);
            if (report.epoch != Epoch{} && node.serial == report.node_serial) {
                settled.push_back({node.node, report.epoch, report.range, report.lost});
            }
        }
    }
    settled_.clear();
    // What is taken again must not be a trickle: each time it begins, nodes are asked for what was missed.
    const auto held = bytes();
    full_ = full_ ? held > settings_.memory_bytes / 4 * 3 : held >= settings_.memory_bytes;
}

void History::rest() {
    resting_ = true;
    full_ = false;
    for (auto& shard : shards_) {
        shard.gathering = {};
        shard.sender.give_up();
    }
}

void History::send(std::size_t i, const Now& now) {
    if (resting_) {
        return;
    }
    auto& shard = shards_[i];
    if (auto body = shard.sender.due(now)) {
        shard.sent_at = now.mono;
        post_(i, std::move(*body));
    }
}

void History::answered(std::size_t i, const tl::expected<http::Answer, http::Failure>& answer, const Now& now) {
    auto& shard = shards_[i];
    const auto verdict = history::judge(answer, now.wall);
    answer ? check_.store_is_there() : check_.store_went_away();
    if (verdict.outcome == Outcome::stored) {
        observe(now.mono - shard.sent_at);
    }
    const auto status = answer ? "status " + std::to_string(answer->status) + ": " + answer->body
                               : std::string(http::words(answer.error()));
    shard.sender.answered(verdict, status, now);
    send(i, now);
}

void History::connection_lost(std::size_t shard) {
    check_.store_went_away();
    shards_[shard].sender.connection_lost();
}

void History::observe(Milliseconds time) {
    const double seconds = std::chrono::duration<double>(time).count();
    const auto* const bucket = std::ranges::lower_bound(catalogue::rows::send_buckets, seconds);
    ++numbers_.seconds[static_cast<std::size_t>(bucket - std::begin(catalogue::rows::send_buckets))];
    numbers_.seconds_sum += seconds;
}

// ---- what the collector itself says

void History::look_at_nodes(const Now& now) {
    const auto passed = looked_ ? std::min(now.mono - *looked_, round_of_nodes) : Milliseconds{0};
    looked_ = now.mono;
    const auto nodes = fleet_.nodes().size();
    seen_.resize(nodes);
    const auto due = (nodes * static_cast<std::size_t>(std::max(passed, Milliseconds{0}).count()) +
                      static_cast<std::size_t>(round_of_nodes.count()) - 1) /
                     static_cast<std::size_t>(round_of_nodes.count());
    for (std::size_t i = 0; i < due && !full_; ++i) {
        next_node_ = next_node_ + 1 < nodes ? next_node_ + 1 : 0;
        write_up(NodeIndex{static_cast<std::uint32_t>(next_node_)}, now);
    }
}

void History::write_up(NodeIndex index, const Now& now) {
    const auto& node = fleet_.node(index);
    auto& seen = seen_[static_cast<std::size_t>(index)];
    if (seen.serial != node.serial) {
        seen = {.serial = node.serial};
    }
    const bool changed = seen.life != node.life;
    if (node.serial == 0 || node.life == Life::expected || (!changed && now.mono < seen.written + up_every)) {
        return;
    }
    seen.life = node.life;
    seen.written = now.mono;
    const LoggedSample up{.value = node.life == Life::up ? 1.0 : 0.0, .slot = 0, .after_ms = 0};
    shard_of(index).gathering.add({.labels = labels_.of_up(index),
                                   .node = index,
                                   .node_serial = node.serial,
                                   .time_ms = now.wall.time_since_epoch().count(),
                                   .samples = 1},
                                  {&up, 1}, now);
}

// ---- what it knows of itself

std::size_t History::bytes() const {
    std::size_t sum = 0;
    for (const auto& shard : shards_) {
        sum += shard.gathering.bytes() + shard.sender.bytes();
    }
    return sum;
}

history::Numbers History::numbers(const Now& now) const {
    auto numbers = numbers_;
    numbers.bytes = bytes();
    for (std::size_t i = 0; i < numbers.store_faults.size(); ++i) {
        numbers.store_faults[i] = check_.found(static_cast<history::StoreFault>(i));
    }
    for (const auto& shard : shards_) {
        const auto gathered = shard.gathering.empty() ? std::nullopt : std::optional(shard.gathering.since());
        if (const auto oldest = shard.sender.oldest() ? shard.sender.oldest() : gathered) {
            numbers.oldest = std::max(numbers.oldest, now.mono - *oldest);
        }
    }
    return numbers;
}

std::string History::trouble() const {
    for (const auto& shard : shards_) {
        if (!shard.sender.trouble().empty()) {
            return shard.sender.trouble();
        }
    }
    return std::string(check_.trouble());
}

}  // namespace magpie::collector
