#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "agent/report/readings.hpp"
#include "agent/report/report.hpp"
#include "wire/catalogue/urgent.hpp"
#include "wire/sparkplug/datatype.hpp"

namespace magpie::agent {

/// One series as its birth describes it, with the value last reported.
struct Series {
    SeriesId id;
    std::size_t metric;  // row of the catalogue
    std::vector<std::string> labels;
    std::string path;  // name on the wire
    sparkplug::DataType type;
    std::optional<double> value;  // nothing: gone
    catalogue::Part part = catalogue::Part::whole;
    const catalogue::Urgent* urgent = nullptr;  // what it is a sign of, if of anything
};

/// Turns what the sources saw into reports: gives each series its identity, leaves out what did not change, says once
/// what is gone. One thread; owned by the Agent.
class Reporter {
  public:
    /// Series beyond `most` are not reported and counted; a collector refuses a node with more than it allows.
    explicit Reporter(std::size_t most = 1000) : most_(most) {}

    /// Urgent is also a report in which a series becomes the sign of an urgent event.
    [[nodiscard]] Report close(const Readings& readings, const Now& now, bool whole, bool urgent);

    /// All series a birth names: every one that has a value, and those gone that a held report still mentions.
    [[nodiscard]] const std::vector<Series>& series() const { return series_; }
    /// Series ever named; once it differs from what it was at the last birth, data needs a new birth first.
    [[nodiscard]] std::uint32_t ever_named() const { return next_id_; }

    /// Null when no birth names it any more.
    [[nodiscard]] const Series* find(SeriesId series) const;
    /// The series that a run before this one named so: gone, unless it is seen again. Nothing when the catalogue does
    /// not know it, or there is no room.
    [[nodiscard]] std::optional<SeriesId> adopt(std::string_view metric, catalogue::Part part,
                                                const std::vector<std::string>& labels);

    [[nodiscard]] bool some_are_gone() const;
    /// Drops gone series that no report mentions any more (`mentioned` by id), so that interfaces that come and go do
    /// not fill the list. Only between connections: within one the list never shrinks.
    void forget_gone(const std::vector<bool>& mentioned);

    /// Readings that were not reported, by reason.
    [[nodiscard]] const std::map<std::string_view, std::uint64_t>& discarded() const { return discarded_; }

  private:
    std::optional<std::size_t> place_of(const Reading& reading);

    std::size_t most_;
    std::uint32_t next_id_ = 0;
    std::vector<Series> series_;
    std::unordered_map<std::string, std::size_t> places_;  // row, part and labels -> index in series_
    std::string key_;
    std::vector<bool> seen_;
    std::map<std::string_view, std::uint64_t> discarded_;
};

}  // namespace magpie::agent
