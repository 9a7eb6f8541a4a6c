// What runs of the agent before this one left in an outbox.

#include <algorithm>
#include <set>
#include <utility>

#include "agent/outbox/joined.hpp"
#include "agent/outbox/outbox.hpp"

namespace magpie::agent {

namespace {

constexpr auto position_name = "position";

std::string head_of(Epoch epoch, const std::string& boot) {
    std::string bytes;
    record::append(bytes, record::Head{epoch, boot});
    return bytes;
}

/// Reports, or what they mean.
bool tells_more(const SegmentContent& one, const SegmentContent& other) {
    const auto named = [](const SegmentContent& content) {
        std::set<std::uint32_t> places;
        std::ranges::for_each(content.series, [&](const auto& series) { places.insert(series.place); });
        return places.size();
    };
    return one.reports.size() > other.reports.size() || named(one) > named(other) ||
           (other.boot.empty() && !one.boot.empty());
}

}  // namespace

/// The last number given out, which no segment tells once its reports are safe, or while tmpfs is full: the file has
/// its page from the start, and what is written anew of it takes no room.
void Outbox::keep_position() {
    if (storage_.run == nullptr || settings_.boot.empty()) {
        return;
    }
    auto bytes = head_of(epoch_, settings_.boot);
    const auto head = bytes.size();
    const ReportRange last{epochs_.back().last, epochs_.back().last};
    (void)record::append(bytes, record::Report{.range = last, .lost = true});
    const auto from = has_position_ ? head : 0;
    const auto written = storage_.run->write(position_name, from, std::string_view(bytes).substr(from), false);
    has_position_ = written.has_value();
    if (!written) {
        note(counters_.run_failures, written.error());
    }
}

void Outbox::go_on() {
    const auto bytes = storage_.run != nullptr ? storage_.run->read(position_name) : std::string();
    if (!bytes) {
        return;  // counted when it is written
    }
    record::Reader reader(*bytes);
    const auto* one = reader.next();
    const auto* found = one != nullptr ? std::get_if<record::Head>(one) : nullptr;
    if (found == nullptr || found->boot != settings_.boot || found->boot.empty() || found->epoch == Epoch{}) {
        return;
    }
    const auto epoch = found->epoch;
    one = reader.next();
    const auto* last = one != nullptr ? std::get_if<record::Report>(one) : nullptr;
    if (last != nullptr) {
        epoch_ = epoch;
        epochs_ = {{.epoch = epoch, .last = last->range.last}};
        has_position_ = bytes->starts_with(head_of(epoch, settings_.boot));
    }
}

void Outbox::recover() {
    go_on();
    std::map<SegmentName, Segment> found;
    const auto look = [&](auto* storage, bool Segment::*has_file) {
        for (const auto& name : storage != nullptr ? storage->names() : std::vector<std::string>()) {
            if (const auto parsed = parse_segment_name(name)) {
                auto& segment = found[*parsed];
                segment.place = parsed->place;
                segment.epoch = parsed->epoch;
                segment.merged = parsed->merged;
                segment.*has_file = true;
            }
        }
    };
    look(storage_.run, &Segment::has_run_file);
    look(storage_.flash, &Segment::has_flash_file);
    std::map<std::string, Milliseconds> clocks;
    std::vector<std::string> boots;
    for (auto& [name, segment] : found) {
        next_place_ = segment.place + 1;
        recover_segment(std::move(segment), boots, clocks);
    }
    // The clock may have become known late in a boot; its monotonic time dates what was written before that.
    for (std::size_t i = 0; i < segments_.size(); ++i) {
        if (const auto clock = clocks.find(boots[i]); clock != clocks.end() && !boots[i].empty()) {
            segments_[i].clock = clock->second;
        }
    }
    while (epochs_.size() > most_earlier_epochs + 1) {
        forget_smallest();
    }
}

void Outbox::recover_segment(Segment segment, std::vector<std::string>& boots,
                             std::map<std::string, Milliseconds>& clocks) {
    bool is_unread = false;
    const auto bytes_of = [&](auto* storage, Failures& failures) {
        auto bytes = storage != nullptr ? storage->read(segment.name()) : std::string();
        if (!bytes) {
            note(failures, bytes.error());
            is_unread = true;
        }
        return bytes.value_or(std::string());
    };
    auto in_run = bytes_of(storage_.run, counters_.run_failures);
    const auto on_flash = bytes_of(storage_.flash, counters_.flash_failures);
    auto content = read_segment(in_run);
    auto other = read_segment(on_flash);
    if (content.newer_format || other.newer_format) {
        ++counters_.left_alone;  // whoever goes back to that version finds its reports there
        return;
    }
    bool from_run = content.reports.size() >= other.reports.size() && !content.reports.empty();
    if (!from_run) {
        std::swap(content, other);
    }
    const auto damaged = content.damaged;
    bool is_joined = false;
    // A record that is gone to the byte leaves no damage to see.
    const bool has_all =
        std::ranges::includes(content.reports, other.reports, {}, &TakenReport::number, &TakenReport::number);
    if ((damaged + other.damaged > 0 || !has_all) && !in_run.empty() && !on_flash.empty()) {
        auto bytes = joined(in_run, on_flash);
        auto of_both = read_segment(bytes);
        is_joined = tells_more(of_both, content);
        if (is_joined) {
            in_run = std::move(bytes);
            content = std::move(of_both);
            from_run = true;
        }
    }
    counters_.damaged += damaged;
    if (content.reports.empty()) {
        if (!is_unread) {
            remove_files({std::move(segment)});
        }
        return;  // what could not be read may be there the next time
    }
    segment.first = content.first;
    segment.last = content.last;
    segment.size = content.sound_end;
    if (from_run) {
        in_run.resize(content.sound_end);
        segment.bytes = std::move(in_run);
        segment.in_run = is_joined ? 0 : segment.size;
        segment.on_flash = segment.bytes.starts_with(on_flash) ? on_flash.size() : 0;
    } else {
        segment.on_flash = content.sound_end;
    }
    segment.of_earlier_boot = content.boot.empty() || content.boot != settings_.boot;
    segment.clock = content.clock;
    if (content.clock) {
        clocks[content.boot] = *content.clock;
    }
    // A run that was killed while it wrote may have left it in the system's cache, which the power would take.
    const bool may_be_in_cache = from_run && segment.has_flash_file && !segment.of_earlier_boot;
    if (segment.on_flash < segment.size || may_be_in_cache) {
        segment.waiting.assign(content.reports.begin(), content.reports.end());
        if (segment.of_earlier_boot) {
            // tmpfs that outlived a boot is none; what is there is old enough.
            std::ranges::for_each(segment.waiting, [](auto& one) { one.taken = Monotonic{}; });
        }
    }
    for (const auto& series : content.series) {
        if (series.place >= segment.series.size()) {
            segment.series.resize(series.place + 1);
        }
        segment.series[series.place] = reporter_.adopt(series.metric, series.part, series.labels);
    }
    auto* held = find(segment.epoch);
    if (held == nullptr) {
        held = &*epochs_.insert(std::prev(epochs_.end()), HeldEpoch{.epoch = segment.epoch});
    }
    held->last = std::max(held->last, segment.last);
    if (is_joined) {
        mirror(segment);
    }
    segments_.push_back(std::move(segment));
    boots.push_back(content.boot);
}

/// A pole that starts again and again must not lose the long outage before for it.
void Outbox::forget_smallest() {
    std::map<Epoch, std::uint64_t> held;
    for (const auto& segment : segments_) {
        held[segment.epoch] += value(segment.last) + 1 - value(segment.first);
    }
    const auto ended = std::prev(epochs_.end());
    const auto epoch = std::min_element(epochs_.begin(), ended, [&](const auto& one, const auto& other) {
                           return held[one.epoch] < held[other.epoch];
                       })->epoch;
    std::vector<Segment> gone;
    for (auto& segment : segments_) {
        if (segment.epoch == epoch) {
            counters_.dropped += value(segment.last) + 1 - value(segment.first);
            gone.push_back(std::move(segment));
        }
    }
    std::erase_if(segments_, [&](const Segment& one) { return one.epoch == epoch; });
    std::erase_if(epochs_, [&](const HeldEpoch& one) { return one.epoch == epoch; });
    remove_files(gone);
}

}  // namespace magpie::agent
