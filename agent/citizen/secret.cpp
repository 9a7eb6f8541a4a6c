#include "agent/citizen/secret.hpp"

#include "platform/config/reader.hpp"

namespace magpie::agent::citizen {

std::optional<std::string> secret_in(const std::string& path) {
    if (path.empty()) {
        return std::string();
    }
    const auto text = config::load(path);
    return text ? std::optional(text->substr(0, text->find_first_of("\r\n"))) : std::nullopt;
}

}  // namespace magpie::agent::citizen
