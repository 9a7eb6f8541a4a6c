#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/order/order.hpp"
#include "wire/report/block_check.hpp"
#include "wire/report/number.hpp"
#include "wire/report/throughput_token.hpp"
#include "wire/time.hpp"

namespace magpie {

/// Name of the Bytes metric that carries the header; alias 0 in every Magpie birth.
inline constexpr std::string_view report_metric = "report";
inline constexpr std::uint64_t report_alias = 0;

/// An epoch that has ended, of which the node still holds reports, or held some when it gave up the last.
struct EarlierEpoch {
    Epoch epoch{};
    ReportNumber oldest{};  // still held, last + 1 when none is; what lies before and is not received is lost
    ReportNumber last{};    // that was kept; the epoch goes no further
    friend bool operator==(const EarlierEpoch&, const EarlierEpoch&) = default;
};

/// Of so many a node keeps reports at a time: who is killed or loses its power this often while the collector is away
/// loses those that hold fewest.
inline constexpr std::size_t most_earlier_epochs = 256;

/// What Magpie adds to each NBIRTH and NDATA: which report this is, and how to read it (docs/protocol.md).
struct ReportHeader {
    Epoch epoch{};
    ReportRange range{};       // of a birth: {0, 0}, for a birth is no report
    ReportNumber oldest{};     // the oldest number still held, newest + 1 when none is; what lies before and is not
                               // received is lost
    ReportNumber newest{};     // the highest number committed so far
    std::uint64_t shape = 0;   // hash of the birth this message was encoded with
    bool whole = false;        // holds every series, not only the changed ones
    bool urgent = false;       // sent at once for an event
    bool clock_known = false;  // the wall times of this message can be believed
    bool historical = false;   // sent late: for history, never for the present
    bool closed = false;       // of an epoch that has ended: `newest` is its last, and it is never the present one
    bool lost = false;         // the node held these numbers and has them no more; there is nothing in the message
    Monotonic taken{};         // on the node's own monotonic time line
    Monotonic sent{};
    /// Oldest first. Of an epoch before the present one that is not here the node holds nothing.
    std::vector<EarlierEpoch> earlier{};
    OrderState orders{};
    bool verifies = false;              // finds out whether a blocked address is still reached, when asked
    std::vector<BlockAnswer> blocks{};  // what it found lately
    ThroughputState throughput{};
    friend bool operator==(const ReportHeader&, const ReportHeader&) = default;
};

[[nodiscard]] std::string encode(const ReportHeader& header);

/// Nothing when the bytes are no header, or one that contradicts itself (first above last, oldest above newest, sent
/// before taken, a number of 2^53 or more, a closed epoch or something lost that is not historical or a birth, a closed
/// epoch that names others, one epoch twice, an answer that is none or too many of them, a
/// state of its throughput that is none).
[[nodiscard]] std::optional<ReportHeader> decode_report_header(std::string_view bytes);

}  // namespace magpie
