#pragma once

#include <string>
#include <string_view>

namespace magpie {

/// Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates) without control characters (C0, DEL, C1).
[[nodiscard]] bool is_plain_text(std::string_view bytes);

/// The same text with every byte that is not part of plain text written as `\xNN`, and cut at `most` bytes of input.
/// SSIDs and file names are arbitrary bytes; nothing of ours passes those on. Plain text comes back unchanged.
[[nodiscard]] std::string escaped(std::string_view bytes, std::size_t most = 256);

}  // namespace magpie
