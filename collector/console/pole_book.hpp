#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collector/alerts/watch.hpp"
#include "collector/console/event_book.hpp"
#include "collector/console/inventory.hpp"
#include "collector/console/maintenance.hpp"
#include "collector/console/mercator.hpp"
#include "collector/console/pole_state.hpp"
#include "collector/fleet/fleet.hpp"
#include "wire/time.hpp"

namespace magpie::collector::console {

/// One pole as the console shows it. Texts are empty where nobody said.
struct Pole {
    std::string area;
    std::string node;
    std::string name;              // of the inventory
    std::string site;              // of the inventory, else as the pole says
    std::string model;             // the same
    std::optional<Place> place{};  // the same
    std::optional<Place> told{};   // as the pole says
    State state = State::missing;
    bool maintenance = false;
    bool listed = false;           // in the inventory
    std::optional<UtcMs> since{};  // when the state began; none: before this process, and nobody wrote it down
};

/// What a look over the whole city needs of a pole, in 20 bytes.
struct PolePoint {
    std::uint32_t x = 0;  // Web Mercator (EPSG:3857), from west and from north, in 2^-32 of the earth
    std::uint32_t y = 0;
    std::uint32_t area = 0;
    State state = State::missing;
    bool placed = false;
    bool maintenance = false;
    bool gone = true;  // a free place
};

/// Every pole, heard or in the inventory, and how it is. Kept by rounds over the fleet in steps of some tenths of a
/// millisecond, each touching what has changed; what began and what ended goes into the event book. What readers go
/// through are two flat lists: 34,363 poles are looked through in less than a millisecond, so there is no tree.
///
/// One thread; owned by the Console; reads fleet, inventory and maintenance, which outlive it, and tells the fleet who
/// is in maintenance.
class PoleBook {
  public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    PoleBook(Fleet& fleet, const Inventory& inventory, const Maintenance& maintenance, EventBook& events);

    /// Goes on with the round, or begins the next; to be called some ten times a second.
    void step(const Now& now);
    /// A whole round at once, for a restart, and after people changed something they want to see.
    void round(const Now& now);
    /// The alarms that were open before a restart; before the first round.
    void restore_open_alarms();

    /// Complete rounds so far.
    [[nodiscard]] std::uint64_t rounds() const { return rounds_; }

    [[nodiscard]] std::uint32_t find(std::string_view area, std::string_view node) const;
    [[nodiscard]] const Pole& pole(std::uint32_t number) const { return records_[number].pole; }
    /// Nothing where it is only in the inventory.
    [[nodiscard]] std::optional<NodeIndex> node_of(std::uint32_t number) const;
    /// By number of the pole, as is what follows.
    [[nodiscard]] const std::vector<PolePoint>& points() const { return points_; }
    /// What is searched: all texts of a pole in small letters (of ASCII), a line each.
    [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }
    /// By PolePoint::area.
    [[nodiscard]] const std::vector<std::string>& areas() const { return areas_; }
    [[nodiscard]] std::optional<std::uint32_t> area(std::string_view name) const;

    /// Present, missing, unregistered, decommissioned.
    struct InventoryCounts {
        std::size_t present = 0;
        std::size_t missing = 0;
        std::size_t unregistered = 0;
        std::size_t decommissioned = 0;
    };
    [[nodiscard]] InventoryCounts inventory_counts() const;

  private:
    struct Alarm {
        const catalogue::Urgent* row = nullptr;  // null: of a device, or of the pole itself
        std::string what;
        std::string detail;
        EventNumber event{};
        Monotonic risen{};  // of Sign::rise
        bool holds = false;
    };
    struct Record {
        Pole pole;
        std::uint32_t place = none;  // in the fleet
        std::uint64_t serial = 0;    // of the node
        std::uint64_t shape = 0;     // serial of that of `rises`
        std::size_t info = 0;        // hash
        bool in_inventory = false;   // also of one that is only out of service
        bool decommissioned = false;
        std::vector<double> rises{};  // last values of the series that may rise, in the order of the watch
        std::vector<Alarm> alarms{};  // open
    };
    enum class Stage : std::uint8_t { rest, nodes, inventory };

    [[nodiscard]] bool look_at_nodes(const Now& now, std::size_t most);
    void look_at_inventory(const Now& now);
    void visit(std::uint32_t place, const Now& now);
    std::uint32_t take(const std::string& area, const std::string& node);
    void let_go(std::uint32_t number, const Now& now);
    void read_texts(std::uint32_t number);
    void look_for_alarms(Record& record, const Node& node, const Now& now);
    void look_at_series(Record& record, const Node& node, const Now& now);
    void raise(Record& record, const catalogue::Urgent* row, std::string_view what, std::string detail, UtcMs at,
               const Now& now, bool risen);
    void end_alarms(Record& record, const Now& now);
    void judge(std::uint32_t number, const Now& now);
    [[nodiscard]] State state_of(const Record& record) const;

    Fleet& fleet_;
    const Inventory& inventory_;
    const Maintenance& maintenance_;
    EventBook& events_;
    alerts::Watch watch_;

    Stage stage_ = Stage::rest;
    Monotonic next_round_{};
    std::uint64_t rounds_ = 0;
    std::uint32_t at_ = 0;
    std::uint64_t seen_inventory_ = 0;

    std::vector<Record> records_;
    std::vector<PolePoint> points_;
    std::vector<std::string> texts_;
    std::vector<std::uint32_t> free_;
    std::vector<std::uint32_t> by_place_;
    std::unordered_map<std::string, std::uint32_t> by_name_;
    std::vector<std::string> areas_;
    std::unordered_map<std::string, std::uint32_t> area_numbers_;
    std::unordered_map<std::string, std::vector<Alarm>> restored_;  // by name
};

}  // namespace magpie::collector::console
