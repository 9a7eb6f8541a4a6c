#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "collector/console/inventory.hpp"
#include "wire/time.hpp"

namespace magpie::collector::console {

enum class WindowId : std::uint64_t {};

/// A time in which people work at a pole, or at all of an area.
struct Window {
    std::string area;
    std::optional<std::string> node;  // none: all of the area
    UtcMs from{};
    UtcMs to{};
    std::string reason;
    std::string by;
    friend bool operator==(const Window&, const Window&) = default;
};

/// Maintenance windows, past and to come. A value; owned by the Console, on its thread.
class Maintenance {
  public:
    static constexpr std::size_t most_windows = 1000;
    /// For so long a window can be seen that is over.
    static constexpr std::chrono::hours kept{24 * 30};

    using Windows = std::map<WindowId, Window>;

    /// What was kept; what is open then began before.
    void restore(Windows windows, const Now& now);
    /// Nothing where there are too many.
    std::optional<WindowId> add(Window window);
    bool remove(WindowId id);
    /// Which windows are open now; those that ended long ago go. To be called before the rest is asked, a few times a
    /// second. True when others are open than before.
    bool look(const Now& now);

    /// Whether people work there, by the last look. Asked of every pole of the city, so it looks at no list.
    [[nodiscard]] bool holds(std::string_view area, std::string_view node) const;
    [[nodiscard]] const Windows& windows() const { return windows_; }
    [[nodiscard]] std::size_t open() const { return open_.size(); }
    [[nodiscard]] const Window* find(WindowId id) const;

    /// Ids of what has changed since the last call: what is found no more was dropped.
    [[nodiscard]] std::set<WindowId> take_changes();
    /// What began and what ended since the last call, by look().
    struct Turns {
        std::vector<Window> began;
        std::vector<Window> ended;
    };
    [[nodiscard]] Turns take_turns();

  private:
    void find_places();

    Windows windows_;
    std::set<WindowId> open_;
    std::unordered_set<std::string> areas_;  // with all that is in them
    std::unordered_set<std::string> nodes_;  // `area/node`
    std::set<WindowId> changes_;
    Turns turns_;
    std::uint64_t last_id_ = 0;
};

}  // namespace magpie::collector::console
