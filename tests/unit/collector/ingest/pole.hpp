#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/report/header.hpp"
#include "wire/report/shape.hpp"
#include "wire/sparkplug/names.hpp"
#include "wire/sparkplug/payload_encoder.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::fakes {

/// One series of a birth, good or bad.
struct PoleSeries {
    std::string path;
    sparkplug::DataType type;
    std::vector<std::pair<std::string, std::string>> properties{};
    std::optional<double> value = 0;
    bool info = false;  // its labels are no part of the shape
};

/// Speaks as a Magpie node does, message by message, and lies where a test tells it to: everything it says is a plain
/// field.
struct Pole {
    static constexpr std::uint64_t interval = 1;  // aliases of the series every pole begins with
    static constexpr std::uint64_t bytes = 2;
    static constexpr std::uint64_t up = 3;
    static constexpr std::uint64_t celsius = 4;
    static constexpr std::uint64_t info = 5;

    std::string area = "mapo";
    std::string id = "pole";
    Epoch epoch{0x1234};
    std::uint8_t bd_seq = 0;
    std::uint8_t seq = 0;
    ReportNumber newest{};
    ReportNumber oldest{1};
    bool clock_known = true;
    std::optional<std::uint64_t> claimed_shape{};
    std::vector<EarlierEpoch> earlier{};
    OrderState orders{};
    std::vector<PoleSeries> series = {
        {"node/report_interval_seconds", sparkplug::DataType::float64, {{"unit", "seconds"}}, 10},
        {"link/eth0/receive_bytes_total",
         sparkplug::DataType::uint64,
         {{"interface", "eth0"}, {"unit", "bytes"}},
         1000},
        {"link/eth0/up", sparkplug::DataType::boolean, {{"interface", "eth0"}}, 1},
        {"host/cpu0/temperature_celsius",
         sparkplug::DataType::float32,
         {{"sensor", "cpu0"}, {"unit", "celsius"}},
         41.5},
        {"node/info", sparkplug::DataType::boolean, {{"version", "1.0"}, {"site", "Hongdae"}}, 1, true},
    };

    using Values = std::vector<std::pair<std::uint64_t, std::optional<double>>>;  // by alias
    struct Said {
        Milliseconds age{0};
        bool whole = false;
        bool urgent = false;
        bool historical = false;
        bool lost = false;
        std::optional<ReportRange> range{};  // instead of the next number
        std::optional<EarlierEpoch> of{};    // late, and of this ended epoch; with a range
    };

    [[nodiscard]] std::string topic(sparkplug::Verb verb, std::string_view device = {}) const {
        return sparkplug::topic(area, verb, id, device);
    }

    [[nodiscard]] std::uint64_t shape() const {
        ShapeHash hash;
        for (const auto& one : series) {
            hash.series(one.path, static_cast<std::uint32_t>(one.type));
            for (const auto& [key, value] : one.properties) {
                if (!one.info && key != sparkplug::help_property) {
                    hash.property(key, value);
                }
            }
        }
        return claimed_shape.value_or(hash.value());
    }

    [[nodiscard]] ReportHeader header(ReportRange range, const Said& said, const Now& now) const {
        return {.epoch = said.of ? said.of->epoch : epoch,
                .range = range,
                .oldest = said.of ? said.of->oldest : oldest,
                .newest = said.of ? said.of->last : newest,
                .shape = shape(),
                .whole = said.whole,
                .urgent = said.urgent,
                .clock_known = clock_known,
                .historical = said.historical || said.of || said.lost,
                .closed = said.of.has_value(),
                .lost = said.lost,
                .taken = now.mono - said.age,
                .sent = now.mono,
                .earlier = said.of ? std::vector<EarlierEpoch>() : earlier,
                .orders = orders};
    }

    [[nodiscard]] std::string birth(const Now& now) {
        seq = 0;
        std::string payload;
        sparkplug::PayloadEncoder encoder(payload);
        encoder.timestamp(now.wall).seq(seq++);
        encoder.integer({.name = sparkplug::bd_seq_metric, .time = now.wall, .with_datatype = true}, bd_seq);
        encoder.boolean({.name = sparkplug::rebirth_metric, .time = now.wall, .with_datatype = true}, false);
        encoder.bytes({.name = report_metric, .alias = 0, .time = now.wall, .with_datatype = true},
                      encode(header({}, {}, now)));
        std::int64_t alias = 1;
        for (const auto& one : series) {
            std::vector<sparkplug::TextProperty> properties;
            for (const auto& [key, value] : one.properties) {
                properties.push_back({key, value});
            }
            const sparkplug::PayloadEncoder::Entry entry{
                .name = one.path, .alias = alias++, .time = now.wall, .with_datatype = true, .properties = properties};
            if (one.value) {
                encoder.number(entry, one.type, *one.value);
            } else {
                encoder.null(entry, one.type);
            }
        }
        return payload;
    }

    /// The next report; it is what changed, unless said to be whole.
    [[nodiscard]] std::string report(const Now& now, const Values& values = {}) { return report(now, values, Said{}); }
    [[nodiscard]] std::string report(const Now& now, const Values& values, const Said& said) {
        if (!said.range) {
            newest = next(newest);
        }
        std::string payload;
        const auto taken = now.wall - said.age;
        sparkplug::PayloadEncoder encoder(payload);
        encoder.timestamp(now.wall).seq(seq++);
        encoder.bytes({.alias = 0, .time = taken, .historical = said.historical},
                      encode(header(said.range.value_or(ReportRange{newest, newest}), said, now)));
        for (const auto& [alias, value] : values) {
            const sparkplug::PayloadEncoder::Entry entry{
                .alias = static_cast<std::int64_t>(alias), .time = taken, .historical = said.historical};
            const auto type = alias <= series.size() ? series[alias - 1].type : sparkplug::DataType::float64;
            if (value) {
                encoder.number(entry, type, *value);
            } else {
                encoder.null(entry, type);
            }
        }
        return payload;
    }

    [[nodiscard]] std::string death(const Now& now) const {
        std::string payload;
        sparkplug::PayloadEncoder(payload).timestamp(now.wall).integer(
            {.name = sparkplug::bd_seq_metric, .time = now.wall, .with_datatype = true}, bd_seq);
        return payload;
    }
};

/// A Sparkplug edge that is none of ours: names, no header, no shape.
struct ForeignEdge {
    std::string area = "plant";
    std::string id = "plc";
    std::uint64_t bd_seq = 0;
    std::uint8_t seq = 0;

    [[nodiscard]] std::string topic(sparkplug::Verb verb, std::string_view device = {}) const {
        return sparkplug::topic(area, verb, id, device);
    }
    /// bdSeq and two metrics: `level` with alias 1 and `flow` without one.
    [[nodiscard]] std::string birth(const Now& now) {
        seq = 0;
        std::string payload;
        sparkplug::PayloadEncoder encoder(payload);
        encoder.timestamp(now.wall).seq(seq++);
        encoder.integer({.name = sparkplug::bd_seq_metric, .time = now.wall, .with_datatype = true},
                        static_cast<std::int64_t>(bd_seq));
        encoder.number({.name = "level", .alias = 1, .time = now.wall, .with_datatype = true},
                       sparkplug::DataType::float64, 2.5);
        encoder.number({.name = "flow", .time = now.wall, .with_datatype = true}, sparkplug::DataType::float64, 1);
        return payload;
    }
    [[nodiscard]] std::string data(const Now& now, std::string_view name = "flow") {
        std::string payload;
        sparkplug::PayloadEncoder(payload).timestamp(now.wall).seq(seq++).number({.name = name, .time = now.wall},
                                                                                 sparkplug::DataType::float64, 3);
        return payload;
    }
    [[nodiscard]] std::string device_birth(const Now& now, std::string_view metric = "door", std::int64_t alias = -1) {
        std::string payload;
        sparkplug::PayloadEncoder(payload).timestamp(now.wall).seq(seq++).number(
            {.name = metric, .alias = alias, .time = now.wall, .with_datatype = true}, sparkplug::DataType::float64, 1);
        return payload;
    }
    [[nodiscard]] std::string device_death(const Now& now) {
        std::string payload;
        sparkplug::PayloadEncoder(payload).timestamp(now.wall).seq(seq++);
        return payload;
    }
    [[nodiscard]] std::string death(const Now& now) const {
        std::string payload;
        sparkplug::PayloadEncoder(payload).timestamp(now.wall).integer(
            {.name = sparkplug::bd_seq_metric, .time = now.wall, .with_datatype = true},
            static_cast<std::int64_t>(bd_seq));
        return payload;
    }
};

}  // namespace magpie::fakes
