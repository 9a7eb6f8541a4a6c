#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "collector/rollup/totals.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// The city in sums: of each area by type of site and by site, as collector/rollup/rules.hpp says. A round goes through
/// the fleet every ten seconds, in steps, and what it found is shown once it is complete. Counters are summed by their
/// increments, so that a total never falls when a node dies; what a node counted since the last round before its death
/// is in none.
///
/// One thread; owned by `app`; reads the fleet, which outlives it.
class Rollup {
  public:
    explicit Rollup(const Fleet& fleet);

    /// Goes on with the round, or begins the next; to be called some ten times a second.
    void step(const Now& now);

    /// The page of the last complete round, in the text format.
    [[nodiscard]] std::string page() const;

  private:
    /// A series of a shape that goes into a total.
    struct Part {
        std::uint32_t slot;
        std::uint32_t totals;  // place in totals_
        std::string head;      // `magpie_rollup_client_signal_dbm_bucket{`
        std::string kept;      // `,band="5GHz",le="-70"`
        std::uint32_t before;  // of a counter: place in a row of `before`
        bool by_site;
    };
    static constexpr std::uint32_t no_counter = std::numeric_limits<std::uint32_t>::max();

    /// What is remembered of a shape from round to round.
    struct Watched {
        std::uint64_t serial = 0;
        std::vector<Part> parts;
        std::size_t counters = 0;
        std::vector<std::uint64_t> rows;  // serials, as last seen
        std::vector<double> before;       // rows x counters
    };
    /// Whose sums a node is in: texts as they stand in a line, `area="mapo",site_type="park"`.
    struct Groups {
        std::uint64_t serial = 0;  // of the node
        std::size_t info = 0;      // hash of what it told of itself
        std::uint32_t type = 0;
        std::uint32_t site = 0;
        std::uint64_t lost = 0;  // reports, as last seen
    };
    enum class Stage : std::uint8_t { rest, shapes, nodes };

    void begin();
    [[nodiscard]] bool shapes(std::size_t budget);
    [[nodiscard]] bool nodes(std::size_t budget);
    void complete();
    void watch(const Shape& shape, Watched& watched) const;
    void row(const Shape& shape, std::uint32_t row, Watched& watched);
    [[nodiscard]] Groups& groups_of(std::uint32_t node);
    [[nodiscard]] std::uint32_t intern(std::string text);
    [[nodiscard]] const std::vector<std::uint32_t>& places(const Watched& watched, std::uint32_t group, bool by_site);

    const Fleet& fleet_;
    std::vector<Totals> totals_;
    std::uint32_t node_totals_ = 0;  // places of those that are counted from what the collector knows
    std::uint32_t site_node_totals_ = 0;
    std::uint32_t lost_totals_ = 0;

    Stage stage_ = Stage::rest;
    Monotonic next_round_{};
    std::size_t budget_ = 0;
    std::size_t shape_ = 0;
    std::uint32_t row_ = 0;
    std::size_t node_ = 0;

    std::vector<Watched> watched_;  // by place of the shape
    std::vector<Groups> groups_;    // by place of the node
    std::vector<std::string> group_texts_;
    std::unordered_map<std::string, std::uint32_t> groups_by_text_;
    /// By serial of the shape, group, and whether by site: where each of its parts goes.
    std::map<std::tuple<std::uint64_t, std::uint32_t, bool>, std::vector<std::uint32_t>> places_;
    std::string line_;
};

}  // namespace magpie::collector
