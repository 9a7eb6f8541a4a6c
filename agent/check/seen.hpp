#pragma once

#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/check/layer.hpp"
#include "agent/report/readings.hpp"

namespace magpie::agent::check {

/// What sources have read, under the names of the catalogue. A value.
class Seen {
  public:
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    Seen() = default;
    explicit Seen(std::vector<Value> values) : values_(std::move(values)) {}
    /// Without the buckets of histograms.
    explicit Seen(const Readings& readings);

    /// The first with these labels among its own.
    [[nodiscard]] std::optional<double> value(std::string_view name, Labels labels = {}) const;
    [[nodiscard]] std::vector<Value> all(std::string_view name, Labels labels = {}) const;
    [[nodiscard]] const std::vector<Value>& values() const { return values_; }

    /// What another has seen as well: of each name that is not here at all.
    void add_missing(const Seen& other);

  private:
    std::vector<Value> values_;
};

/// The label of a value; empty where it has none of that name.
[[nodiscard]] std::string_view label_of(const Value& value, std::string_view label);

}  // namespace magpie::agent::check
