#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collector/ingest/foreign_list.hpp"
#include "collector/ingest/refusals.hpp"
#include "wire/sparkplug/datatype.hpp"
#include "wire/sparkplug/payload.hpp"

namespace magpie::collector {

/// What the birth of a foreign Sparkplug edge, or of a device, declared: which slot of the fleet a metric of its data
/// is, and how to read it. Slots are the places in the birth. Names are kept as hashes.
class DeclaredMetrics {
  public:
    /// The metrics of an NBIRTH or DBIRTH, `most` at most. The error is the reason to refuse the birth.
    [[nodiscard]] static tl::expected<DeclaredMetrics, Reason> read(const sparkplug::PayloadView& birth,
                                                                    std::size_t most);

    /// Slots that the list of the same birth does not show are of no known type from now on.
    void show(const ForeignList& list);

    [[nodiscard]] std::size_t size() const { return types_.size(); }
    /// Aliases are unique over a node and all its devices (tck-id-payloads-alias-uniqueness).
    [[nodiscard]] bool shares_alias_with(const DeclaredMetrics& other) const;

    /// The slot of a metric in data; nothing, and counted, when it was not declared.
    [[nodiscard]] std::optional<std::uint32_t> slot_of(const sparkplug::MetricView& metric, Refusals& refusals,
                                                       Refusals& tolerated) const;
    [[nodiscard]] sparkplug::DataType type(std::uint32_t slot) const { return types_[slot]; }
    /// The number a value of this slot stands for, DateTime in seconds; nothing, and counted, when it is none.
    [[nodiscard]] std::optional<double> number(std::uint32_t slot, const sparkplug::RawValue& value,
                                               Refusals& refusals) const;

  private:
    struct Known {
        std::uint64_t key;  // the alias, or the hash of the name
        std::uint32_t slot;
    };
    [[nodiscard]] static const Known* find(const std::vector<Known>& known, std::uint64_t key);

    std::vector<Known> by_alias_;  // both ascending by key
    std::vector<Known> by_name_;
    std::vector<sparkplug::DataType> types_;
    std::vector<double> scales_;  // value on the page by value on the wire
};

}  // namespace magpie::collector
