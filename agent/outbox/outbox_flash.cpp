// What an outbox asks of flash, and what it makes of the answers. A write there may stand for seconds; meanwhile
// reports are committed, acknowledged and dropped.

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
    if (storage_.flash == nullptr || asked_) {
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
    if (storage_.flash == nullptr) {
        return;
    }
    use_flash(now);
    if (const auto due = deadline(); due && now.mono >= *due) {
        for (const auto& segment : segments_) {
            if (wants_flash(segment)) {
                due_.push_back(segment.name());
            }
        }
        use_flash(now);
    }
    make_room(now);
}

bool Outbox::wants_flash(const Segment& segment) const {
    return segment.in_memory() && !segment.lasts() && segment.last > safe(segment);
}

/// Asks for all that is to be removed and written, as far as flash follows. What is to go comes first: it makes room.
void Outbox::use_flash(const Now& now) {
    for (settle(now); !asked_ && !(leavings_.empty() && due_.empty()); settle(now)) {
        if (!leavings_.empty()) {
            asked_ = Asked{};
            // Whoever finds a file again after the power was away would send it again.
            storage_.flash->remove(std::exchange(leavings_, {}), settings_.durable);
            continue;
        }
        const auto segment = std::ranges::find(segments_, due_.front(), &Segment::name);
        due_.pop_front();
        if (segment != segments_.end() && wants_flash(*segment)) {
            segment->has_flash_file = true;
            auto name = segment->name();
            auto bytes = segment->bytes.substr(segment->on_flash);
            asked_ = Asked{.name = name, .size = segment->size, .written = bytes.size(), .last = segment->last};
            storage_.flash->write(std::move(name), segment->on_flash, std::move(bytes), settings_.durable);
        }
    }
}

/// Hears how what was asked for has ended, if it has.
void Outbox::settle(const Now& now) {
    const auto ended = asked_ ? storage_.flash->ended() : std::nullopt;
    if (!ended) {
        return;
    }
    const auto asked = *std::exchange(asked_, std::nullopt);
    if (!*ended) {
        note(counters_.flash_failures, ended->error());
    }
    if (asked.name.empty()) {
        return;  // removals; what would not go is found again by the next run
    }
    if (*ended) {
        counters_.flash_written += asked.written;
    } else {
        flash_again_ = now.mono + std::min(longest_flash_pause, settings_.flash_after / 6);
        due_.clear();
    }
    // It may be gone: then its file goes, too, for that was asked for meanwhile.
    const auto segment = std::ranges::find(segments_, asked.name, &Segment::name);
    if (!asked.thinned.empty()) {
        settle_thinned(segment, asked, ended->has_value());
    } else if (segment != segments_.end()) {
        settle_written(*segment, asked, *ended);
    }
}

void Outbox::settle_written(Segment& segment, const Asked& asked, const Flash::Ended& ended) {
    if (asked.overtaken) {
        due_.push_front(asked.name);
        return;
    }
    if (ended) {
        segment.on_flash = asked.size;
        while (!segment.waiting.empty() && segment.waiting.front().number <= asked.last) {
            segment.waiting.pop_front();
        }
        release_flashed();
        return;
    }
    if (ended.error() == std::errc::no_space_on_device && segment.on_flash > 0) {
        return;  // what is there is sound, and of no use but there
    }
    // Nobody knows what is behind it, or whether that place can be written at all: all of it anew, elsewhere. Until
    // then what is there outlives the power.
    segment.on_flash = 0;
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
    auto thin = thinned(*bytes);
    const auto content = read_segment(thin);
    if (content.first != least->first || content.last != least->last) {
        return false;
    }
    const Segment other{.place = least->place, .epoch = least->epoch, .merged = 2 * least->merged};
    asked_ = Asked{.name = least->name(), .thinned = other.name(), .size = thin.size(), .written = thin.size()};
    storage_.flash->write(other.name(), 0, std::move(thin), settings_.durable);
    return true;
}

/// The old file goes when the new one is there: a power cut between leaves both, and what is told twice is known.
void Outbox::settle_thinned(const std::deque<Segment>::iterator& segment, const Asked& asked, bool is_there) {
    thinning_failed_ = !is_there;
    if (!is_there || asked.overtaken || segment == segments_.end()) {
        leavings_.push_back(asked.thinned);
        return;
    }
    leavings_.push_back(asked.name);
    if (std::exchange(segment->has_run_file, false)) {
        remove_from_run({asked.name});
    }
    segment->merged *= 2;
    segment->size = segment->on_flash = asked.size;
    reading_ = {};
    ++counters_.thinned;
}

}  // namespace magpie::agent
