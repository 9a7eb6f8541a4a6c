#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "wire/time.hpp"

namespace magpie::collector::console {

enum class EventKind : std::uint8_t { event, alarm, recovery };
inline constexpr std::string_view event_kind_words[] = {"event", "alarm", "recovery"};

enum class EventNumber : std::uint64_t {};

/// One thing that happened. Texts are plain (wire/text.hpp).
struct Event {
    EventNumber number{};  // ascending
    UtcMs time{};
    EventKind kind{};
    std::string area;  // empty: all of the city
    std::string node;  // empty: of the area, or of what several share
    std::string what;  // as event_words() knows it
    std::string alert{};
    std::string detail{};
    std::optional<UtcMs> until{};  // of an alarm that is over
    friend bool operator==(const Event&, const Event&) = default;
};

/// Which events are asked for.
struct EventFilter {
    std::optional<UtcMs> from{};
    std::optional<UtcMs> to{};
    std::string area{};
    std::string node{};
    std::optional<EventKind> kind{};
};

struct EventLimits {
    std::size_t most = 100'000;
    std::chrono::hours kept{24 * 90};
};

/// What happened lately, bounded by number and age. A value; owned by the Console, on its thread.
class EventBook {
  public:
    explicit EventBook(const EventLimits& limits) : limits_(limits) {}

    /// What was kept, oldest first.
    void restore(std::vector<Event> events);
    /// Gives it its number.
    EventNumber add(Event event);
    /// An alarm is over. One that is forgotten already counts for nothing.
    void end(EventNumber alarm, UtcMs at);
    /// Forgets what is too old.
    void look(const Now& now);

    /// Oldest first.
    [[nodiscard]] const std::deque<Event>& all() const { return events_; }
    [[nodiscard]] const Event* find(EventNumber number) const;
    /// The newest first, of numbers below `after` (none: all), at most so many.
    [[nodiscard]] std::vector<const Event*> find(const EventFilter& filter, std::optional<EventNumber> after,
                                                 std::size_t most) const;

    /// Numbers of what is new or has changed since the last call.
    [[nodiscard]] std::set<EventNumber> take_changes();
    /// All below are forgotten.
    [[nodiscard]] EventNumber first() const;

  private:
    EventLimits limits_;
    std::deque<Event> events_;
    std::set<EventNumber> changes_;
    std::uint64_t last_ = 0;
};

}  // namespace magpie::collector::console
