#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collector/ingest/birth_skeleton.hpp"
#include "collector/ingest/plan.hpp"
#include "collector/ingest/refusals.hpp"
#include "wire/report/header.hpp"
#include "wire/sparkplug/payload.hpp"

namespace magpie::collector {

/// What stands in an NBIRTH of one of our own nodes.
struct MagpieBirth {
    std::vector<PlannedSeries> series;  // none when the birth was recognised: its plan is there
    std::vector<InfoLabels> info_labels;
    std::vector<const sparkplug::MetricView*> values;  // of each series
    BirthSkeleton skeleton;                            // empty when something was refused or changed on the way
};

/// The bdSeq of a birth or death: Int64, or the UInt64 that other encoders send.
struct FoundBdSeq {
    std::uint64_t number;
    bool is_unsigned;
};
[[nodiscard]] std::optional<FoundBdSeq> find_bd_seq(const sparkplug::PayloadView& payload);

/// The report header of a message, and the time its metric bears (ms since 1970). Births name the metric, data knows it
/// by alias 0.
struct FoundHeader {
    ReportHeader header;
    std::uint64_t timestamp;
};
[[nodiscard]] std::optional<FoundHeader> find_header(const sparkplug::PayloadView& payload);

/// Reads the list of an NBIRTH that carries a report header: aliases dense from 1 in the order of the list, names
/// paths, labels and unit as properties. The error is the reason to refuse the whole birth; what is wrong with one
/// series alone costs that series its exposition and is counted in `refusals`. Text from outside comes out escaped,
/// counted in `tolerated`.
[[nodiscard]] tl::expected<MagpieBirth, Reason> read_magpie_birth(const sparkplug::PayloadView& payload,
                                                                  const ReportHeader& header, Refusals& refusals,
                                                                  Refusals& tolerated);

/// The same for a birth that says of its series, byte for byte, what the one of the skeleton said; nothing when it says
/// anything else, or anything that reading would count or refuse.
[[nodiscard]] std::optional<MagpieBirth> recognise_birth(const sparkplug::PayloadView& payload,
                                                         const BirthSkeleton& skeleton);

}  // namespace magpie::collector
