#include "wire/report/header.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

namespace magpie {

namespace {

enum class Field : protozero::pbf_tag_type {
    epoch = 1,    // fixed64
    first = 2,    // absent in a birth
    further = 3,  // last - first
    held = 4,     // newest + 1 - oldest
    newest = 5,
    shape = 6,  // fixed64
    flags = 7,
    taken = 8,       // ms of the node's monotonic clock
    waited = 9,      // ms from taken to sent
    earlier = 10,    // any number of messages
    orders = 11,     // a message; absent where the node has heard of none
    block = 12,      // any number of messages
    throughput = 13  // a message; absent where the node measures none
};
enum class EarlierField : protozero::pbf_tag_type {
    epoch = 1,  // fixed64
    held = 2,   // last + 1 - oldest
    last = 3,
};

enum class OrderField : protozero::pbf_tag_type {
    followed = 1,
    tried = 2,
    refused = 3,
    why = 4,
};

enum Flag : std::uint32_t {
    whole = 1,
    urgent = 2,
    clock_known = 4,
    historical = 8,
    closed = 16,
    lost = 32,
    verifies = 64
};

constexpr std::uint64_t too_high = std::uint64_t{1} << 53;

std::uint64_t ms(Milliseconds duration) {
    return static_cast<std::uint64_t>(duration.count());
}

/// False when it contradicts itself. Throws where the bytes are no protobuf.
bool decode_earlier(protozero::data_view bytes, EarlierEpoch& earlier) {
    using protozero::pbf_wire_type;
    using protozero::tag_and_type;
    protozero::pbf_message<EarlierField> reader(bytes);
    std::uint64_t held = 0;
    std::uint64_t last = 0;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(EarlierField::epoch, pbf_wire_type::fixed64):
                earlier.epoch = Epoch{reader.get_fixed64()};
                break;
            case tag_and_type(EarlierField::held, pbf_wire_type::varint):
                held = reader.get_uint64();
                break;
            case tag_and_type(EarlierField::last, pbf_wire_type::varint):
                last = reader.get_uint64();
                break;
            default:
                reader.skip();
        }
    }
    earlier.oldest = ReportNumber{last + 1 - held};
    earlier.last = ReportNumber{last};
    return earlier.epoch != Epoch{} && last != 0 && last < too_high && held <= last;
}

/// False when it contradicts itself. Throws where the bytes are no protobuf.
bool decode_orders(protozero::data_view bytes, OrderState& orders) {
    using protozero::pbf_wire_type;
    using protozero::tag_and_type;
    protozero::pbf_message<OrderField> reader(bytes);
    std::uint64_t followed = 0;
    std::uint64_t tried = 0;
    std::uint64_t refused = 0;
    std::uint32_t why = 0;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(OrderField::followed, pbf_wire_type::varint):
                followed = reader.get_uint64();
                break;
            case tag_and_type(OrderField::tried, pbf_wire_type::varint):
                tried = reader.get_uint64();
                break;
            case tag_and_type(OrderField::refused, pbf_wire_type::varint):
                refused = reader.get_uint64();
                break;
            case tag_and_type(OrderField::why, pbf_wire_type::varint):
                why = reader.get_uint32();
                break;
            default:
                reader.skip();
        }
    }
    orders = {OrderNumber{followed}, OrderNumber{tried}, OrderNumber{refused}, static_cast<OrderRefusal>(why)};
    return followed < too_high && tried < too_high && refused < too_high && why < std::size(order_refusal_words);
}

bool names_each_epoch_once(Epoch present, const std::vector<EarlierEpoch>& earlier) {
    for (std::size_t i = 0; i < earlier.size(); ++i) {
        const auto twice = std::ranges::count(earlier, earlier[i].epoch, &EarlierEpoch::epoch) > 1;
        if (twice || earlier[i].epoch == present) {
            return false;
        }
    }
    return true;
}

}  // namespace

std::string encode(const ReportHeader& header) {
    std::string bytes;
    protozero::pbf_builder<Field> builder(bytes);
    builder.add_fixed64(Field::epoch, value(header.epoch));
    if (header.range.first != ReportNumber{}) {
        builder.add_uint64(Field::first, value(header.range.first));
    }
    if (header.range.last != header.range.first) {
        builder.add_uint64(Field::further, value(header.range.last) - value(header.range.first));
    }
    builder.add_uint64(Field::held, value(header.newest) + 1 - value(header.oldest));
    builder.add_uint64(Field::newest, value(header.newest));
    builder.add_fixed64(Field::shape, header.shape);
    builder.add_uint32(Field::flags, (header.whole ? whole : 0U) | (header.urgent ? urgent : 0U) |
                                         (header.clock_known ? clock_known : 0U) |
                                         (header.historical ? historical : 0U) | (header.closed ? closed : 0U) |
                                         (header.lost ? lost : 0U) | (header.verifies ? verifies : 0U));
    builder.add_uint64(Field::taken, ms(header.taken.time_since_epoch()));
    builder.add_uint64(Field::waited, ms(header.sent - header.taken));
    for (const auto& earlier : header.earlier) {
        protozero::pbf_builder<EarlierField> inner(builder, Field::earlier);
        inner.add_fixed64(EarlierField::epoch, value(earlier.epoch));
        inner.add_uint64(EarlierField::held, value(earlier.last) + 1 - value(earlier.oldest));
        inner.add_uint64(EarlierField::last, value(earlier.last));
    }
    if (const auto& orders = header.orders; orders != OrderState{}) {
        protozero::pbf_builder<OrderField> inner(builder, Field::orders);
        inner.add_uint64(OrderField::followed, static_cast<std::uint64_t>(orders.followed));
        inner.add_uint64(OrderField::tried, static_cast<std::uint64_t>(orders.tried));
        inner.add_uint64(OrderField::refused, static_cast<std::uint64_t>(orders.refused));
        inner.add_uint32(OrderField::why, static_cast<std::uint32_t>(orders.why));
    }
    for (const auto& answer : header.blocks) {
        builder.add_bytes(Field::block, encode(answer));
    }
    if (header.throughput != ThroughputState{}) {
        builder.add_bytes(Field::throughput, encode(header.throughput));
    }
    return bytes;
}

std::optional<ReportHeader> decode_report_header(std::string_view bytes) {
    std::uint64_t epoch = 0;
    std::uint64_t first = 0;
    std::uint64_t further = 0;
    std::uint64_t held = 0;
    std::uint64_t newest = 0;
    std::uint64_t shape = 0;
    std::uint32_t flags = 0;
    std::uint64_t taken = 0;
    std::uint64_t waited = 0;
    std::vector<EarlierEpoch> earlier;
    OrderState orders;
    std::vector<BlockAnswer> blocks;
    ThroughputState throughput;
    try {
        using protozero::pbf_wire_type;
        using protozero::tag_and_type;
        protozero::pbf_message<Field> reader(bytes.data(), bytes.size());
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(Field::epoch, pbf_wire_type::fixed64):
                    epoch = reader.get_fixed64();
                    break;
                case tag_and_type(Field::first, pbf_wire_type::varint):
                    first = reader.get_uint64();
                    break;
                case tag_and_type(Field::further, pbf_wire_type::varint):
                    further = reader.get_uint64();
                    break;
                case tag_and_type(Field::held, pbf_wire_type::varint):
                    held = reader.get_uint64();
                    break;
                case tag_and_type(Field::newest, pbf_wire_type::varint):
                    newest = reader.get_uint64();
                    break;
                case tag_and_type(Field::shape, pbf_wire_type::fixed64):
                    shape = reader.get_fixed64();
                    break;
                case tag_and_type(Field::flags, pbf_wire_type::varint):
                    flags = reader.get_uint32();
                    break;
                case tag_and_type(Field::taken, pbf_wire_type::varint):
                    taken = reader.get_uint64();
                    break;
                case tag_and_type(Field::waited, pbf_wire_type::varint):
                    waited = reader.get_uint64();
                    break;
                case tag_and_type(Field::earlier, pbf_wire_type::length_delimited):
                    if (earlier.size() == most_earlier_epochs ||
                        !decode_earlier(reader.get_view(), earlier.emplace_back())) {
                        return std::nullopt;
                    }
                    break;
                case tag_and_type(Field::orders, pbf_wire_type::length_delimited):
                    if (!decode_orders(reader.get_view(), orders)) {
                        return std::nullopt;
                    }
                    break;
                case tag_and_type(Field::block, pbf_wire_type::length_delimited): {
                    const auto view = reader.get_view();
                    const auto answer = decode_block_answer({view.data(), view.size()});
                    if (!answer || blocks.size() == most_block_answers) {
                        return std::nullopt;
                    }
                    blocks.push_back(*answer);
                    break;
                }
                case tag_and_type(Field::throughput, pbf_wire_type::length_delimited): {
                    const auto view = reader.get_view();
                    const auto state = decode_throughput_state({view.data(), view.size()});
                    if (!state) {
                        return std::nullopt;
                    }
                    throughput = *state;
                    break;
                }
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return std::nullopt;
    }
    const auto oldest = newest + 1 - held;
    if (epoch == 0 || newest >= too_high || first >= too_high || further >= too_high || held > newest ||
        first + further > newest || (first != 0 && first < oldest) || (first == 0 && further != 0) ||
        taken >= too_high || waited >= too_high || !names_each_epoch_once(Epoch{epoch}, earlier) ||
        ((flags & (closed | lost)) != 0 && ((flags & historical) == 0 || first == 0)) ||
        ((flags & closed) != 0 && !earlier.empty())) {
        return std::nullopt;
    }
    const Monotonic taken_at{Milliseconds{static_cast<std::int64_t>(taken)}};
    return ReportHeader{.epoch = Epoch{epoch},
                        .range = {ReportNumber{first}, ReportNumber{first + further}},
                        .oldest = ReportNumber{oldest},
                        .newest = ReportNumber{newest},
                        .shape = shape,
                        .whole = (flags & whole) != 0,
                        .urgent = (flags & urgent) != 0,
                        .clock_known = (flags & clock_known) != 0,
                        .historical = (flags & historical) != 0,
                        .closed = (flags & closed) != 0,
                        .lost = (flags & lost) != 0,
                        .taken = taken_at,
                        .sent = taken_at + Milliseconds{static_cast<std::int64_t>(waited)},
                        .earlier = std::move(earlier),
                        .orders = orders,
                        .verifies = (flags & verifies) != 0,
                        .blocks = std::move(blocks),
                        .throughput = throughput};
}

}  // namespace magpie
