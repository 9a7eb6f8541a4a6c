#include "collector/ingest/ledger.hpp"

#include <algorithm>
#include <exception>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

namespace magpie::collector {

namespace {

enum class Field : protozero::pbf_tag_type { epoch = 1, received = 2, announced = 3, lost = 4, ahead = 5 };

/// No header that was accepted names such a number (wire/report/header.hpp).
constexpr std::uint64_t too_high = std::uint64_t{1} << 53;

std::uint64_t length(const ReportRange& range) {
    return value(range.last) - value(range.first) + 1;
}

}  // namespace

void Ledger::hear(const ReportHeader& header) {
    if (header.epoch != epoch_) {
        const bool first_contact = epoch_ == Epoch{};
        lost_ += open_numbers();
        epoch_ = header.epoch;
        ahead_.clear();
        announced_ = ReportNumber{};
        // Of a node never heard of before, what it no longer holds was settled by a collector that lost its disk, or by
        // none: no claim.
        received_ = first_contact ? previous(header.oldest) : ReportNumber{};
    }
    announced_ = std::max(announced_, header.newest);
    if (received_ < previous(header.oldest)) {
        advance_to(previous(header.oldest));
    }
}

Seen Ledger::record(ReportRange range) {
    const auto covered = [&](const ReportRange& have) { return have.first <= range.first && range.last <= have.last; };
    if (range.last <= received_ || std::ranges::any_of(ahead_, covered)) {
        return Seen::duplicate;
    }
    const auto place = std::ranges::lower_bound(ahead_, range);
    if (ahead_.size() >= most_gaps && range.first > next(received_)) {
        return Seen::beyond_memory;
    }
    ahead_.insert(place, range);
    absorb();
    return Seen::fresh;
}

/// Restores the invariant of `ahead_`: ascending, no two that touch, none that touches `received_`.
void Ledger::absorb() {
    std::vector<ReportRange> merged;
    for (const auto& range : ahead_) {
        if (range.first <= next(received_)) {
            received_ = std::max(received_, range.last);
        } else if (!merged.empty() && range.first <= next(merged.back().last)) {
            merged.back().last = std::max(merged.back().last, range.last);
        } else {
            merged.push_back(range);
        }
    }
    ahead_ = std::move(merged);
    announced_ = std::max(announced_, highest());
}

void Ledger::advance_to(ReportNumber received) {
    auto missing = value(received) - value(received_);
    for (const auto& range : ahead_) {
        if (range.first <= received) {
            missing -= length({range.first, std::min(range.last, received)});
        }
    }
    lost_ += missing;
    received_ = received;
    absorb();
}

std::uint64_t Ledger::open_numbers() const {
    auto open = value(announced_) - value(received_);
    for (const auto& range : ahead_) {
        open -= length(range);
    }
    return open;
}

std::string Ledger::encode() const {
    std::string bytes;
    protozero::pbf_builder<Field> builder(bytes);
    builder.add_fixed64(Field::epoch, value(epoch_));
    builder.add_uint64(Field::received, value(received_));
    builder.add_uint64(Field::announced, value(announced_));
    builder.add_uint64(Field::lost, lost_);
    std::vector<std::uint64_t> ends;
    for (const auto& range : ahead_) {
        ends.push_back(value(range.first));
        ends.push_back(value(range.last));
    }
    builder.add_packed_uint64(Field::ahead, ends.begin(), ends.end());
    return bytes;
}

Ledger Ledger::decode(std::string_view bytes) {
    Ledger ledger;
    std::vector<std::uint64_t> ends;
    try {
        using protozero::pbf_wire_type;
        using protozero::tag_and_type;
        protozero::pbf_message<Field> reader(bytes.data(), bytes.size());
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(Field::epoch, pbf_wire_type::fixed64):
                    ledger.epoch_ = Epoch{reader.get_fixed64()};
                    break;
                case tag_and_type(Field::received, pbf_wire_type::varint):
                    ledger.received_ = ReportNumber{reader.get_uint64()};
                    break;
                case tag_and_type(Field::announced, pbf_wire_type::varint):
                    ledger.announced_ = ReportNumber{reader.get_uint64()};
                    break;
                case tag_and_type(Field::lost, pbf_wire_type::varint):
                    ledger.lost_ = reader.get_uint64();
                    break;
                case tag_and_type(Field::ahead, pbf_wire_type::length_delimited):
                    for (const auto end : reader.get_packed_uint64()) {
                        ends.push_back(end);
                    }
                    break;
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return {};
    }
    auto before = value(ledger.received_);
    if (ledger.epoch_ == Epoch{} || before >= too_high || value(ledger.announced_) >= too_high ||
        ends.size() % 2 != 0 || ends.size() > 2 * most_gaps) {
        return {};
    }
    for (std::size_t i = 0; i < ends.size(); i += 2) {
        if (ends[i] <= before + 1 || ends[i + 1] < ends[i] || ends[i + 1] >= too_high) {
            return {};
        }
        ledger.ahead_.push_back({ReportNumber{ends[i]}, ReportNumber{ends[i + 1]}});
        before = ends[i + 1];
    }
    ledger.announced_ = std::max(ledger.announced_, ledger.highest());
    return ledger;
}

}  // namespace magpie::collector
