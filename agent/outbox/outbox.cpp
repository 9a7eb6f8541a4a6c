#include "agent/outbox/outbox.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent {

namespace {

/// A segment on flash, and one that never went there and is small so that what is safe leaves memory soon.
constexpr std::size_t flash_segment = 256 * 1024;
constexpr std::size_t memory_segment = 64 * 1024;

}  // namespace

Outbox::Outbox(Epoch epoch, OutboxSettings settings, Reporter& reporter, OutboxStorage storage)
    : epoch_(epoch), settings_(std::move(settings)), reporter_(reporter), storage_(storage), epochs_{{epoch}} {}

Outbox::HeldEpoch* Outbox::find(Epoch epoch) {
    const auto found = std::ranges::find(epochs_, epoch, &HeldEpoch::epoch);
    return found == epochs_.end() ? nullptr : &*found;
}

const Outbox::HeldEpoch* Outbox::find(Epoch epoch) const {
    const auto found = std::ranges::find(epochs_, epoch, &HeldEpoch::epoch);
    return found == epochs_.end() ? nullptr : &*found;
}

ReportNumber Outbox::oldest(const HeldEpoch& epoch) const {
    const auto first = std::ranges::find_if(
        segments_, [&](const Segment& one) { return one.epoch == epoch.epoch && one.last > epoch.safe; });
    return first == segments_.end() ? next(epoch.last) : std::max(first->first, next(epoch.safe));
}

ReportNumber Outbox::safe(const Segment& segment) const {
    const auto* epoch = find(segment.epoch);
    return epoch != nullptr ? epoch->safe : ReportNumber{};
}

std::vector<EarlierEpoch> Outbox::earlier() const {
    std::vector<EarlierEpoch> earlier;
    for (const auto& one : epochs_) {
        if (one.epoch != epoch_) {
            earlier.push_back({one.epoch, oldest(one), one.last});
        }
    }
    return earlier;
}

ReportNumber Outbox::received(Epoch epoch) const {
    const auto* held = find(epoch);
    return held != nullptr ? held->received : ReportNumber{};
}

std::uint64_t Outbox::reports() const {
    std::uint64_t sum = 0;
    for (const auto& one : epochs_) {
        sum += value(one.last) + 1 - value(oldest(one));
    }
    return sum;
}

std::size_t Outbox::bytes_in_memory() const {
    std::size_t sum = 0;
    for (const auto& segment : segments_) {
        sum += segment.bytes.size();
    }
    return sum;
}

std::size_t Outbox::bytes_on_flash() const {
    std::size_t sum = 0;
    for (const auto& segment : segments_) {
        sum += segment.on_flash;
    }
    return sum;
}

std::vector<bool> Outbox::mentioned() const {
    std::vector<bool> ids;
    const auto mention = [&](SeriesId series) {
        const auto id = static_cast<std::size_t>(series);
        ids.resize(std::max(ids.size(), id + 1), false);
        ids[id] = true;
    };
    for (const auto& segment : segments_) {
        // What is on flash is not read for this: its table may name a few more.
        if (!segment.in_memory()) {
            for (const auto& series : segment.series) {
                if (series) {
                    mention(*series);
                }
            }
        }
        record::Reader reader(segment.bytes);
        while (const auto* one = reader.next()) {
            const auto* report = std::get_if<record::Report>(one);
            if (report != nullptr && report->range.last > safe(segment)) {
                for (const auto& sample : segment.report_of(*report).samples) {
                    mention(sample.series);
                }
            }
        }
    }
    return ids;
}

std::size_t Outbox::full_size() const {
    return segments_.back().on_flash > 0
               ? std::min({flash_segment, settings_.memory_bytes / 4, settings_.flash_bytes / 8})
               : std::min(memory_segment, settings_.memory_bytes / 8);
}

bool Outbox::wants_whole() const {
    // One comes by itself each minute; only a flood of events is quicker.
    return open_ && segments_.back().size > full_size() + full_size() / 2;
}

void Outbox::open_segment() {
    Segment segment{.place = next_place_++, .epoch = epoch_};
    record::append(segment.bytes, record::Head{epoch_, settings_.boot});
    segments_.push_back(std::move(segment));
    places_.clear();
    open_ = true;
}

std::uint32_t Outbox::place_of(SeriesId series) {
    auto& segment = segments_.back();
    const auto [known, is_new] =
        places_.try_emplace(static_cast<std::uint32_t>(series), static_cast<std::uint32_t>(segment.series.size()));
    if (is_new) {
        segment.series.emplace_back(series);
        if (const auto* named = reporter_.find(series)) {
            record::append(segment.bytes, record::Series{.place = known->second,
                                                         .metric = std::string(catalogue::all[named->metric].name),
                                                         .part = named->part,
                                                         .labels = named->labels});
        }
    }
    return known->second;
}

const Report& Outbox::commit(Report report, const Now& now) {
    auto& present = epochs_.back();
    present.last = next(present.last);
    report.epoch = epoch_;
    report.range = {present.last, present.last};
    if (!open_ || (report.whole && segments_.back().size >= full_size())) {
        open_segment();
    }
    if (now.wall_known) {
        report.wall = now.wall - (now.mono - report.taken);
    }
    record::Report written{.range = report.range,
                           .taken = report.taken,
                           .wall = report.wall,
                           .whole = report.whole,
                           .urgent = report.urgent,
                           .samples = {}};
    written.samples.reserve(report.samples.size());
    for (const auto& sample : report.samples) {
        written.samples.push_back({place_of(sample.series), sample.value});
    }
    auto& segment = segments_.back();
    if (!record::append(segment.bytes, written)) {
        written.samples.clear();
        written.lost = true;
        (void)record::append(segment.bytes, written);
        ++counters_.dropped;
    }
    if (segment.last == ReportNumber{}) {
        segment.first = present.last;
    }
    segment.last = present.last;
    segment.size = segment.bytes.size();
    segment.waiting.push_back({present.last, report.taken});
    mirror(segment);
    keep_position();
    committed_ = std::move(report);
    release_flashed();
    make_room(now);
    return committed_;
}

void Outbox::mirror(Segment& segment) {
    if (storage_.run == nullptr) {
        return;
    }
    segment.has_run_file = true;
    const auto written = storage_.run->write(segment.name(), segment.in_run,
                                             std::string_view(segment.bytes).substr(segment.in_run), false);
    if (written) {
        segment.in_run = segment.size;
        return;
    }
    note(counters_.run_failures, written.error());
    // What is there stays: who is killed while tmpfs is full has at least that.
    if (written.error() == std::errc::no_such_file_or_directory) {
        segment.in_run = 0;
    }
}

void Outbox::note(Failures& failures, const std::error_code& why) {
    ++failures[why == std::errc::no_space_on_device      ? "no_space"
               : why == std::errc::read_only_file_system ? "read_only"
               : why == std::errc::permission_denied     ? "permission"
               : why == std::errc::io_error              ? "io_error"
                                                         : "other"];
}

void Outbox::acknowledged(const Acknowledge& acknowledge, const Now& now) {
    auto* epoch = find(acknowledge.epoch);
    // Of one that has ended the collector may have more than we still know of.
    if (epoch == nullptr || (epoch->epoch == epoch_ && acknowledge.highest > epoch->last)) {
        return;
    }
    epoch->safe = std::max(epoch->safe, std::min(acknowledge.safe, epoch->last));
    // It can go back: what a collector had received and was not safe has gone down with it.
    epoch->received = std::max(std::min(acknowledge.received, epoch->last), previous(oldest(*epoch)));
    remove_safe();
    use_flash(now);
}

void Outbox::remove_safe() {
    std::vector<Segment> gone;
    for (auto segment = segments_.begin(); segment != segments_.end();) {
        while (!segment->waiting.empty() && segment->waiting.front().number <= safe(*segment)) {
            segment->waiting.pop_front();
        }
        const bool is_open = open_ && std::next(segment) == segments_.end();
        if (segment->last <= safe(*segment) && !is_open) {
            gone.push_back(std::move(*segment));
            segment = segments_.erase(segment);
        } else {
            ++segment;
        }
    }
    remove_files(gone);
    std::erase_if(epochs_, [&](const HeldEpoch& one) { return one.epoch != epoch_ && one.safe >= one.last; });
}

void Outbox::remove_files(const std::vector<Segment>& gone) {
    std::vector<std::string> of_run;
    for (const auto& segment : gone) {
        if (segment.has_run_file) {
            of_run.push_back(segment.name());
        }
        if (segment.has_flash_file) {
            leavings_.push_back(segment.name());
        }
    }
    remove_from_run(of_run);
}

void Outbox::remove_from_run(const std::vector<std::string>& names) {
    if (storage_.run == nullptr || names.empty()) {
        return;
    }
    if (const auto removed = storage_.run->remove(names, false); !removed) {
        note(counters_.run_failures, removed.error());
    }
}

const Report* Outbox::after(Epoch epoch, ReportNumber number) {
    const auto* held = find(epoch);
    if (held == nullptr) {
        return nullptr;
    }
    number = std::max(number, previous(oldest(*held)));
    const auto lost = [&](ReportNumber last) {
        found_ = Report{.epoch = epoch, .range = {next(number), last}, .lost = true};
        return &found_;
    };
    for (const auto& segment : segments_) {
        if (segment.epoch != epoch || segment.last <= number) {
            continue;
        }
        if (segment.first > next(number)) {
            return lost(previous(segment.first));
        }
        const auto record = read_after(segment, number);
        if (!record) {
            return lost(segment.last);
        }
        if (record->range.first > next(number)) {
            return lost(previous(record->range.first));
        }
        found_ = segment.report_of(*record);
        found_.range.first = next(number);
        return &found_;
    }
    if (number < held->last) {
        return lost(held->last);
    }
    reading_ = {};
    return nullptr;
}

std::optional<record::Report> Outbox::read_after(const Segment& segment, ReportNumber number) {
    if (reading_.place != segment.place || reading_.number > number) {
        reading_ = {.place = segment.place};
    }
    if (!segment.in_memory() && reading_.bytes.empty()) {
        auto bytes = storage_.flash->read(segment.name());
        if (!bytes) {
            note(counters_.flash_failures, bytes.error());
            return std::nullopt;
        }
        reading_.bytes = std::move(*bytes);
    }
    const auto& bytes = segment.in_memory() ? segment.bytes : reading_.bytes;
    record::Reader reader(std::string_view(bytes).substr(std::min(reading_.offset, bytes.size())));
    while (const auto* one = reader.next()) {
        const auto* report = std::get_if<record::Report>(one);
        // A copy on flash may be shorter than what is in memory, never longer.
        if (report != nullptr && report->range.last > number && report->range.last <= segment.last) {
            reading_.number = report->range.last;
            reading_.offset += reader.sound_end();
            return *report;
        }
    }
    return std::nullopt;
}

}  // namespace magpie::agent
