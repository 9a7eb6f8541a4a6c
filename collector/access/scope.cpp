#include "collector/access/scope.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace magpie::collector {

std::optional<Scopes> parse_scopes(std::string_view text) {
    Scopes scopes;
    for (bool more = true; more;) {
        const auto word = text.substr(0, text.find(','));
        more = word.size() < text.size();
        text.remove_prefix(more ? word.size() + 1 : word.size());
        const auto* const found = std::ranges::find(scope_words, word);
        if (found == std::end(scope_words)) {
            return std::nullopt;
        }
        const auto scope = static_cast<Scope>(found - std::begin(scope_words));
        if (scopes.has(scope)) {
            return std::nullopt;
        }
        scopes.add(scope);
    }
    return scopes;
}

std::string written(const Scopes& scopes) {
    std::string text;
    for (std::size_t i = 0; i < std::size(scope_words); ++i) {
        if (scopes.has(static_cast<Scope>(i))) {
            text.append(text.empty() ? "" : ",").append(scope_words[i]);
        }
    }
    return text;
}

}  // namespace magpie::collector
