#include "collector/console/event_book.hpp"

#include <algorithm>
#include <utility>

namespace magpie::collector::console {

namespace {

bool is_asked_for(const Event& event, const EventFilter& filter) {
    return (!filter.from || event.time >= *filter.from) && (!filter.to || event.time < *filter.to) &&
           (filter.area.empty() || event.area == filter.area) && (filter.node.empty() || event.node == filter.node) &&
           (!filter.kind || event.kind == *filter.kind);
}

}  // namespace

void EventBook::restore(std::vector<Event> events) {
    events_.assign(std::make_move_iterator(events.begin()), std::make_move_iterator(events.end()));
    last_ = events_.empty() ? 0 : static_cast<std::uint64_t>(events_.back().number);
    while (events_.size() > limits_.most) {
        events_.pop_front();
    }
}

EventNumber EventBook::add(Event event) {
    if (events_.size() >= limits_.most) {
        events_.pop_front();
    }
    event.number = EventNumber{++last_};
    changes_.insert(event.number);
    return events_.emplace_back(std::move(event)).number;
}

void EventBook::end(EventNumber alarm, UtcMs at) {
    const auto found = std::ranges::lower_bound(events_, alarm, {}, &Event::number);
    if (found != events_.end() && found->number == alarm) {
        found->until = at;
        changes_.insert(alarm);
    }
}

void EventBook::look(const Now& now) {
    while (!events_.empty() && events_.front().time + limits_.kept < now.wall) {
        events_.pop_front();
    }
}

const Event* EventBook::find(EventNumber number) const {
    const auto found = std::ranges::lower_bound(events_, number, {}, &Event::number);
    return found != events_.end() && found->number == number ? &*found : nullptr;
}

std::vector<const Event*> EventBook::find(const EventFilter& filter, std::optional<EventNumber> after,
                                          std::size_t most) const {
    std::vector<const Event*> found;
    auto end = events_.end();
    if (after) {
        end = std::ranges::lower_bound(events_, *after, {}, &Event::number);
    }
    for (auto at = std::make_reverse_iterator(end); at != events_.rend() && found.size() < most; ++at) {
        if (is_asked_for(*at, filter)) {
            found.push_back(&*at);
        }
    }
    return found;
}

std::set<EventNumber> EventBook::take_changes() {
    return std::exchange(changes_, {});
}

EventNumber EventBook::first() const {
    return events_.empty() ? EventNumber{last_ + 1} : events_.front().number;
}

}  // namespace magpie::collector::console
