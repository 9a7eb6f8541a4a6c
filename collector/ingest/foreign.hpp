#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collector/ingest/refusals.hpp"
#include "wire/sparkplug/payload.hpp"

namespace magpie::collector {

/// What the birth of a foreign Sparkplug edge, or of a device, declared: enough to know whether its data keeps to it.
/// Names are kept as hashes; their values are not exposed yet.
class DeclaredMetrics {
  public:
    /// The metrics of an NBIRTH or DBIRTH, `most` at most. The error is the reason to refuse the birth.
    [[nodiscard]] static tl::expected<DeclaredMetrics, Reason> read(const sparkplug::PayloadView& birth,
                                                                    std::size_t most);

    [[nodiscard]] std::size_t size() const { return by_name_.size(); }
    /// Aliases are unique over a node and all its devices (tck-id-payloads-alias-uniqueness).
    [[nodiscard]] bool shares_alias_with(const DeclaredMetrics& other) const;

    /// Checks each metric of a data message against the birth, counting what is wrong. True when all were known; if
    /// not, a rebirth may help.
    [[nodiscard]] bool check(const sparkplug::PayloadView& payload, Refusals& refusals, Refusals& tolerated) const;

  private:
    struct Known {
        std::uint64_t key;  // the alias, or the hash of the name
        std::uint32_t datatype;
    };
    [[nodiscard]] static const Known* find(const std::vector<Known>& known, std::uint64_t key);

    std::vector<Known> by_alias_;  // both ascending by key
    std::vector<Known> by_name_;
};

}  // namespace magpie::collector
