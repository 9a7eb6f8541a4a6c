#include "wire/catalogue/urgent.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::catalogue {
namespace {

bool has_label(const Metric& metric, std::string_view label) {
    return std::ranges::find(metric.labels, label) != metric.labels.end();
}

TEST(Urgent, EachRowIsOfSeriesThatExist) {
    std::set<std::string_view> alerts;
    for (const auto& row : urgent) {
        EXPECT_TRUE(alerts.insert(row.alert).second) << row.alert;
        EXPECT_TRUE(row.alert.starts_with("Magpie")) << row.alert;
        const auto place = find(row.metric);
        ASSERT_TRUE(place) << row.metric;
        const auto& metric = all[*place];
        EXPECT_EQ(row.label.empty(), row.is.empty()) << row.alert;
        EXPECT_TRUE(row.label.empty() || has_label(metric, row.label)) << row.alert;
        for (const auto kept : row.kept) {
            EXPECT_TRUE(kept.empty() || has_label(metric, kept)) << row.alert << ' ' << kept;
        }
    }
}

TEST(Urgent, WhatRisesIsACounterAndIsToldOfForAWhile) {
    for (const auto& row : urgent) {
        const auto kind = all[find(row.metric).value()].kind;
        EXPECT_EQ(row.sign == Sign::rise, kind == Kind::counter) << row.alert;
        EXPECT_EQ(row.sign == Sign::rise, row.lasts.count() > 0) << row.alert;
        // Longer than a rise is silent at its end (alerts.clear_seconds) and Alertmanager remembers.
        EXPECT_TRUE(row.sign == Sign::value || row.lasts >= std::chrono::seconds(480)) << row.alert;
    }
}

TEST(Urgent, AlertsSayWhoseTheyAre) {
    const std::set<std::string_view> severities{"critical", "warning"};
    for (const auto& row : urgent) {
        EXPECT_TRUE(severities.contains(row.severity)) << row.alert;
        EXPECT_FALSE(row.team.empty()) << row.alert;
    }
}

TEST(Urgent, PlaceholdersOfTheTextsAreLabelsOfTheAlert) {
    for (const auto& row : urgent) {
        std::set<std::string_view> labels{"area", "node"};
        for (const auto kept : row.kept) {
            labels.insert(kept);
        }
        for (auto text : {row.summary, row.description}) {
            EXPECT_FALSE(text.empty()) << row.alert;
            for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{')) {
                const auto close = text.find('}', open);
                ASSERT_NE(close, std::string_view::npos) << row.alert;
                const auto label = text.substr(open + 1, close - open - 1);
                EXPECT_TRUE(!label.empty() && labels.contains(label)) << row.alert << ' ' << label;
                text.remove_prefix(close + 1);
            }
        }
    }
}

}  // namespace
}  // namespace magpie::catalogue
