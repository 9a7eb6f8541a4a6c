#include "collector/history/refused_reports.hpp"

#include <algorithm>
#include <utility>

#include "wire/text.hpp"

namespace magpie::collector::history {

namespace {

constexpr std::size_t most_of_a_name = 64;
constexpr std::size_t most_words = 200;

}  // namespace

void RefusedReports::add(const BatchedReport& report, std::span<const LoggedSample> samples, std::string_view words,
                         const Now& now) {
    RefusedReport refused{.time = now.wall,
                          .area = {},
                          .node = {},
                          .epoch = report.epoch,
                          .range = report.range,
                          .first_ms = report.time_ms,
                          .last_ms = report.time_ms,
                          .samples = samples.size(),
                          .words = escaped(words, most_words)};
    // Its place in the fleet may be another's by now.
    if (const auto& node = fleet_.node(report.node); node.serial == report.node_serial) {
        refused.area = escaped(node.area, most_of_a_name);
        refused.node = escaped(node.node, most_of_a_name);
    }
    if (!samples.empty()) {
        const auto [first, last] = std::ranges::minmax(samples, {}, &LoggedSample::after_ms);
        refused.first_ms += first.after_ms;
        refused.last_ms += last.after_ms;
    }
    const auto is_same = [&](const RefusedReport& other) {
        return other.area == refused.area && other.node == refused.node;
    };
    if (static_cast<std::size_t>(std::ranges::count_if(kept_, is_same)) >= most_of_a_node) {
        forget(std::ranges::find_if(kept_, is_same));
    }
    bytes_ += refused.bytes();
    kept_.push_back(std::move(refused));
    ++ever_added_;
    while (bytes_ > most_bytes) {
        forget(kept_.begin());
    }
}

void RefusedReports::forget(const std::deque<RefusedReport>::const_iterator& which) {
    bytes_ -= which->bytes();
    kept_.erase(which);
}

}  // namespace magpie::collector::history
