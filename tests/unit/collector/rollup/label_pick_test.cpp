#include "collector/rollup/label_pick.hpp"

#include <gtest/gtest.h>

#include "collector/rollup/rules.hpp"

namespace magpie::collector::rollup {
namespace {

TEST(LabelValue, IsFoundByItsName) {
    constexpr auto labels = R"(,model="a",site="Gate \"3\", north",site_type="park"} )";
    EXPECT_EQ(label_value(labels, "site_type"), "park");
    EXPECT_EQ(label_value(labels, "site"), R"(Gate \"3\", north)");
    EXPECT_EQ(label_value(labels, "version"), "");
}

TEST(LabelValue, OfAForgedValueIsPartOfIt) {
    EXPECT_EQ(label_value(R"(,model="\",site=\"x",site="y")", "site"), "y");
}

TEST(LabelValue, OfACutTextIsNone) {
    for (const auto* labels : {"", ",", ",site", ",site=", ",site=\"", ",site=\"a", ",site=\"a\\", "site=\"a\""}) {
        EXPECT_EQ(label_value(labels, "site"), "") << labels;
    }
}

TEST(KeptLabels, AreThoseOfTheTotalAndTheBucket) {
    EXPECT_EQ(kept_labels(R"(,band="5GHz",radio="phy0"} )", row("magpie_rollup_channel_busy_seconds_total")),
              R"(,band="5GHz")");
    EXPECT_EQ(kept_labels(R"(,band="5GHz",le="-70",ssid="a"} )", row("magpie_rollup_client_signal_dbm")),
              R"(,band="5GHz",le="-70",ssid="a")");
    EXPECT_EQ(kept_labels("} ", row("magpie_rollup_radios_hung")), "");
}

TEST(SiteTypeWord, IsOneThatCanBeALabel) {
    EXPECT_EQ(site_type_word("bus_stop"), "bus_stop");
    EXPECT_EQ(site_type_word(""), "none");
    EXPECT_EQ(site_type_word("Bus stop"), "other");
    EXPECT_EQ(site_type_word(std::string(33, 'a')), "other");
}

}  // namespace
}  // namespace magpie::collector::rollup
