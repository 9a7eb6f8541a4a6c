#include "agent/outbox/record.hpp"

#include <algorithm>
#include <cmath>
#include <exception>

#include <boost/crc.hpp>
#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

namespace magpie::agent::record {

namespace {

// Mark, length of the payload, checksum of length and payload; little-endian.
constexpr std::string_view mark{"\xa9\x4d", 2};
constexpr std::size_t header_bytes = 8;
constexpr std::size_t most_payload = 0xffff;
/// What each byte under the checksum of no record costs of a reader's patience: a pole that finds a whole spool of such
/// beginnings is up within a second, and no damage that chance makes comes near it.
constexpr std::size_t dearness = 4;

enum class Kind : char { head = 1, series = 2, report = 3 };

enum class HeadField : protozero::pbf_tag_type { version = 1, epoch = 2, boot = 3 };
enum class SeriesField : protozero::pbf_tag_type { place = 1, metric = 2, part = 3, label = 4 };
enum class ReportField : protozero::pbf_tag_type {
    first = 1,
    further = 2,
    taken = 3,  // ms
    wall = 4,   // ms since 1970; absent where the clock was not known
    flags = 5,
    // Most values are counts, and small: a varint takes less than half of a double.
    count_places = 6,
    counts = 7,
    value_places = 8,
    values = 9,
    gone = 10,
};
enum Flag : std::uint32_t { whole = 1, urgent = 2, lost = 4 };

constexpr double too_high_for_count = 9007199254740992.0;  // 2^53

std::uint32_t checksum(std::string_view bytes) {
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return crc.checksum();
}

template <typename Number>
void put(std::string& bytes, Number number) {
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
        bytes += static_cast<char>(number >> (8 * i));
    }
}

std::uint32_t get(std::string_view bytes) {
    std::uint32_t number = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
        number = (number << 8) | static_cast<std::uint8_t>(bytes[i]);
    }
    return number;
}

template <typename Write>
bool append_record(std::string& bytes, Kind kind, const Write& write) {
    std::string payload(1, static_cast<char>(kind));
    write(payload);
    return append_payload(bytes, payload);
}

bool is_count(double value) {
    return value >= 0 && value < too_high_for_count && value == std::floor(value) && !std::signbit(value);
}

using protozero::pbf_wire_type;
using protozero::tag_and_type;

/// Of a head of any version; 0 when it says none.
std::uint32_t format_of(protozero::data_view bytes) {
    protozero::pbf_message<HeadField> reader(bytes);
    std::uint32_t written_as = 0;
    while (reader.next()) {
        if (reader.tag_and_type() == tag_and_type(HeadField::version, pbf_wire_type::varint)) {
            written_as = reader.get_uint32();
        } else {
            reader.skip();
        }
    }
    return written_as;
}

bool read(protozero::data_view bytes, Head& head) {
    protozero::pbf_message<HeadField> reader(bytes);
    std::uint32_t written_as = 0;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(HeadField::version, pbf_wire_type::varint):
                written_as = reader.get_uint32();
                break;
            case tag_and_type(HeadField::epoch, pbf_wire_type::fixed64):
                head.epoch = Epoch{reader.get_fixed64()};
                break;
            case tag_and_type(HeadField::boot, pbf_wire_type::length_delimited):
                head.boot = reader.get_string();
                break;
            default:
                reader.skip();
        }
    }
    return written_as > 0 && written_as <= present_format && head.epoch != Epoch{};
}

bool read(protozero::data_view bytes, Series& series) {
    protozero::pbf_message<SeriesField> reader(bytes);
    std::uint32_t part = 0;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(SeriesField::place, pbf_wire_type::varint):
                series.place = reader.get_uint32();
                break;
            case tag_and_type(SeriesField::metric, pbf_wire_type::length_delimited):
                series.metric = reader.get_string();
                break;
            case tag_and_type(SeriesField::part, pbf_wire_type::varint):
                part = reader.get_uint32();
                break;
            case tag_and_type(SeriesField::label, pbf_wire_type::length_delimited):
                series.labels.push_back(reader.get_string());
                break;
            default:
                reader.skip();
        }
    }
    series.part = static_cast<catalogue::Part>(part);
    return series.place < most_payload && part <= static_cast<std::uint32_t>(catalogue::Part::count);
}

template <typename Values>
bool pair_up(const std::vector<std::uint32_t>& places, const Values& values, std::vector<Sample>& samples) {
    auto place = places.begin();
    for (const auto value : values) {
        if (place == places.end()) {
            return false;
        }
        samples.push_back({*place++, static_cast<double>(value)});
    }
    return place == places.end();
}

template <typename Range>
void take(std::vector<std::uint32_t>& places, const Range& range) {
    for (const auto place : range) {
        places.push_back(place);
    }
}

bool read(protozero::data_view bytes, Report& report) {
    protozero::pbf_message<ReportField> reader(bytes);
    std::uint64_t first = 0;
    std::uint64_t further = 0;
    std::uint32_t flags = 0;
    std::vector<std::uint32_t> count_places;
    std::vector<std::uint32_t> value_places;
    bool paired = true;
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(ReportField::first, pbf_wire_type::varint):
                first = reader.get_uint64();
                break;
            case tag_and_type(ReportField::further, pbf_wire_type::varint):
                further = reader.get_uint64();
                break;
            case tag_and_type(ReportField::taken, pbf_wire_type::varint):
                report.taken = Monotonic{Milliseconds{reader.get_int64()}};
                break;
            case tag_and_type(ReportField::wall, pbf_wire_type::varint):
                report.wall = UtcMs{Milliseconds{reader.get_int64()}};
                break;
            case tag_and_type(ReportField::flags, pbf_wire_type::varint):
                flags = reader.get_uint32();
                break;
            case tag_and_type(ReportField::count_places, pbf_wire_type::length_delimited):
                take(count_places, reader.get_packed_uint32());
                break;
            case tag_and_type(ReportField::counts, pbf_wire_type::length_delimited):
                paired = paired && pair_up(count_places, reader.get_packed_uint64(), report.samples);
                break;
            case tag_and_type(ReportField::value_places, pbf_wire_type::length_delimited):
                take(value_places, reader.get_packed_uint32());
                break;
            case tag_and_type(ReportField::values, pbf_wire_type::length_delimited):
                paired = paired && pair_up(value_places, reader.get_packed_double(), report.samples);
                break;
            case tag_and_type(ReportField::gone, pbf_wire_type::length_delimited):
                for (const auto place : reader.get_packed_uint32()) {
                    report.samples.push_back({place, std::nullopt});
                }
                break;
            default:
                reader.skip();
        }
    }
    constexpr auto too_high = std::uint64_t{1} << 53;
    constexpr auto latest = Milliseconds{std::int64_t{1} << 53};
    report.range = {ReportNumber{first}, ReportNumber{first + further}};
    report.whole = (flags & whole) != 0;
    report.urgent = (flags & urgent) != 0;
    report.lost = (flags & lost) != 0;
    const auto sound_time = [&](Milliseconds time) { return time >= Milliseconds{} && time < latest; };
    return paired && first != 0 && first < too_high && further < too_high && first + further < too_high &&
           sound_time(report.taken.time_since_epoch()) && (!report.wall || sound_time(report.wall->time_since_epoch()));
}

template <typename Content>
bool read_into(std::string_view payload, Record& record) {
    record.emplace<Content>();
    return read({payload.data(), payload.size()}, std::get<Content>(record));
}

/// Of a head that a later version wrote; what else is in it this one cannot know.
std::optional<std::uint32_t> newer_format_in(std::string_view payload) {
    if (static_cast<Kind>(payload.front()) != Kind::head) {
        return std::nullopt;
    }
    try {
        const auto written_as = format_of({payload.data() + 1, payload.size() - 1});
        return written_as > present_format ? std::optional(written_as) : std::nullopt;
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

/// False when the payload is none this version or one before it writes.
bool decode(std::string_view payload, Record& record) {
    try {
        const auto rest = payload.substr(1);
        switch (static_cast<Kind>(payload.front())) {
            case Kind::head:
                return read_into<Head>(rest, record);
            case Kind::series:
                return read_into<Series>(rest, record);
            case Kind::report:
                return read_into<Report>(rest, record);
        }
    } catch (const std::exception&) {
        return false;
    }
    return false;
}

}  // namespace

bool append_payload(std::string& bytes, std::string_view payload) {
    if (payload.empty() || payload.size() > most_payload) {
        return false;
    }
    bytes += mark;
    put(bytes, static_cast<std::uint16_t>(payload.size()));
    put(bytes, checksum(payload) ^ static_cast<std::uint32_t>(payload.size()));
    bytes += payload;
    return true;
}

void append(std::string& bytes, const Head& head) {
    (void)append_record(bytes, Kind::head, [&](std::string& payload) {
        protozero::pbf_builder<HeadField> builder(payload);
        builder.add_uint32(HeadField::version, present_format);
        builder.add_fixed64(HeadField::epoch, value(head.epoch));
        builder.add_string(HeadField::boot, head.boot);
    });
}

void append(std::string& bytes, const Series& series) {
    (void)append_record(bytes, Kind::series, [&](std::string& payload) {
        protozero::pbf_builder<SeriesField> builder(payload);
        builder.add_uint32(SeriesField::place, series.place);
        builder.add_string(SeriesField::metric, series.metric);
        if (series.part != catalogue::Part::whole) {
            builder.add_uint32(SeriesField::part, static_cast<std::uint32_t>(series.part));
        }
        for (const auto& label : series.labels) {
            builder.add_string(SeriesField::label, label);
        }
    });
}

bool append(std::string& bytes, const Report& report) {
    std::vector<std::uint32_t> count_places;
    std::vector<std::uint64_t> counts;
    std::vector<std::uint32_t> value_places;
    std::vector<double> values;
    std::vector<std::uint32_t> gone;
    for (const auto& sample : report.samples) {
        if (!sample.value) {
            gone.push_back(sample.place);
        } else if (is_count(*sample.value)) {
            count_places.push_back(sample.place);
            counts.push_back(static_cast<std::uint64_t>(*sample.value));
        } else {
            value_places.push_back(sample.place);
            values.push_back(*sample.value);
        }
    }
    return append_record(bytes, Kind::report, [&](std::string& payload) {
        protozero::pbf_builder<ReportField> builder(payload);
        builder.add_uint64(ReportField::first, value(report.range.first));
        if (report.range.last != report.range.first) {
            builder.add_uint64(ReportField::further, value(report.range.last) - value(report.range.first));
        }
        builder.add_int64(ReportField::taken, report.taken.time_since_epoch().count());
        if (report.wall) {
            builder.add_int64(ReportField::wall, report.wall->time_since_epoch().count());
        }
        builder.add_uint32(ReportField::flags,
                           (report.whole ? whole : 0U) | (report.urgent ? urgent : 0U) | (report.lost ? lost : 0U));
        builder.add_packed_uint32(ReportField::count_places, count_places.begin(), count_places.end());
        builder.add_packed_uint64(ReportField::counts, counts.begin(), counts.end());
        builder.add_packed_uint32(ReportField::value_places, value_places.begin(), value_places.end());
        builder.add_packed_double(ReportField::values, values.begin(), values.end());
        builder.add_packed_uint32(ReportField::gone, gone.begin(), gone.end());
    });
}

/// Of a sound record; empty when there is none here.
std::string_view Reader::payload_at(std::size_t offset) {
    const auto rest = bytes_.substr(offset);
    if (rest.size() <= header_bytes || !rest.starts_with(mark)) {
        return {};
    }
    const auto length = get(rest.substr(2, 2));
    if (length == 0 || length > rest.size() - header_bytes) {
        return {};
    }
    const auto payload = rest.substr(header_bytes, length);
    if ((checksum(payload) ^ length) != get(rest.substr(4, 4))) {
        patience_ -= std::min<std::size_t>(patience_, length * dearness);
        return {};
    }
    return payload;
}

const Record* Reader::next() {
    while (offset_ < bytes_.size()) {
        const auto payload = patience_ > 0 ? payload_at(offset_) : std::string_view();
        if (!payload.empty()) {
            offset_ += header_bytes + payload.size();
            if (decode(payload, record_)) {
                sound_end_ = offset_;
                in_damage_ = false;
                return &record_;
            }
            if (newer_format_ = newer_format_in(payload); newer_format_) {
                offset_ = bytes_.size();
                return nullptr;
            }
            ++damaged_;  // sound, and nothing that any version writes
            continue;
        }
        damaged_ += in_damage_ ? 0 : 1;
        in_damage_ = true;
        const auto again = patience_ > 0 ? bytes_.find(mark, offset_ + 1) : std::string_view::npos;
        offset_ = std::min(again, bytes_.size());
    }
    return nullptr;
}

}  // namespace magpie::agent::record
