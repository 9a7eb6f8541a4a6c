#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "collector/history/label_bytes.hpp"
#include "collector/history/write_request.hpp"
#include "collector/ingest/report_log.hpp"
#include "wire/time.hpp"

namespace magpie::collector::history {

/// A report on its way to the store, or one of the collector's own samples (epoch 0), which nobody waits for.
struct BatchedReport {
    std::shared_ptr<const NodeLabels> labels;
    NodeIndex node{};
    std::uint64_t node_serial = 0;
    Epoch epoch{};
    ReportRange range{};
    std::int64_t time_ms = 0;
    std::uint32_t samples = 0;  // the next ones of the batch
    bool lost = false;          // the store does not take it
};

/// Reports for one request.
struct Batch {
    std::vector<BatchedReport> reports;  // of one node together, in the order in which they came
    std::vector<LoggedSample> samples;
    Monotonic since{};      // when the oldest of them came
    bool at_fault = false;  // the store has refused them and works otherwise

    [[nodiscard]] std::size_t bytes() const {
        return reports.size() * sizeof(BatchedReport) + samples.size() * sizeof(LoggedSample);
    }
};

/// The first and the second half of its reports; of at least two.
struct Halves {
    Batch first;
    Batch second;
};
[[nodiscard]] Halves halves(const Batch& batch);

/// Samples that did not go into a request.
struct LeftOut {
    std::uint64_t too_old = 0;
    std::uint64_t repeated_time = 0;  // another value of the series bears the same time; the last one went
};

/// Batch -> body of a request: the samples of a series together, in the order of their time. Its memory is kept from
/// one batch to the next. Owned by the History.
class BatchEncoder {
  public:
    struct Encoded {
        std::string body;
        std::uint64_t samples = 0;
        LeftOut left_out;
    };
    /// Samples before `earliest` are left out: the store would refuse the whole request.
    [[nodiscard]] Encoded encode(const Batch& batch, UtcMs earliest);

  private:
    void add_node(std::span<const BatchedReport> reports, const LoggedSample* samples, std::int64_t earliest,
                  Encoded& into);
    void add_series(const LabelPieces& labels, std::span<Point> points, Encoded& into);

    WriteRequest request_;
    std::vector<std::uint32_t> ends_;  // by slot
    std::vector<Point> points_;        // by slot, then as they came
};

/// What a request may hold, before compression. A single report may be above it.
inline constexpr std::size_t most_request_bytes = std::size_t{1} << 20;

/// Reports of one shard while they wait for others. Owned by the History.
class Gathering {
  public:
    void add(BatchedReport report, std::span<const LoggedSample> samples, const Now& now);
    [[nodiscard]] bool empty() const { return reports_.empty(); }
    [[nodiscard]] Monotonic since() const { return since_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    /// All there is, node by node, cut into batches of about most_request_bytes.
    void cut(std::deque<Batch>& into);

  private:
    struct Place {
        BatchedReport report;
        std::size_t first_sample = 0;
    };
    std::vector<Place> reports_;
    std::vector<LoggedSample> samples_;
    Monotonic since_{};
    std::size_t bytes_ = 0;
};

}  // namespace magpie::collector::history
