// Where the segments of an outbox are kept when time passes and room gets scarce.

#include <algorithm>
#include <utility>

#include "agent/outbox/outbox.hpp"

namespace magpie::agent {

namespace {

/// After flash refused something; less where less may be lost.
constexpr Milliseconds longest_flash_pause{10'000};
/// Reports in one: beyond, a segment is dropped rather than thinned.
constexpr unsigned most_merged = 16;

}  // namespace

std::optional<Monotonic> Outbox::deadline() const {
    if (storage_.flash == nullptr) {
        return std::nullopt;
    }
    for (const auto& segment : segments_) {
        const auto unsafe = std::ranges::find_if(
            segment.waiting, [&, safe = safe(segment)](const auto& one) { return one.number > safe; });
        if (unsafe != segment.waiting.end()) {
            return std::max(unsafe->taken + settings_.flash_after, flash_again_);
        }
    }
    return std::nullopt;
}

void Outbox::tick(const Now& now) {
    const auto due = deadline();
    if (!due || now.mono < *due) {
        return;
    }
    for (auto& segment : segments_) {
        if (segment.in_memory() && segment.on_flash < segment.size && segment.last > safe(segment) && !flash(segment)) {
            flash_again_ = now.mono + std::min(longest_flash_pause, settings_.flash_after / 6);
            break;
        }
    }
    release_flashed();
    make_room();
}

bool Outbox::flash(Segment& segment) {
    const auto bytes = std::string_view(segment.bytes).substr(segment.on_flash);
    segment.has_flash_file = true;
    const auto written = storage_.flash->write(segment.name(), segment.on_flash, bytes, settings_.durable);
    if (!written) {
        note(counters_.flash_failures, written.error());
        if (written.error() == std::errc::no_space_on_device && segment.on_flash > 0) {
            return false;  // what is there is sound, and of no use but there
        }
        // Nobody knows what is there: anew from the start, into a new file if the old one goes.
        segment.on_flash = 0;
        remove_named(storage_.flash, {segment.name()}, counters_.flash_failures, false);
        return false;
    }
    counters_.flash_written += bytes.size();
    segment.on_flash = segment.size;
    segment.waiting.clear();
    return true;
}

/// What is closed and on flash is read from there.
void Outbox::release_flashed() {
    std::vector<std::string> names;
    for (auto& segment : segments_) {
        const bool is_open = open_ && &segment == &segments_.back();
        if (is_open || !segment.in_memory() || segment.on_flash < segment.size) {
            continue;
        }
        segment.bytes = std::string();
        if (segment.has_run_file) {
            names.push_back(segment.name());
            segment.has_run_file = false;
        }
    }
    remove_named(storage_.run, names, counters_.run_failures, false);
}

void Outbox::make_room() {
    const auto first = [&](auto&& holds) {
        // The newest report always stays.
        return std::ranges::find_if(segments_.begin(), std::prev(segments_.end()),
                                    [&](const Segment& one) { return !one.given_up && holds(one); });
    };
    const auto newest = [&] { return std::prev(segments_.end()); };
    while (bytes_in_memory() > settings_.memory_bytes) {
        const auto segment = first([](const Segment& one) { return one.in_memory(); });
        if (segment == newest()) {
            break;
        }
        if (storage_.flash != nullptr && flash(*segment)) {
            release_flashed();
        } else {
            drop(segment);
        }
    }
    while (bytes_on_flash() > settings_.flash_bytes) {
        const auto segment = first([](const Segment& one) { return one.on_flash > 0; });
        if (segment == newest()) {
            break;
        }
        if (!settings_.thin || !thin_one()) {
            drop(segment);
        }
    }
}

/// Merges the reports of the oldest segment among those that are on flash alone and were merged least, so that detail
/// goes everywhere before it goes further anywhere. False when there is none, or it could not be done.
bool Outbox::thin_one() {
    auto least = segments_.end();
    for (auto segment = segments_.begin(); segment != segments_.end(); ++segment) {
        const bool is_candidate = !segment->in_memory() && !segment->given_up && segment->merged < most_merged;
        if (is_candidate && (least == segments_.end() || segment->merged < least->merged)) {
            least = segment;
        }
    }
    if (least == segments_.end()) {
        return false;
    }
    const auto bytes = storage_.flash->read(least->name());
    if (!bytes) {
        note(counters_.flash_failures, bytes.error());
        return false;
    }
    Segment thin = *least;
    thin.bytes = thinned(*bytes);
    thin.size = thin.bytes.size();
    thin.on_flash = 0;
    thin.merged = 2 * least->merged;
    const auto content = read_segment(thin.bytes);
    // The old file goes when the new one is there: a power cut between leaves both, and what is told twice is known.
    if (content.first != least->first || content.last != least->last || !flash(thin)) {
        return false;
    }
    const std::vector<Segment> gone{std::move(*least)};
    thin.bytes = std::string();
    *least = std::move(thin);
    remove_files(gone);
    reading_ = {};
    ++counters_.thinned;
    return true;
}

void Outbox::drop(const std::deque<Segment>::iterator& segment) {
    const auto from = std::max(segment->first, next(safe(*segment)));
    const ReportRange range{from, segment->last};
    counters_.dropped += segment->last < from ? 0 : value(range.last) + 1 - value(range.first);
    const bool others = std::ranges::count(segments_, segment->epoch, &Segment::epoch) > 1;
    if (others || segment->epoch == epoch_) {
        const std::vector<Segment> gone{std::move(*segment)};
        segments_.erase(segment);
        remove_files(gone);
        return;
    }
    // Of an epoch that nothing is left of the collector would never hear: its numbers are told as lost.
    Segment rest{.place = segment->place, .epoch = segment->epoch, .first = range.first, .last = range.last};
    rest.has_run_file = segment->has_run_file;
    rest.has_flash_file = segment->has_flash_file;
    rest.given_up = true;
    record::append(rest.bytes, record::Head{rest.epoch, settings_.boot});
    (void)record::append(rest.bytes, record::Report{.range = range, .lost = true});
    rest.size = rest.bytes.size();
    const bool was_on_flash = segment->on_flash > 0;
    *segment = std::move(rest);
    mirror(*segment);
    if (was_on_flash) {
        (void)flash(*segment);
    }
}

}  // namespace magpie::agent
