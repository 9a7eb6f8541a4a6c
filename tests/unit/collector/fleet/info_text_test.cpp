#include "collector/fleet/info_text.hpp"

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

/// Two of one family, and one of another.
const ShapePlan two_and_one = plan_shape(
    FamilyTable{}, std::vector<SeriesDescription>{{.name = "magpie_link_module_info", .help = "", .labels = {}},
                                                  {.name = "magpie_link_module_info", .help = "", .labels = {}},
                                                  {.name = "magpie_host_boot_info", .help = "", .labels = {}}});

TEST(InfoText, EachHasTheLabelsOfItsSlot) {
    EXPECT_EQ(info_texts(two_and_one, std::vector<InfoLabels>{{.slot = 1, .labels = {{"interface", "eth1"}}},
                                                              {.slot = 0, .labels = {{"interface", "eth0"}}}}),
              ",interface=\"eth0\"\n,interface=\"eth1\"\n\n");
}

TEST(InfoText, TwoThatSayTheSameAreToldApart) {
    const Labels same{{"interface", "eth0"}};
    EXPECT_EQ(
        info_texts(two_and_one, std::vector<InfoLabels>{{.slot = 0, .labels = same}, {.slot = 1, .labels = same}}),
        ",interface=\"eth0\"\n,duplicate=\"1\"\n\n");
    EXPECT_EQ(info_texts(two_and_one, {}), "\n,duplicate=\"1\"\n\n");
    // Also from a node that says what is put in its place.
    const std::vector<SeriesDescription> three(3, {.name = "magpie_link_module_info", .help = "", .labels = {}});
    EXPECT_EQ(info_texts(plan_shape(FamilyTable{}, three),
                         std::vector<InfoLabels>{{.slot = 0, .labels = {{"duplicate", "2"}}},
                                                 {.slot = 1, .labels = same},
                                                 {.slot = 2, .labels = same}}),
              ",duplicate=\"2\"\n,interface=\"eth0\"\n,duplicate=\"3\"\n");
}

TEST(InfoText, OfTwoFamiliesMayHaveOneText) {
    const Labels same{{"reason", "x"}};
    EXPECT_EQ(info_texts(two_and_one, std::vector<InfoLabels>{{.slot = 0, .labels = same},
                                                              {.slot = 1, .labels = {{"reason", "y"}}},
                                                              {.slot = 2, .labels = same}}),
              ",reason=\"x\"\n,reason=\"y\"\n,reason=\"x\"\n");
}

TEST(InfoText, LabelsThatCannotBeAreNone) {
    EXPECT_EQ(info_texts(two_and_one, std::vector<InfoLabels>{{.slot = 0, .labels = {{"node", "another"}}},
                                                              {.slot = 1, .labels = {{"interface", "eth1"}}}}),
              "\n,interface=\"eth1\"\n\n");
}

}  // namespace
}  // namespace magpie::collector
