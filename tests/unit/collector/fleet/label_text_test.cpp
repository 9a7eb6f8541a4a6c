#include "collector/fleet/label_text.hpp"

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

TEST(LabelText, QuotesAndBackslashesAreEscaped) {
    EXPECT_EQ(label_value_text("까치온 \"free\" \\o/"), "까치온 \\\"free\\\" \\\\o/");
}

TEST(LabelText, WhatIsNotPlainTextIsMadeSo) {
    EXPECT_EQ(label_value_text("a\nb"), "a\\\\x0ab");
    EXPECT_EQ(label_value_text("\xff"), "\\\\xff");
    EXPECT_EQ(label_value_text(std::string_view("\0", 1)), "\\\\x00");
}

TEST(LabelText, LongValuesAreNotCut) {
    EXPECT_EQ(label_value_text(std::string(10'000, '"')).size(), 20'000U);
    EXPECT_EQ(label_value_text(std::string(10'000, '\n')).size(), 50'000U);
}

TEST(LabelText, LabelsAreSortedByName) {
    EXPECT_EQ(labels_text({{"mode", "idle"}, {"cpu", "0"}}), ",cpu=\"0\",mode=\"idle\"");
    EXPECT_EQ(labels_text({}), "");
}

TEST(LabelText, AnEmptyValueIsNoLabel) {
    EXPECT_EQ(labels_text({{"a", ""}, {"b", "x"}}), ",b=\"x\"");
}

TEST(LabelText, NamesThatWouldSpoilThePageAreRefused) {
    for (const auto* name : {"area", "node", "__name__", "__x", "", "1a", "a-b", "a\"b", "ä"}) {
        EXPECT_EQ(labels_text({{name, "x"}}), std::nullopt) << name;
    }
    EXPECT_EQ(labels_text({{"a", "1"}, {"b", "2"}, {"a", "3"}}), std::nullopt);
}

TEST(LabelText, HelpIsOneShortLine) {
    EXPECT_EQ(help_text("Bytes \\ received."), "Bytes \\\\ received.");
    EXPECT_EQ(help_text("a\nb\xff"), "a\\\\x0ab\\\\xff");
    EXPECT_EQ(help_text(std::string(10'000, 'x')).size(), 256U);
}

}  // namespace
}  // namespace magpie::collector
