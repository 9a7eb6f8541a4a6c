#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "wire/catalogue/metric.hpp"
#include "wire/report/number.hpp"
#include "wire/time.hpp"

/// What the segments of an outbox are made of: records one after another, each with a mark, its length and a checksum
/// (CRC-32C), so that damage costs no more than the records it touched. Bytes to values and back; no I/O.
namespace magpie::agent::record {

/// What is written now. What is read is of this or of any before it (tests/golden/outbox has each); a reader of another
/// place in time must understand field 1 of a head.
inline constexpr std::uint32_t present_format = 1;

/// Opens a segment.
struct Head {
    Epoch epoch{};
    std::string boot;  // the kernel's boot id; empty when it is not known
    friend bool operator==(const Head&, const Head&) = default;
};

/// A series that reports behind it in this segment name by its place.
struct Series {
    std::uint32_t place = 0;
    std::string metric;  // of the catalogue
    catalogue::Part part = catalogue::Part::whole;
    std::vector<std::string> labels;
    friend bool operator==(const Series&, const Series&) = default;
};

struct Sample {
    std::uint32_t place = 0;
    std::optional<double> value;  // nothing: the series has gone
    friend bool operator==(const Sample&, const Sample&) = default;
};

struct Report {
    ReportRange range{};
    Monotonic taken{};
    std::optional<UtcMs> wall{};  // where the clock was known
    bool whole = false;
    bool urgent = false;
    bool lost = false;  // the reports of this range were given up
    std::vector<Sample> samples{};
    friend bool operator==(const Report&, const Report&) = default;
};

using Record = std::variant<Head, Series, Report>;

/// Any payload as a record; false when it is too large for one.
[[nodiscard]] bool append_payload(std::string& bytes, std::string_view payload);

void append(std::string& bytes, const Head& head);
void append(std::string& bytes, const Series& series);
/// False when it is too large for a record; nothing is appended then.
[[nodiscard]] bool append(std::string& bytes, const Report& report);

/// Reads records and passes over what is damaged. Takes time in proportion to the bytes, whatever they are.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes), patience_(bytes.size() * 16) {}

    /// Null at the end; valid until the next call.
    const Record* next();
    /// Behind the last record that was read.
    [[nodiscard]] std::size_t sound_end() const { return sound_end_; }
    /// Written by a later version: nothing is read from there on, for what it means is not known.
    [[nodiscard]] std::optional<std::uint32_t> newer_format() const { return newer_format_; }
    /// Stretches of damage passed over.
    [[nodiscard]] std::size_t damaged() const { return damaged_; }

  private:
    [[nodiscard]] std::string_view payload_at(std::size_t offset);

    std::string_view bytes_;
    std::size_t offset_ = 0;
    std::size_t sound_end_ = 0;
    std::size_t damaged_ = 0;
    std::size_t patience_;  // bytes that checksums of no records may still cost
    bool in_damage_ = false;
    std::optional<std::uint32_t> newer_format_{};
    Record record_;
};

}  // namespace magpie::agent::record
