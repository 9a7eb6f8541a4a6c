#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collector/access/scope.hpp"
#include "collector/access/token.hpp"

namespace magpie::collector {

/// Who may read what.
struct KnownToken {
    Digest digest{};
    Scopes scopes;
    std::string name;  // for people: 1 to 64 of letters, digits and ._-
};

/// A file of tokens, a line each: `SCOPE[,SCOPE] SHA256-HEX NAME`, and comments that begin with #. No token twice, at
/// most a thousand. The error is a sentence that begins with the line.
[[nodiscard]] tl::expected<std::vector<KnownToken>, std::string> parse_tokens(std::string_view text);
[[nodiscard]] std::string written(const KnownToken& token);
[[nodiscard]] bool is_token_name(std::string_view name);

}  // namespace magpie::collector
