// What an outbox gives up, and when, as room gets scarce.

#include <algorithm>
#include <utility>

#include "agent/outbox/outbox.hpp"

namespace magpie::agent {

/// What is closed and on flash is read from there.
void Outbox::release_flashed() {
    std::vector<std::string> names;
    for (auto& segment : segments_) {
        const bool is_open = open_ && &segment == &segments_.back();
        if (is_open || !segment.in_memory() || !segment.lasts()) {
            continue;
        }
        segment.bytes = std::string();
        if (segment.has_run_file) {
            names.push_back(segment.name());
            segment.has_run_file = false;
        }
    }
    remove_from_run(names);
}

void Outbox::make_room(const Now& now) {
    use_flash(now);
    if (segments_.empty()) {
        return;
    }
    const auto oldest_that = [&](auto&& holds) {
        // The newest report always stays.
        return std::ranges::find_if(segments_.begin(), std::prev(segments_.end()),
                                    [&](const Segment& one) { return !one.given_up && holds(one); });
    };
    const auto newest = [&] { return std::prev(segments_.end()); };
    const auto in_memory = [](const Segment& one) { return one.in_memory(); };
    // Some way before it is full, for nobody knows how long flash takes.
    while (storage_.flash != nullptr && bytes_in_memory() > settings_.memory_bytes / 4 * 3 &&
           now.mono >= flash_again_) {
        const auto segment = oldest_that(in_memory);
        if (asked_ || segment == newest()) {
            break;
        }
        due_.push_front(segment->name());
        use_flash(now);
        if (segment->in_memory()) {
            break;
        }
    }
    while (bytes_in_memory() > settings_.memory_bytes) {
        auto segment =
            oldest_that([&](const Segment& one) { return one.in_memory() && !(asked_ && asked_->name == one.name()); });
        if (segment == newest()) {
            segment = oldest_that(in_memory);
        }
        if (segment == newest()) {
            break;
        }
        drop(segment, now);
    }
    while (bytes_on_flash() > settings_.flash_bytes) {
        if (settings_.thin) {
            if (asked_) {
                break;  // what is under way may make room
            }
            if (!std::exchange(thinning_failed_, false) && thin_one()) {
                use_flash(now);
                continue;
            }
        }
        const auto segment = oldest_that([](const Segment& one) { return one.on_flash > 0; });
        if (segment == newest()) {
            break;
        }
        drop(segment, now);
    }
}

void Outbox::drop(const std::deque<Segment>::iterator& segment, const Now& now) {
    const auto from = std::max(segment->first, next(safe(*segment)));
    const ReportRange range{from, segment->last};
    counters_.dropped += segment->last < from ? 0 : value(range.last) + 1 - value(range.first);
    const bool others = std::ranges::count(segments_, segment->epoch, &Segment::epoch) > 1;
    if (others || segment->epoch == epoch_) {
        const std::vector<Segment> gone{std::move(*segment)};
        segments_.erase(segment);
        remove_files(gone);
        use_flash(now);
        return;
    }
    // Of an epoch that nothing is left of the collector would never hear: its numbers are told as lost.
    Segment rest{.place = segment->place, .epoch = segment->epoch, .first = range.first, .last = range.last};
    rest.has_run_file = segment->has_run_file;
    rest.has_flash_file = segment->has_flash_file;
    rest.given_up = true;
    rest.merged = segment->merged;
    record::append(rest.bytes, record::Head{rest.epoch, settings_.boot});
    (void)record::append(rest.bytes, record::Report{.range = range, .lost = true});
    rest.size = rest.bytes.size();
    const bool was_on_flash = segment->on_flash > 0;
    *segment = std::move(rest);
    mirror(*segment);
    if (asked_ && asked_->name == segment->name()) {
        asked_->overtaken = true;
    }
    if (was_on_flash) {
        due_.push_front(segment->name());
    }
    use_flash(now);
}

}  // namespace magpie::agent
