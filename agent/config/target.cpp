#include "agent/config/target.hpp"

#include <cstddef>
#include <optional>

#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

config::Refusal target_name(const std::string& name) {
    return sparkplug::is_magpie_id(name) ? std::nullopt : config::Refusal("must be 1 to 32 of a-z, 0-9 and -");
}

config::Refusal target_host(const std::string& text) {
    constexpr std::size_t longest = 253;
    const bool fits = !text.empty() && text.size() <= longest && text.find_first_of(" /@[]\"") == std::string::npos &&
                      is_plain_text(text);
    return fits ? std::nullopt
                : config::Refusal("must be a name or an address, or the word gateway for the default route's next hop");
}

}  // namespace magpie::agent
