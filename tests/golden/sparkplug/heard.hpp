#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "platform/mqtt/client.hpp"
#include "wire/report/header.hpp"
#include "wire/sparkplug/payload.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::golden {

/// An MQTT message that somebody published, decoded. Copies share the bytes their views point into.
class Heard {
  public:
    /// Throws when topic or payload is none of Sparkplug.
    explicit Heard(const mqtt::Message& heard) : message(std::make_shared<const mqtt::Message>(heard)) {
        const auto parsed = sparkplug::parse_topic(message->topic);
        if (!parsed) {
            throw std::runtime_error("no Sparkplug topic: " + message->topic);
        }
        topic = *parsed;
        if (topic.verb != sparkplug::Verb::state && !decode(message->payload, {}, payload)) {
            throw std::runtime_error("no Sparkplug payload on " + message->topic);
        }
    }

    [[nodiscard]] const sparkplug::MetricView* find(std::string_view name) const {
        for (const auto& metric : payload.metrics) {
            if (metric.name == name) {
                return &metric;
            }
        }
        return nullptr;
    }
    [[nodiscard]] const sparkplug::MetricView* find(std::uint64_t alias) const {
        for (const auto& metric : payload.metrics) {
            if (metric.has_alias && metric.alias == alias) {
                return &metric;
            }
        }
        return nullptr;
    }
    /// The value of a metric under the datatype of a birth, or under its own.
    [[nodiscard]] std::optional<double> value(std::string_view name) const {
        const auto* metric = find(name);
        return metric == nullptr ? std::nullopt
                                 : number(metric->value, static_cast<sparkplug::DataType>(metric->datatype));
    }
    [[nodiscard]] std::optional<std::uint64_t> bd_seq() const {
        const auto* metric = find("bdSeq");
        return metric == nullptr ? std::nullopt : std::optional(metric->value.bits);
    }
    [[nodiscard]] std::optional<ReportHeader> header() const {
        const auto* by_name = find(report_metric);
        const auto* metric = by_name != nullptr ? by_name : find(report_alias);
        return metric == nullptr ? std::nullopt : decode_report_header(metric->value.text);
    }

    std::shared_ptr<const mqtt::Message> message;
    sparkplug::TopicView topic{};
    sparkplug::PayloadView payload;
};

[[nodiscard]] inline std::vector<Heard> heard(const std::vector<mqtt::Message>& messages) {
    return {messages.begin(), messages.end()};
}

}  // namespace magpie::golden
