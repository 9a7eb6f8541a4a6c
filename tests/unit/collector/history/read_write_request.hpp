#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <snappy.h>
#include <protozero/pbf_message.hpp>

#include "collector/fleet/series.hpp"

namespace magpie::collector {

/// A WriteRequest as somebody else reads it: series by series in the order of the request.
struct ReadSeries {
    Labels labels;
    std::vector<std::pair<std::int64_t, double>> points;

    [[nodiscard]] std::string name() const {
        std::string text;
        for (const auto& [name, value] : labels) {
            text += text.empty() ? "" : ",";
            text.append(name).append("=").append(value);
        }
        return text;
    }
};

inline std::vector<ReadSeries> read_write_request(std::string_view bytes) {
    enum class RequestField : protozero::pbf_tag_type { series = 1 };
    enum class SeriesField : protozero::pbf_tag_type { label = 1, sample = 2 };
    enum class LabelField : protozero::pbf_tag_type { name = 1, value = 2 };
    enum class SampleField : protozero::pbf_tag_type { value = 1, time = 2 };
    std::vector<ReadSeries> all;
    protozero::pbf_message<RequestField> request(bytes.data(), bytes.size());
    while (request.next(RequestField::series)) {
        auto& one = all.emplace_back();
        protozero::pbf_message<SeriesField> series(request.get_view());
        while (series.next()) {
            if (series.tag() == SeriesField::label) {
                auto& [name, value] = one.labels.emplace_back();
                protozero::pbf_message<LabelField> label(series.get_view());
                while (label.next()) {
                    auto& part = label.tag() == LabelField::name ? name : value;
                    part = label.get_string();
                }
            } else {
                auto& [time, value] = one.points.emplace_back();
                protozero::pbf_message<SampleField> sample(series.get_view());
                while (sample.next()) {
                    if (sample.tag() == SampleField::time) {
                        time = sample.get_int64();
                    } else {
                        value = sample.get_double();
                    }
                }
            }
        }
    }
    return all;
}

inline std::vector<ReadSeries> read_body(const std::string& body) {
    std::string bytes;
    EXPECT_TRUE(snappy::Uncompress(body.data(), body.size(), &bytes));
    return read_write_request(bytes);
}

/// Points by the text of their labels; a series that stands twice in a request is put together.
inline std::map<std::string, std::vector<std::pair<std::int64_t, double>>> points_of(
    const std::vector<ReadSeries>& request) {
    std::map<std::string, std::vector<std::pair<std::int64_t, double>>> points;
    for (const auto& series : request) {
        auto& into = points[series.name()];
        into.insert(into.end(), series.points.begin(), series.points.end());
    }
    return points;
}

}  // namespace magpie::collector
