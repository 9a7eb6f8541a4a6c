#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace magpie::collector {

/// What a token is for.
enum class Scope : std::uint8_t {
    network,   // how the city's network is
    security,  // what strangers did: topics and bytes nobody vouches for; and what was commanded
    command,   // to change something
};

inline constexpr std::string_view scope_words[] = {"network", "security", "command"};

/// A set of scopes.
class Scopes {
  public:
    void add(Scope scope) { bits_ = static_cast<std::uint8_t>(bits_ | bit(scope)); }
    [[nodiscard]] bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
    [[nodiscard]] bool empty() const { return bits_ == 0; }
    friend bool operator==(const Scopes&, const Scopes&) = default;

  private:
    static std::uint8_t bit(Scope scope) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(scope)); }

    std::uint8_t bits_ = 0;
};

/// `network,security,command` in any order, each once; nothing when it is anything else.
[[nodiscard]] std::optional<Scopes> parse_scopes(std::string_view text);
/// The same, written.
[[nodiscard]] std::string written(const Scopes& scopes);

}  // namespace magpie::collector
