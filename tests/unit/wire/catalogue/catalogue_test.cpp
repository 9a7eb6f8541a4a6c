#include "wire/catalogue/catalogue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <string>

#include "wire/catalogue/names.hpp"

namespace magpie::catalogue {
namespace {

/// The domains of the design: a new one is a decision, not a typing error.
const std::set<std::string_view> domains{"node", "wifi", "air",   "client",    "link",  "path",
                                         "pole", "host", "check", "collector", "rollup"};

TEST(Catalogue, EveryNameIsMagpieThenADomain) {
    for (const auto& metric : all) {
        ASSERT_TRUE(metric.name.starts_with("magpie_")) << metric.name;
        const auto rest = metric.name.substr(7);
        const auto end = rest.find('_');
        ASSERT_NE(end, std::string_view::npos) << metric.name;
        EXPECT_TRUE(domains.contains(rest.substr(0, end))) << metric.name;
        EXPECT_FALSE(rest.ends_with('_')) << metric.name;
        EXPECT_EQ(metric.name.find("__"), std::string_view::npos) << metric.name;
        EXPECT_TRUE(std::ranges::all_of(metric.name, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        })) << metric.name;
    }
}

TEST(Catalogue, NamesAreUniqueEvenAsExposed) {
    std::set<std::string> names;
    for (const auto& metric : all) {
        EXPECT_TRUE(names.insert(std::string(metric.name)).second) << metric.name;
        if (metric.kind == Kind::histogram) {
            for (const auto* suffix : {"_bucket", "_sum", "_count"}) {
                EXPECT_TRUE(names.insert(std::string(metric.name) + suffix).second) << metric.name << suffix;
            }
        }
    }
}

TEST(Catalogue, NamesDifferInMoreThanCase) {
    std::set<std::string> names;
    for (const auto& metric : all) {
        std::string lower(metric.name);
        std::ranges::transform(lower, lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        EXPECT_TRUE(names.insert(lower).second) << metric.name;
    }
}

TEST(Catalogue, CountersAndOnlyTheyEndInTotal) {
    for (const auto& metric : all) {
        EXPECT_EQ(metric.name.ends_with("_total"), metric.kind == Kind::counter) << metric.name;
    }
}

TEST(Catalogue, InfosAndOnlyTheyEndInInfo) {
    for (const auto& metric : all) {
        EXPECT_EQ(metric.name.ends_with("_info"), metric.kind == Kind::info) << metric.name;
        if (metric.kind == Kind::info) {
            EXPECT_EQ(metric.sane.low, 1) << metric.name;
            EXPECT_EQ(metric.sane.high, 1) << metric.name;
            EXPECT_GT(metric.label_count(), 0U) << metric.name;
        }
    }
}

TEST(Catalogue, TheUnitIsTheEndOfTheName) {
    const std::set<std::string_view> words{"bytes",
                                           "seconds",
                                           "ratio",
                                           "celsius",
                                           "bytes_per_second",
                                           "hertz",
                                           "dbm",
                                           "decibels",
                                           "lux",
                                           "volts",
                                           "amperes",
                                           "watts",
                                           "degrees",
                                           "meters_per_second",
                                           "meters_per_second_squared",
                                           "grams_per_cubic_meter"};
    for (const auto& metric : all) {
        auto name = metric.name;
        if (metric.kind == Kind::counter) {
            name.remove_suffix(std::string_view("_total").size());
        }
        const auto word = unit_word(metric.unit);
        if (!word.empty()) {
            EXPECT_TRUE(name.ends_with("_" + std::string(word))) << metric.name;
        } else {
            EXPECT_TRUE(std::ranges::none_of(
                words, [&](std::string_view other) { return name.ends_with("_" + std::string(other)); }))
                << metric.name << " names a unit it does not declare";
        }
        EXPECT_EQ(metric.unit == Unit::timestamp, name.ends_with("_timestamp_seconds")) << metric.name;
    }
}

TEST(Catalogue, LabelsAreLabelNamesAndNoneThatTheCollectorWrites) {
    const std::set<std::string_view> taken{"area", "instance", "job", "le", "quantile"};
    for (const auto& metric : all) {
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i < metric.labels.size(); ++i) {
            const auto label = metric.labels[i];
            if (i >= metric.label_count()) {
                EXPECT_TRUE(label.empty()) << metric.name << ": a label after a missing one";
                continue;
            }
            EXPECT_TRUE(is_label_name(label)) << metric.name << ' ' << label;
            EXPECT_FALSE(label.starts_with("__")) << metric.name << ' ' << label;
            EXPECT_FALSE(taken.contains(label) || label == "node") << metric.name << ' ' << label;
            EXPECT_TRUE(seen.insert(label).second) << metric.name << ' ' << label;
        }
    }
}

TEST(Catalogue, LabelsAreTheBoundedOnesOfTheDesignOrInfo) {
    const std::set<std::string_view> bounded{
        "radio",   "band",    "ssid",    "interface", "target",   "sensor", "file",  "reason",  "source",
        "counter", "mode",    "window",  "device",    "type",     "mount",  "state", "verb",    "job",
        "channel", "outcome", "alert",   "storage",   "quantity", "threat", "stage", "side",    "direction",
        "class",   "probe",   "streams", "segment",   "role",     "medium", "layer", "resolver"};
    // Of at most eight pieces of evidence at a time.
    const std::set<std::string_view> of_evidence{"bssid", "severity"};
    for (const auto& metric : all) {
        for (std::size_t i = 0; metric.kind != Kind::info && i < metric.label_count(); ++i) {
            // A place is for the sums of places alone.
            const bool of_place = metric.labels[i] == "site" || metric.labels[i] == "site_type";
            const bool is_evidence = metric.name.ends_with("_evidence") && of_evidence.contains(metric.labels[i]);
            // Of at most a hundred suspected faults at a time.
            const bool is_fault = metric.name.starts_with("magpie_rollup_suspected_fault") &&
                                  (metric.labels[i] == "kind" || metric.labels[i] == "name");
            EXPECT_TRUE(bounded.contains(metric.labels[i]) || is_evidence || is_fault ||
                        (of_place && i == 0 && metric.name.starts_with("magpie_rollup_")))
                << metric.name << ' ' << metric.labels[i];
        }
    }
}

TEST(Catalogue, HelpIsASentence) {
    for (const auto& metric : all) {
        ASSERT_FALSE(metric.help.empty()) << metric.name;
        const auto first = static_cast<unsigned char>(metric.help.front());
        EXPECT_TRUE(std::isupper(first) != 0 || std::isdigit(first) != 0) << metric.name;
        EXPECT_TRUE(metric.help.ends_with('.')) << metric.name;
        EXPECT_EQ(metric.help.find('\n'), std::string_view::npos) << metric.name;
        EXPECT_LE(metric.help.size(), 300U) << metric.name;
    }
}

TEST(Catalogue, BoundsAreNumbersInOrder) {
    for (const auto& metric : all) {
        EXPECT_TRUE(std::isfinite(metric.sane.low) && std::isfinite(metric.sane.high)) << metric.name;
        EXPECT_LE(metric.sane.low, metric.sane.high) << metric.name;
        if (metric.kind == Kind::counter) {
            EXPECT_GE(metric.sane.low, 0) << metric.name;
        }
        if (metric.unit == Unit::boolean) {
            EXPECT_EQ(metric.sane.low, 0) << metric.name;
            EXPECT_EQ(metric.sane.high, 1) << metric.name;
        }
    }
}

TEST(Catalogue, HistogramsAndOnlyTheyHaveAscendingBuckets) {
    for (const auto& metric : all) {
        EXPECT_EQ(!metric.buckets.empty(), metric.kind == Kind::histogram) << metric.name;
        EXPECT_EQ(std::ranges::adjacent_find(metric.buckets, std::ranges::greater_equal{}), metric.buckets.end())
            << metric.name;
    }
}

TEST(Catalogue, AWirePathBecomesItsNameAgain) {
    for (const auto& metric : all) {
        const std::vector<std::string> values(metric.label_count(), "a/b_total");
        const auto path = wire_path(metric, values);
        EXPECT_EQ(prometheus_name(path), metric.name) << path;
    }
}

TEST(Catalogue, WirePathsOfTwoMetricsNeverMeet) {
    std::set<std::string> paths;
    for (const auto& metric : all) {
        const std::vector<std::string> values(metric.label_count(), "eth0");
        EXPECT_TRUE(paths.insert(wire_path(metric, values)).second) << metric.name;
    }
}

TEST(Catalogue, FindsARowByNameAlone) {
    EXPECT_EQ(all[find("magpie_link_up").value()].name, "magpie_link_up");
    EXPECT_FALSE(find("link_up"));
    EXPECT_FALSE(find("magpie_link_"));
    EXPECT_FALSE(find(""));
}

}  // namespace
}  // namespace magpie::catalogue
