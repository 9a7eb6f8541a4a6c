#include "collector/console/inventory_csv.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::console {
namespace {

const std::string header = "area,node,name,latitude,longitude,model,site\n";

/// `2 latitude: ...`
std::string wrong_in(const std::string& text) {
    const auto poles = parse_inventory(text);
    return poles ? "nothing"
                 : std::to_string(poles.error().row) + " " + poles.error().column + ": " + poles.error().what;
}

TEST(InventoryCsv, ReadsWhatSpreadsheetsWrite) {
    const auto poles =
        parse_inventory("\xEF\xBB\xBFnode;area;NAME\r\npole-1;mapo;\"Gate \"\"A\"\"; west\"\r\npole-2; mapo ;\r\n");
    ASSERT_TRUE(poles) << poles.error().what;
    ASSERT_EQ(poles->size(), 2U);
    EXPECT_EQ(poles->at({"mapo", "pole-1"}).name, "Gate \"A\"; west");
    EXPECT_FALSE(poles->at({"mapo", "pole-2"}).latitude);
}

TEST(InventoryCsv, NamesTheRowAndTheColumnThatAreWrong) {
    EXPECT_EQ(wrong_in(header + "mapo,p1,,126.9,37.5,,\n"),
              "2 latitude: is beyond 90 degrees: are latitude and longitude swapped?");
    EXPECT_EQ(wrong_in(header + "mapo,p1,,37.5,,,\n"), "2 longitude: is empty, and the other is not");
    EXPECT_EQ(wrong_in(header + "mapo,p1,,37.5,east,,\n"), "2 longitude: is no number of degrees, like 37.5665");
    EXPECT_EQ(wrong_in(header + "mapo,p1,,37.5,nan,,\n"), "2 longitude: is no number of degrees, like 37.5665");
    EXPECT_EQ(wrong_in(header + "mapo,p1,,37.5,181,,\n"), "2 longitude: is beyond 180 degrees");
    EXPECT_EQ(wrong_in(header + "mapo,p1,,,,,\nmapo,p1,,,,,\n"), "3 node: is the same pole as in row 2");
    EXPECT_EQ(wrong_in(header + ",p1,,,,,\n").substr(0, 6), "2 area");
    EXPECT_EQ(wrong_in(header + "mapo,a/b,,,,,\n").substr(0, 6), "2 node");
    EXPECT_EQ(wrong_in(header + "mapo,p1,\xff,,,,\n"), "2 name: is no UTF-8 text: save it as CSV UTF-8");
    EXPECT_EQ(wrong_in("area,name\nmapo,x\n"), "1 node: is missing in the header");
    EXPECT_EQ(wrong_in("area,node,latitude\nmapo,x,\n"), "1 longitude: is missing in the header: the two go together");
    EXPECT_EQ(wrong_in("area,node,node\n").substr(0, 4), "1 3:");
    EXPECT_EQ(wrong_in("area node name\n").substr(0, 4), "1 1:");
    EXPECT_EQ(wrong_in(header + "mapo,\"p1,,,,,\n").substr(0, 2), "2 ");
    EXPECT_EQ(wrong_in(header + "mapo,p1\n").substr(0, 2), "2 ");
    EXPECT_EQ(wrong_in(""), "0 : is empty");
}

TEST(InventoryCsv, WhatIsWrittenIsReadAgain) {
    const auto poles = parse_inventory(header + "mapo,p1,\"a, \"\"b\"\"\",37.500001,126.9,Pole 2,홍대\n");
    ASSERT_TRUE(poles);
    std::string text;
    append_inventory_csv_header(text);
    append_inventory_csv({"mapo", "p1"}, poles->at({"mapo", "p1"}), text);
    EXPECT_EQ(parse_inventory(text).value(), *poles);
    text.clear();
    append_inventory_csv({"mapo", "p1"}, {.name = "=1+1", .latitude = {}, .longitude = {}, .model = "", .site = ""},
                         text);
    EXPECT_EQ(text, "mapo,p1,'=1+1,,,,\r\n") << "no formula";
}

}  // namespace
}  // namespace magpie::collector::console
