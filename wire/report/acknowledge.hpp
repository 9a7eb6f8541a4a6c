#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/report/number.hpp"
#include "wire/time.hpp"

namespace magpie {

/// Name of the Bytes metric of the NCMD that carries it.
inline constexpr std::string_view acknowledge_metric = "Node Control/Acknowledge";

/// What the collector says of one epoch. Numbers without a gap before them: `received` the collector has, `safe` it
/// will not lose. `highest` is the last one seen; when it is above `received`, what lies between is missing in part and
/// asked for. A node that holds reports of several epochs is told of each in a metric of its own.
struct Acknowledge {
    Epoch epoch{};
    ReportNumber received{};
    ReportNumber safe{};
    ReportNumber highest{};
    /// How long the node is to wait from one late report to the next, so that a city that comes back does not drown
    /// live data; 0: as it likes.
    Milliseconds late_spacing{};
    friend bool operator==(const Acknowledge&, const Acknowledge&) = default;
};

[[nodiscard]] std::string encode(const Acknowledge& acknowledge);

/// Nothing when the bytes are no acknowledgement or contradict themselves (safe above received, received above highest,
/// a wait of more than an hour).
[[nodiscard]] std::optional<Acknowledge> decode_acknowledge(std::string_view bytes);

}  // namespace magpie
