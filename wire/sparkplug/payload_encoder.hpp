#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "wire/sparkplug/datatype.hpp"
#include "wire/time.hpp"

namespace magpie::sparkplug {

/// A property of a birth metric; always a String.
struct TextProperty {
    std::string_view key;
    std::string_view value;
};

/// Writes one Sparkplug B payload, metric by metric, into a string of the caller.
class PayloadEncoder {
  public:
    /// Appends to `into`, which must outlive the encoder.
    explicit PayloadEncoder(std::string& into) : into_(into) {}

    /// Header of every message but NDEATH.
    PayloadEncoder& timestamp(UtcMs time);
    /// Births, data and device deaths alone (checklist A2).
    PayloadEncoder& seq(std::uint8_t number);

    /// What is said of a metric besides its value.
    struct Entry {
        std::string_view name{};  // empty: by alias alone
        std::int64_t alias = -1;
        UtcMs time{};
        bool with_datatype = false;  // births
        bool historical = false;
        std::span<const TextProperty> properties{};
    };

    PayloadEncoder& number(const Entry& entry, DataType type, double value);
    PayloadEncoder& integer(const Entry& entry, std::int64_t value);  // Int64
    PayloadEncoder& boolean(const Entry& entry, bool value);
    PayloadEncoder& bytes(const Entry& entry, std::string_view value);
    PayloadEncoder& text(const Entry& entry, std::string_view value);  // String
    PayloadEncoder& null(const Entry& entry, DataType type);

  private:
    std::string& into_;
};

}  // namespace magpie::sparkplug
