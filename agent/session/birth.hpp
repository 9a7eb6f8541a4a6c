#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/report/reporter.hpp"
#include "wire/report/header.hpp"

namespace magpie::agent {

/// The list of series as the last birth gave it: what data of this connection is encoded with. The alias of a series is
/// its place in the list, from 1; alias 0 is the report header.
class Birth {
  public:
    Birth() = default;
    explicit Birth(const std::vector<Series>& series);

    /// Hash of the list (wire/report/shape.hpp).
    [[nodiscard]] std::uint64_t shape() const { return shape_; }
    /// 0 when the birth does not name the series.
    [[nodiscard]] std::uint32_t alias(SeriesId series) const {
        const auto id = static_cast<std::size_t>(series);
        return id < slots_.size() ? slots_[id].alias : 0;
    }
    [[nodiscard]] sparkplug::DataType type(SeriesId series) const {
        return slots_[static_cast<std::size_t>(series)].type;
    }

  private:
    struct Slot {
        std::uint32_t alias = 0;
        sparkplug::DataType type = sparkplug::DataType::unknown;
    };
    std::vector<Slot> slots_;
    std::uint64_t shape_ = 0;
};

/// NBIRTH: bdSeq, the commands the node takes, the header, then every series with type, labels, unit and its present
/// value.
[[nodiscard]] std::string encode_birth(const std::vector<Series>& series, const ReportHeader& header, std::uint8_t seq,
                                       std::uint8_t bd_seq, const Now& now);

/// NDEATH, as a will or on leaving: bdSeq alone, no seq.
[[nodiscard]] std::string encode_death(std::uint8_t bd_seq, const Now& now);

/// DBIRTH: what the device says it is, as two String metrics. What it measures is in the reports of its node, which are
/// numbered and kept; a host that knows no Magpie learns of its life here.
[[nodiscard]] std::string encode_device_birth(const Device& device, std::uint8_t seq, const Now& now);

/// DDEATH: nothing but its time.
[[nodiscard]] std::string encode_device_death(std::uint8_t seq, const Now& now);

/// NDATA: the header and the samples of one report by alias. Wall times are those of `now` less the report's age.
[[nodiscard]] std::string encode_data(const Report& report, const Birth& birth, const ReportHeader& header,
                                      std::uint8_t seq, const Now& now);

}  // namespace magpie::agent
