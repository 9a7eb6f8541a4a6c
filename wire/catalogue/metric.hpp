#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace magpie::catalogue {

/// Prometheus metric types; `info` is a gauge that is always 1 and whose labels are the content.
enum class Kind : std::uint8_t { gauge, counter, histogram, info };

/// Base units of Prometheus; particles are in micrograms, as every limit of the law is. `boolean` is 0 or 1;
/// `timestamp` is seconds since 1970.
enum class Unit : std::uint8_t {
    none,
    boolean,
    bytes,
    seconds,
    timestamp,
    ratio,
    celsius,
    bytes_per_second,
    hertz,
    dbm,
    decibels,
    lux,
    volts,
    amperes,
    watts,
    degrees,
    meters_per_second,
    meters_per_second_squared,
    grams_per_cubic_meter,
};

/// What one series says of its row: all of it, or of a histogram a bucket (with the label `le` behind those of the
/// row), the sum or the number of what was observed.
enum class Part : std::uint8_t { whole, bucket, sum, count };

/// Who asks for a metric: the reason it exists.
enum class Reader : std::uint8_t { network_operator, technician, planner };

/// What is believable, both ends included. What lies outside is refused at ingest and counted.
struct Bounds {
    double low;
    double high;
};

inline constexpr std::size_t max_labels = 7;

/// One row of the catalogue. `name` is the full Prometheus name; `labels` are those besides `area` and `node`, unused
/// ones empty.
struct Metric {
    std::string_view name;
    Kind kind;
    Unit unit;
    std::array<std::string_view, max_labels> labels;
    Bounds sane;
    Reader asked_by;
    std::string_view help;
    std::span<const double> buckets{};

    [[nodiscard]] constexpr std::size_t label_count() const {
        std::size_t count = 0;
        while (count < labels.size() && !labels[count].empty()) {
            ++count;
        }
        return count;
    }
};

}  // namespace magpie::catalogue
