#include "agent/session/birth.hpp"

#include <array>

#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/shape.hpp"
#include "wire/sparkplug/names.hpp"
#include "wire/sparkplug/payload_encoder.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

using sparkplug::DataType;
using sparkplug::PayloadEncoder;

namespace {

/// Of a bucket of a histogram, behind the labels of its row.
constexpr std::string_view bucket_label = "le";

/// The properties of a series in a birth: its labels, then its unit. Label values are the kernel's bytes; protobuf
/// strings are UTF-8.
class Properties {
  public:
    explicit Properties(const Series& series) {
        const auto& metric = catalogue::all[series.metric];
        for (std::size_t i = 0; i < series.labels.size(); ++i) {
            values_[i] = escaped(series.labels[i]);
            entries_[count_++] = {i < metric.label_count() ? metric.labels[i] : bucket_label, values_[i]};
        }
        const bool counts = series.part == catalogue::Part::bucket || series.part == catalogue::Part::count;
        if (const auto unit = catalogue::unit_word(metric.unit); !unit.empty() && !counts) {
            entries_[count_++] = {sparkplug::unit_property, unit};
        }
    }
    [[nodiscard]] std::span<const sparkplug::TextProperty> all() const { return {entries_.data(), count_}; }

  private:
    std::array<std::string, catalogue::max_labels + 1> values_;
    std::array<sparkplug::TextProperty, catalogue::max_labels + 2> entries_;
    std::size_t count_ = 0;
};

}  // namespace

Birth::Birth(const std::vector<Series>& series) {
    ShapeHash hash;
    std::uint32_t alias = report_alias + 1;
    for (const auto& one : series) {
        const auto id = static_cast<std::size_t>(one.id);
        if (id >= slots_.size()) {
            slots_.resize(id + 1);
        }
        slots_[id] = {alias++, one.type};
        hash.series(one.path, static_cast<std::uint32_t>(one.type));
        // What an info metric says differs from pole to pole; it must not split their shape.
        if (catalogue::all[one.metric].kind != catalogue::Kind::info) {
            const Properties properties(one);
            for (const auto& property : properties.all()) {
                hash.property(property.key, property.value);
            }
        }
    }
    shape_ = hash.value();
}

std::string encode_birth(const std::vector<Series>& series, const ReportHeader& header, std::uint8_t seq,
                         std::uint8_t bd_seq, const Now& now) {
    std::string payload;
    PayloadEncoder encoder(payload);
    encoder.timestamp(now.wall).seq(seq);
    encoder.integer({.name = sparkplug::bd_seq_metric, .time = now.wall, .with_datatype = true}, bd_seq);
    encoder.boolean({.name = sparkplug::rebirth_metric, .time = now.wall, .with_datatype = true}, false);
    encoder.null({.name = acknowledge_metric, .time = now.wall, .with_datatype = true}, DataType::bytes);
    encoder.bytes({.name = report_metric, .alias = report_alias, .time = now.wall, .with_datatype = true},
                  encode(header));
    std::int64_t alias = report_alias + 1;
    for (const auto& one : series) {
        const Properties properties(one);
        const PayloadEncoder::Entry entry{.name = one.path,
                                          .alias = alias++,
                                          .time = now.wall,
                                          .with_datatype = true,
                                          .properties = properties.all()};
        if (one.value) {
            encoder.number(entry, one.type, *one.value);
        } else {
            encoder.null(entry, one.type);
        }
    }
    return payload;
}

std::string encode_death(std::uint8_t bd_seq, const Now& now) {
    std::string payload;
    PayloadEncoder(payload).timestamp(now.wall).integer(
        {.name = sparkplug::bd_seq_metric, .time = now.wall, .with_datatype = true}, bd_seq);
    return payload;
}

std::string encode_device_birth(const Device& device, std::uint8_t seq, const Now& now) {
    std::string payload;
    PayloadEncoder encoder(payload);
    encoder.timestamp(now.wall).seq(seq);
    encoder.text({.name = "model", .time = now.wall, .with_datatype = true}, device.model);
    encoder.text({.name = "version", .time = now.wall, .with_datatype = true}, device.version);
    return payload;
}

std::string encode_device_death(std::uint8_t seq, const Now& now) {
    std::string payload;
    PayloadEncoder(payload).timestamp(now.wall).seq(seq);
    return payload;
}

std::string encode_data(const Report& report, const Birth& birth, const ReportHeader& header, std::uint8_t seq,
                        const Now& now) {
    std::string payload;
    payload.reserve(64 + report.samples.size() * 20);
    PayloadEncoder encoder(payload);
    const auto taken = report.wall.value_or(now.wall - (now.mono - report.taken));
    encoder.timestamp(now.wall).seq(seq);
    encoder.bytes({.alias = report_alias, .time = taken, .historical = header.historical}, encode(header));
    for (const auto& sample : report.samples) {
        const auto alias = birth.alias(sample.series);
        if (alias == 0) {
            continue;
        }
        const PayloadEncoder::Entry entry{.alias = alias, .time = taken, .historical = header.historical};
        if (sample.value) {
            encoder.number(entry, birth.type(sample.series), *sample.value);
        } else {
            encoder.null(entry, birth.type(sample.series));
        }
    }
    return payload;
}

}  // namespace magpie::agent
