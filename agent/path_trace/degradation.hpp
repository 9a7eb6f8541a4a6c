#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/path_trace/segment.hpp"
#include "agent/path_trace/way_quality.hpp"
#include "agent/probe/outcome.hpp"
#include "agent/report/readings.hpp"

namespace magpie::agent {

/// Where a way is sick that still passes packets on: of the pings of targets, and of the paths that STAMP measures, as
/// the other sources have written of them for the same report. Once one of them is bad, the others are heard before
/// anybody is blamed: of each as many packets as tell a few per cent, sent since it began. An interruption is no loss:
/// a run of five or more that are lost one after the other is left out, for it is a target that is not reached. A
/// value.
class Degradation {
  public:
    explicit Degradation(const QualitySettings& settings) : settings_(settings) {}

    /// A target that is pinged; its number.
    [[nodiscard]] std::size_t add_pinged(std::string name, TargetClass far);
    void pinged(std::size_t target, const probe::Outcome& outcome, const Now& now);
    /// What STAMP has found since the last look.
    void look(const Readings& readings, const Now& now);
    void judge(const Now& now);

    /// As of the last judgement, of what is worst: loss, then delay. Unknown while nothing is bad.
    [[nodiscard]] const Findings& findings() const { return findings_; }
    /// Of classes of which STAMP measures paths: whether any of them answered within its last window.
    [[nodiscard]] const Findings& reached() const { return reached_; }
    /// Who says so of a class, and what, for a person.
    [[nodiscard]] std::string text(TargetClass far) const;

  private:
    struct Line {
        std::string name;
        TargetClass far;
        WayQuality quality;
        std::uint32_t run = 0;  // pings lost one after the other so far
    };
    /// Totals of a path of STAMP at the last look.
    struct Path {
        std::size_t line = 0;
        double received = 0;
        double lost = 0;
        std::optional<std::pair<double, double>> lost_ways{};
        std::optional<bool> answered{};  // within the last window; nothing before the first has ended
    };
    /// What is written of one for this report.
    struct Told {
        Path totals{};
        double longest_burst = 0;
        std::optional<double> round_trip{};
    };
    using Key = std::pair<std::string, std::string>;  // target and class

    [[nodiscard]] static std::map<Key, Told> told(const Readings& readings);
    void take(const Key& key, const Told& told, const Now& now);
    [[nodiscard]] Findings findings_of(Ailment ailment) const;
    [[nodiscard]] bool has_everybody_said(Ailment ailment, Monotonic since, const Now& now) const;

    QualitySettings settings_;
    std::vector<Line> lines_;
    std::map<Key, Path> paths_;
    /// Since when something is bad; and whether all others have been heard since.
    struct Course {
        std::optional<Monotonic> since{};
        bool heard = false;
    };
    std::array<Course, ailment_count> courses_{};
    Findings findings_{};
    Findings reached_{};
    Ailment worst_ = Ailment::loss;
};

}  // namespace magpie::agent
