#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "wire/time.hpp"

namespace magpie::tls {

/// When the first of the certificates (RFC 5280, 4.1.2.5) and revocation lists (5.1.2.5) of a PEM text (RFC 7468) ends.
/// What else is in it, such as a key or a list without an end, is passed over. The error is the rest of a sentence that
/// begins with the name of the file.
[[nodiscard]] tl::expected<UtcMs, std::string> earliest_end(std::string_view pem);

}  // namespace magpie::tls
