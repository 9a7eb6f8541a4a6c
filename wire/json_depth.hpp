#pragma once

#include <cstddef>
#include <string_view>

namespace magpie {

/// Whether arrays and objects of a JSON text stand more than `most` levels within each other, without parsing it: a
/// parser keeps a level in memory for each bracket of a stranger. Of what is no JSON it says something, too.
[[nodiscard]] bool json_is_deeper_than(std::size_t most, std::string_view text);

}  // namespace magpie
