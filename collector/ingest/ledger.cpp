#include "collector/ingest/ledger.hpp"

#include <algorithm>
#include <exception>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

namespace magpie::collector {

namespace {

enum class Field : protozero::pbf_tag_type {
    epoch = 1,
    received = 2,
    announced = 3,
    lost = 4,
    ahead = 5,
    safe = 6,  // this and the next are absent where all that was received is settled
    settled_ahead = 7,
    closed = 8,  // one or more, each a message
};
enum class ClosedField : protozero::pbf_tag_type { epoch = 1, open = 2 };

/// No header that was accepted names such a number (wire/report/header.hpp).
constexpr std::uint64_t too_high = std::uint64_t{1} << 53;

std::uint64_t length(const ReportRange& range) {
    return value(range.last) - value(range.first) + 1;
}

std::vector<std::uint64_t> ends_of(const std::vector<ReportRange>& ranges) {
    std::vector<std::uint64_t> ends;
    for (const auto& range : ranges) {
        ends.push_back(value(range.first));
        ends.push_back(value(range.last));
    }
    return ends;
}

std::uint64_t length(const std::vector<ReportRange>& ranges) {
    std::uint64_t sum = 0;
    for (const auto& range : ranges) {
        sum += length(range);
    }
    return sum;
}

/// All of a reach, as ranges.
std::vector<ReportRange> ranges_of(const Reach& reach) {
    auto ranges = reach.ahead;
    if (reach.end != ReportNumber{}) {
        ranges.insert(ranges.begin(), {ReportNumber{1}, reach.end});
    }
    return ranges;
}

void take_out(std::vector<ReportRange>& ranges, ReportRange out) {
    std::vector<ReportRange> left;
    for (const auto& range : ranges) {
        if (range.first < out.first) {
            left.push_back({range.first, std::min(range.last, previous(out.first))});
        }
        if (out.last < range.last) {
            left.push_back({std::max(range.first, next(out.last)), range.last});
        }
    }
    ranges = std::move(left);
}

/// Puts ranges read from outside behind `reach.end`; false when they are none that a Reach can have.
bool take_ends(Reach& reach, const std::vector<std::uint64_t>& ends, std::size_t most) {
    auto before = value(reach.end);
    if (before >= too_high || ends.size() % 2 != 0 || ends.size() > 2 * most) {
        return false;
    }
    for (std::size_t i = 0; i < ends.size(); i += 2) {
        if (ends[i] <= before + 1 || ends[i + 1] < ends[i] || ends[i + 1] >= too_high) {
            return false;
        }
        reach.ahead.push_back({ReportNumber{ends[i]}, ReportNumber{ends[i + 1]}});
        before = ends[i + 1];
    }
    return true;
}

}  // namespace

bool Reach::holds(ReportRange range) const {
    return range.last <= end || std::ranges::any_of(ahead, [&](const ReportRange& have) {
               return have.first <= range.first && range.last <= have.last;
           });
}

void Reach::add(ReportRange range) {
    if (ahead.empty() && range.first <= next(end)) {
        end = std::max(end, range.last);
        return;
    }
    ahead.insert(std::ranges::lower_bound(ahead, range), range);
    std::vector<ReportRange> merged;
    for (const auto& one : ahead) {
        if (one.first <= next(end)) {
            end = std::max(end, one.last);
        } else if (!merged.empty() && one.first <= next(merged.back().last)) {
            merged.back().last = std::max(merged.back().last, one.last);
        } else {
            merged.push_back(one);
        }
    }
    ahead = std::move(merged);
}

void Reach::add_all_to(ReportNumber last) {
    if (end < last) {
        add({next(end), last});
    }
}

void Ledger::hear(const ReportHeader& header) {
    if (header.epoch != epoch_) {
        const bool first_contact = epoch_ == Epoch{};
        lost_ += open_numbers(announced_);
        close_epoch();
        epoch_ = header.epoch;
        // One that comes back begins anew: what it had is asked for again, or counted as what the node no longer holds.
        std::erase_if(closed_, [&](const Closed& one) { return one.epoch == epoch_; });
        announced_ = ReportNumber{};
        // Of a node never heard of before, what it no longer holds was settled by a collector that lost its disk, or by
        // none: no claim.
        received_ = {.end = first_contact ? previous(header.oldest) : ReportNumber{}, .ahead = {}};
        settled_ = received_;
    }
    announced_ = std::max(announced_, header.newest);
    const auto gone = previous(header.oldest);
    lost_ += open_numbers(gone);
    received_.add_all_to(gone);
    settled_.add_all_to(gone);
    announced_ = std::max(announced_, highest());
}

Seen Ledger::record(ReportRange range) {
    if (received_.holds(range)) {
        return Seen::duplicate;
    }
    if (received_.ahead.size() >= most_gaps && range.first > next(received_.end)) {
        return Seen::beyond_memory;
    }
    received_.add(range);
    announced_ = std::max(announced_, highest());
    return Seen::fresh;
}

void Ledger::close_epoch() {
    auto open = ranges_of(received_);
    for (const auto& range : ranges_of(settled_)) {
        take_out(open, range);
    }
    if (open.empty()) {
        return;
    }
    closed_.push_back({epoch_, std::move(open)});
    if (closed_.size() > most_closed) {
        lost_ += length(closed_.front().open);
        closed_.erase(closed_.begin());
    }
}

bool Ledger::settled(Epoch epoch, ReportRange range) {
    if (epoch == epoch_) {
        // An epoch may come back, by messages that were long under way, and then begins anew.
        const bool held = received_.holds(range);
        if (held) {
            settled_.add(range);
        }
        return held;
    }
    const auto closed = std::ranges::find(closed_, epoch, &Closed::epoch);
    if (closed == closed_.end()) {
        return false;
    }
    take_out(closed->open, range);
    if (closed->open.empty()) {
        closed_.erase(closed);
    }
    return true;
}

void Ledger::forget_unsettled() {
    received_ = settled_;
    for (const auto& closed : closed_) {
        lost_ += length(closed.open);
    }
    closed_.clear();
}

/// Numbers up to `last` that have not arrived.
std::uint64_t Ledger::open_numbers(ReportNumber last) const {
    if (last <= received_.end) {
        return 0;
    }
    auto open = value(last) - value(received_.end);
    for (const auto& range : received_.ahead) {
        if (range.first <= last) {
            open -= length({range.first, std::min(range.last, last)});
        }
    }
    return open;
}

std::string Ledger::encode() const {
    std::string bytes;
    protozero::pbf_builder<Field> builder(bytes);
    builder.add_fixed64(Field::epoch, value(epoch_));
    builder.add_uint64(Field::received, value(received_.end));
    builder.add_uint64(Field::announced, value(announced_));
    builder.add_uint64(Field::lost, lost_);
    const auto ahead = ends_of(received_.ahead);
    builder.add_packed_uint64(Field::ahead, ahead.begin(), ahead.end());
    if (settled_ != received_) {
        builder.add_uint64(Field::safe, value(settled_.end));
        auto settled_ahead = ends_of(settled_.ahead);
        settled_ahead.resize(std::min(settled_ahead.size(), 2 * most_gaps));
        builder.add_packed_uint64(Field::settled_ahead, settled_ahead.begin(), settled_ahead.end());
    }
    for (const auto& closed : closed_) {
        protozero::pbf_builder<ClosedField> inner(builder, Field::closed);
        inner.add_fixed64(ClosedField::epoch, value(closed.epoch));
        const auto open = ends_of(closed.open);
        inner.add_packed_uint64(ClosedField::open, open.begin(), open.end());
    }
    return bytes;
}

bool Ledger::decode_closed(std::string_view bytes, Closed& closed) {
    using protozero::pbf_wire_type;
    using protozero::tag_and_type;
    protozero::pbf_message<ClosedField> reader(bytes.data(), bytes.size());
    std::vector<std::uint64_t> ends;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(ClosedField::epoch, pbf_wire_type::fixed64):
                closed.epoch = Epoch{reader.get_fixed64()};
                break;
            case tag_and_type(ClosedField::open, pbf_wire_type::length_delimited):
                for (const auto end : reader.get_packed_uint64()) {
                    ends.push_back(end);
                }
                break;
            default:
                reader.skip();
        }
    }
    // Number 1 may be among them.
    Reach reach;
    if (!ends.empty() && ends.front() == 1) {
        if (ends.size() < 2 || ends[1] == 0 || ends[1] >= too_high) {
            return false;
        }
        reach.end = ReportNumber{ends[1]};
        ends.erase(ends.begin(), ends.begin() + 2);
    }
    if (!take_ends(reach, ends, most_open)) {
        return false;
    }
    closed.open = ranges_of(reach);
    return closed.epoch != Epoch{} && !closed.open.empty();
}

Ledger Ledger::decode(std::string_view bytes) {
    Ledger ledger;
    std::vector<std::uint64_t> ahead;
    std::vector<std::uint64_t> settled_ahead;
    bool unsettled = false;
    try {
        using protozero::pbf_wire_type;
        using protozero::tag_and_type;
        protozero::pbf_message<Field> reader(bytes.data(), bytes.size());
        const auto append_to = [&reader](std::vector<std::uint64_t>& ends) {
            for (const auto end : reader.get_packed_uint64()) {
                ends.push_back(end);
            }
        };
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(Field::epoch, pbf_wire_type::fixed64):
                    ledger.epoch_ = Epoch{reader.get_fixed64()};
                    break;
                case tag_and_type(Field::received, pbf_wire_type::varint):
                    ledger.received_.end = ReportNumber{reader.get_uint64()};
                    break;
                case tag_and_type(Field::announced, pbf_wire_type::varint):
                    ledger.announced_ = ReportNumber{reader.get_uint64()};
                    break;
                case tag_and_type(Field::lost, pbf_wire_type::varint):
                    ledger.lost_ = reader.get_uint64();
                    break;
                case tag_and_type(Field::ahead, pbf_wire_type::length_delimited):
                    append_to(ahead);
                    break;
                case tag_and_type(Field::safe, pbf_wire_type::varint):
                    ledger.settled_.end = ReportNumber{reader.get_uint64()};
                    unsettled = true;
                    break;
                case tag_and_type(Field::settled_ahead, pbf_wire_type::length_delimited):
                    append_to(settled_ahead);
                    break;
                case tag_and_type(Field::closed, pbf_wire_type::length_delimited): {
                    const auto view = reader.get_view();
                    if (ledger.closed_.size() == most_closed ||
                        !decode_closed({view.data(), view.size()}, ledger.closed_.emplace_back())) {
                        return {};
                    }
                    break;
                }
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return {};
    }
    if (ledger.epoch_ == Epoch{} || value(ledger.announced_) >= too_high ||
        !take_ends(ledger.received_, ahead, most_gaps)) {
        return {};
    }
    if (!unsettled) {
        ledger.settled_ = ledger.received_;
    } else if (!take_ends(ledger.settled_, settled_ahead, most_gaps) || ledger.settled_.end > ledger.received_.end ||
               !std::ranges::all_of(ledger.settled_.ahead,
                                    [&](const ReportRange& range) { return ledger.received_.holds(range); })) {
        return {};
    }
    if (std::ranges::find(ledger.closed_, ledger.epoch_, &Closed::epoch) != ledger.closed_.end()) {
        return {};
    }
    ledger.announced_ = std::max(ledger.announced_, ledger.highest());
    return ledger;
}

}  // namespace magpie::collector
