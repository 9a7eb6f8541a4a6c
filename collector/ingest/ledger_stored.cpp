// The ledger as the database keeps it. What is read back may be anything: the disk may have been full, or failing.

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

#include "collector/ingest/ledger.hpp"

namespace magpie::collector {

namespace {

/// Of an epoch, the present one or an earlier one; `lost`, `closed` and `earlier` are the ledger's.
enum class Field : protozero::pbf_tag_type {
    epoch = 1,
    received = 2,
    last = 3,
    lost = 4,
    ahead = 5,
    safe = 6,  // this and the next are absent where all that was received is settled
    settled_ahead = 7,
    closed = 8,  // as the version before wrote an earlier epoch: one or more, each a message
    oldest = 9,  // absent: 1
    listed = 10,
    earlier = 11,       // one or more, each a message of these fields
    clock_offset = 12,  // ms; this and the next together
    clock_sent = 13,    // ms
};
enum class ClosedField : protozero::pbf_tag_type { epoch = 1, open = 2 };

using Reader = protozero::pbf_message<Field>;
using protozero::pbf_wire_type;
using protozero::tag_and_type;

/// More than a century on either side of 1970, or since a boot, is nobody's.
constexpr Milliseconds too_far{std::chrono::hours(24 * 366 * 100)};

/// No header that was accepted names such a number (wire/report/header.hpp).
constexpr std::uint64_t too_high = std::uint64_t{1} << 53;

std::vector<std::uint64_t> ends_of(const std::vector<ReportRange>& ranges) {
    std::vector<std::uint64_t> ends;
    for (const auto& range : ranges) {
        ends.push_back(value(range.first));
        ends.push_back(value(range.last));
    }
    return ends;
}

template <typename Message>
void append_packed(Message& reader, std::vector<std::uint64_t>& ends) {
    for (const auto end : reader.get_packed_uint64()) {
        ends.push_back(end);
    }
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

/// A book while it is read, field by field.
struct BookFields {
    EpochBook book;
    std::vector<std::uint64_t> ahead;
    std::vector<std::uint64_t> settled_ahead;
    bool unsettled = false;

    /// False when the field is none of a book's. Throws where the bytes are no protobuf.
    bool take(Reader& reader) {
        switch (reader.tag_and_type()) {
            case tag_and_type(Field::epoch, pbf_wire_type::fixed64):
                book.epoch = Epoch{reader.get_fixed64()};
                return true;
            case tag_and_type(Field::received, pbf_wire_type::varint):
                book.received.end = ReportNumber{reader.get_uint64()};
                return true;
            case tag_and_type(Field::last, pbf_wire_type::varint):
                book.last = ReportNumber{reader.get_uint64()};
                return true;
            case tag_and_type(Field::ahead, pbf_wire_type::length_delimited):
                append_packed(reader, ahead);
                return true;
            case tag_and_type(Field::safe, pbf_wire_type::varint):
                book.settled.end = ReportNumber{reader.get_uint64()};
                unsettled = true;
                return true;
            case tag_and_type(Field::settled_ahead, pbf_wire_type::length_delimited):
                append_packed(reader, settled_ahead);
                return true;
            case tag_and_type(Field::oldest, pbf_wire_type::varint):
                book.oldest = ReportNumber{reader.get_uint64()};
                return true;
            case tag_and_type(Field::listed, pbf_wire_type::varint):
                book.listed = reader.get_uint64() != 0;
                return true;
            default:
                return false;
        }
    }

    /// Nothing when they contradict each other.
    std::optional<EpochBook> done() && {
        const bool held =
            book.oldest != ReportNumber{} && value(book.last) < too_high && book.oldest <= next(book.last);
        if (!held || !take_ends(book.received, ahead, EpochBook::most_gaps)) {
            return std::nullopt;
        }
        if (!unsettled) {
            book.settled = book.received;
        } else if (!take_ends(book.settled, settled_ahead, EpochBook::most_parts) ||
                   book.settled.end > book.received.end ||
                   !std::ranges::all_of(book.settled.ahead,
                                        [&](const ReportRange& range) { return book.received.holds(range); })) {
            return std::nullopt;
        }
        return std::move(book);
    }
};

std::optional<EpochBook> decode_book(protozero::data_view bytes) {
    BookFields fields;
    Reader reader(bytes);
    while (reader.next()) {
        if (!fields.take(reader)) {
            reader.skip();
        }
    }
    return std::move(fields).done();
}

/// What the version before kept of an epoch that had ended: only what was open of it, for the node held nothing.
std::optional<EpochBook> decode_closed(protozero::data_view bytes) {
    EpochBook book;
    std::vector<std::uint64_t> ends;
    protozero::pbf_message<ClosedField> reader(bytes);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(ClosedField::epoch, pbf_wire_type::fixed64):
                book.epoch = Epoch{reader.get_fixed64()};
                break;
            case tag_and_type(ClosedField::open, pbf_wire_type::length_delimited):
                append_packed(reader, ends);
                break;
            default:
                reader.skip();
        }
    }
    // Number 1 may be among them.
    Reach open;
    if (!ends.empty() && ends.front() == 1) {
        if (ends.size() < 2 || ends[1] == 0 || ends[1] >= too_high) {
            return std::nullopt;
        }
        open.end = ReportNumber{ends[1]};
        ends.erase(ends.begin(), ends.begin() + 2);
    }
    if (!take_ends(open, ends, EpochBook::most_parts) || open.highest() == ReportNumber{}) {
        return std::nullopt;
    }
    book.last = open.highest();
    book.oldest = next(book.last);
    book.received.end = book.last;
    for (const auto& range : open.missing({ReportNumber{1}, book.last})) {
        book.settled.add(range);
    }
    return book;
}

void encode_book(protozero::pbf_builder<Field>& builder, const EpochBook& book) {
    builder.add_fixed64(Field::epoch, value(book.epoch));
    builder.add_uint64(Field::received, value(book.received.end));
    builder.add_uint64(Field::last, value(book.last));
    const auto ahead = ends_of(book.received.ahead);
    builder.add_packed_uint64(Field::ahead, ahead.begin(), ahead.end());
    if (book.settled != book.received) {
        builder.add_uint64(Field::safe, value(book.settled.end));
        const auto settled_ahead = ends_of(book.settled.ahead);
        builder.add_packed_uint64(Field::settled_ahead, settled_ahead.begin(), settled_ahead.end());
    }
    if (book.oldest != ReportNumber{1}) {
        builder.add_uint64(Field::oldest, value(book.oldest));
    }
    if (book.listed) {
        builder.add_uint64(Field::listed, 1);
    }
}

}  // namespace

std::string Ledger::encode() const {
    std::string bytes;
    protozero::pbf_builder<Field> builder(bytes);
    encode_book(builder, present_);
    builder.add_uint64(Field::lost, lost_);
    if (clock) {
        builder.add_sint64(Field::clock_offset, clock->offset.count());
        builder.add_int64(Field::clock_sent, clock->sent.time_since_epoch().count());
    }
    for (const auto& book : earlier_) {
        protozero::pbf_builder<Field> inner(builder, Field::earlier);
        encode_book(inner, book);
    }
    return bytes;
}

Ledger Ledger::decode(std::string_view bytes) {
    Ledger ledger;
    BookFields present;
    NodeClock::Kept clock;
    const auto take_earlier = [&ledger](std::optional<EpochBook> book) {
        if (!book || book->epoch == Epoch{} || ledger.find(book->epoch) != nullptr ||
            ledger.earlier_.size() == most_earlier) {
            return false;
        }
        ledger.earlier_.push_back(std::move(*book));
        return true;
    };
    try {
        Reader reader(bytes.data(), bytes.size());
        while (reader.next()) {
            bool good = true;
            switch (reader.tag_and_type()) {
                case tag_and_type(Field::lost, pbf_wire_type::varint):
                    ledger.lost_ = reader.get_uint64();
                    break;
                case tag_and_type(Field::clock_offset, pbf_wire_type::varint):
                    clock.offset = Milliseconds{reader.get_sint64()};
                    good = clock.offset > -too_far && clock.offset < too_far;
                    ledger.clock = clock;
                    break;
                case tag_and_type(Field::clock_sent, pbf_wire_type::varint):
                    clock.sent = Monotonic{Milliseconds{reader.get_int64()}};
                    good = clock.sent >= Monotonic{} && clock.sent < Monotonic{too_far};
                    ledger.clock = clock;
                    break;
                case tag_and_type(Field::closed, pbf_wire_type::length_delimited):
                    good = take_earlier(decode_closed(reader.get_view()));
                    break;
                case tag_and_type(Field::earlier, pbf_wire_type::length_delimited):
                    good = take_earlier(decode_book(reader.get_view()));
                    break;
                default:
                    if (!present.take(reader)) {
                        reader.skip();
                    }
            }
            if (!good) {
                return {};
            }
        }
    } catch (const std::exception&) {
        return {};
    }
    auto book = std::move(present).done();
    // Of a node of which only ended epochs were heard there is no present one.
    if (!book || std::ranges::find(ledger.earlier_, book->epoch, &EpochBook::epoch) != ledger.earlier_.end() ||
        (book->epoch == Epoch{} &&
         (ledger.earlier_.empty() || book->last != ReportNumber{} || book->received.highest() != ReportNumber{}))) {
        return {};
    }
    ledger.present_ = std::move(*book);
    return ledger;
}

}  // namespace magpie::collector
