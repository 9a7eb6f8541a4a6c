#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/report/number.hpp"

namespace magpie {

/// Name of the Bytes metric of the NCMD that carries it.
inline constexpr std::string_view acknowledge_metric = "Node Control/Acknowledge";

/// What the collector says of one epoch. Numbers without a gap before them: `received` the collector has, `safe` it
/// will not lose. `highest` is the last one seen; when it is above `received`, what lies between is missing in part and
/// asked for.
struct Acknowledge {
    Epoch epoch{};
    ReportNumber received{};
    ReportNumber safe{};
    ReportNumber highest{};
};

[[nodiscard]] std::string encode(const Acknowledge& acknowledge);

/// Nothing when the bytes are no acknowledgement or contradict themselves (safe above received, received above
/// highest).
[[nodiscard]] std::optional<Acknowledge> decode_acknowledge(std::string_view bytes);

}  // namespace magpie
