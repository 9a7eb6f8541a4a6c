#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/outbox/record.hpp"
#include "agent/report/reporter.hpp"
#include "wire/report/number.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// When a report was taken.
struct TakenReport {
    ReportNumber number{};
    Monotonic taken{};
};

/// A stretch of one epoch's reports: bytes (agent/outbox/record.hpp) that are in memory, in a file on tmpfs, in a file
/// on flash, or in several of them, and the same in each. Within the Outbox.
struct Segment {
    std::uint64_t place = 0;  // in the order of all segments; rises
    Epoch epoch{};
    ReportNumber first{};
    ReportNumber last{};     // 0: nothing is in it yet
    std::string bytes{};     // empty once they are on flash alone
    std::size_t size = 0;    // of all bytes
    std::size_t in_run = 0;  // so many of them are on tmpfs
    std::size_t on_flash = 0;
    bool has_run_file = false;
    bool has_flash_file = false;
    bool given_up = false;                          // holds only the word that its reports are lost
    unsigned merged = 1;                            // so many reports were made one
    std::deque<TakenReport> waiting{};              // not on flash to stay
    std::vector<std::optional<SeriesId>> series{};  // by place in its table
    /// Of a boot before this one: wall clock less monotonic; nothing when it never knew the time.
    bool of_earlier_boot = false;
    std::optional<Milliseconds> clock{};

    [[nodiscard]] std::string name() const;
    [[nodiscard]] bool in_memory() const { return !bytes.empty(); }
    /// Whether all of it outlives the power.
    [[nodiscard]] bool lasts() const { return on_flash == size && waiting.empty(); }
    /// A report as it is to be sent.
    [[nodiscard]] Report report_of(const record::Report& record) const;
};

/// What a file's name says; nothing when it is no segment's.
struct SegmentName {
    std::uint64_t place = 0;
    Epoch epoch{};
    unsigned merged = 1;
    friend auto operator<=>(const SegmentName&, const SegmentName&) = default;
};
[[nodiscard]] std::optional<SegmentName> parse_segment_name(std::string_view name);

/// What the bytes of a segment hold.
struct SegmentContent {
    std::string boot;
    ReportNumber first{};
    ReportNumber last{};
    std::vector<TakenReport> reports;
    std::size_t sound_end = 0;
    std::size_t damaged = 0;
    std::vector<record::Series> series;
    std::optional<Milliseconds> clock;            // wall less monotonic, by the last report that knew the time
    std::optional<std::uint32_t> newer_format{};  // a later version wrote it, and nothing of it was read
};
[[nodiscard]] SegmentContent read_segment(std::string_view bytes);

/// The same segment with each two reports merged into one: at the time of the second, with what either told.
[[nodiscard]] std::string thinned(std::string_view bytes);

}  // namespace magpie::agent
