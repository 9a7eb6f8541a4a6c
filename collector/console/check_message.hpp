#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "collector/console/inventory.hpp"

namespace magpie::collector::console {

/// What a pole tells of a check that it was asked for (contract in docs/protocol.md, "Checks"), made anew of what the
/// contract knows: strings and numbers in bounds, and nothing else that a pole may have put beside them.
struct CheckMessage {
    enum class Kind : std::uint8_t { layer, result, refused };

    std::string id;
    Kind kind{};
    std::string layer;    // its name; of a layer
    std::string json;     // of a layer or a result
    std::string reason;   // of a refusal: busy, off or broken
    std::string verdict;  // of a result
};

/// Nothing where it is none; `from` is the pole whose topic it came by, and so must its result say.
[[nodiscard]] std::optional<CheckMessage> read_check_message(std::string_view payload, const PoleName& from);

}  // namespace magpie::collector::console
