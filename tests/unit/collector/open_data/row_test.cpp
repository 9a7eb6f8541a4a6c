#include "collector/open_data/row.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "tests/unit/collector/open_data/access_points.hpp"

namespace magpie::collector::open_data {
namespace {

AccessPoint park() {
    AccessPoint point;
    point.id = "ap-1";
    point.area = "mapo";
    point.site = "Park, \"east\" gate";
    point.site_type = "park";
    point.latitude = 37.566;
    point.longitude = 126.9020004;
    point.up = true;
    point.as_of = at_noon;
    point.serves = {false, true, true, false, false};
    point.networks = 2;
    point.clients = 32;
    point.received_bytes = 300;
    point.sent_bytes = 3e12;
    return point;
}

std::string csv(const AccessPoint& point) {
    std::string line;
    append_csv(point, line);
    return line;
}

TEST(OpenDataRow, ALineHasACellForEachField) {
    EXPECT_EQ(
        csv(park()),
        "ap-1,mapo,\"Park, \"\"east\"\" gate\",park,37.566000,126.902000,up,2026-09-24T12:00:00Z,2.4GHz 5GHz,2,32,"
        "300,3000000000000,false\r\n");
    EXPECT_EQ(csv(AccessPoint{}), ",,,,,,down,,,,,,,false\r\n");
}

TEST(OpenDataRow, TheHeaderIsInTheLanguageThatIsAskedFor) {
    std::string english;
    append_csv_header(Language::en, english);
    EXPECT_EQ(english,
              "id,area,site,site_type,latitude,longitude,status,as_of,bands,networks,clients,received_bytes,sent_bytes,"
              "simulated\r\n");
    std::string korean;
    append_csv_header(Language::ko, korean);
    EXPECT_TRUE(korean.starts_with("\xEF\xBB\xBF관리번호,자치구,와이파이명,")) << korean;
    EXPECT_EQ(std::count(korean.begin(), korean.end(), ','), 13);
}

TEST(OpenDataRow, NoTextIsAFormula) {
    for (const auto* text : {"=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠A"}) {
        EXPECT_EQ(csv_text(text), "'" + std::string(text));
    }
    EXPECT_EQ(csv_text("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
    EXPECT_EQ(csv_text("A=B"), "A=B");
    EXPECT_EQ(csv_text("서울광장"), "서울광장");
    EXPECT_EQ(csv_text("two\r\nlines"), "\"two\r\nlines\"");
}

TEST(OpenDataRow, AnObjectSaysTheSame) {
    std::string text;
    append_json(park(), Language::en, text);
    const auto object = nlohmann::json::parse(text);
    EXPECT_EQ(object.size(), fields.size());
    EXPECT_EQ(object["site"], "Park, \"east\" gate");
    EXPECT_EQ(object["bands"], nlohmann::json({"2.4GHz", "5GHz"}));
    EXPECT_EQ(object["clients"], 32);
    EXPECT_EQ(object["sent_bytes"], 3'000'000'000'000);
    EXPECT_EQ(object["simulated"], false);
    text.clear();
    append_json(AccessPoint{}, Language::ko, text);
    const auto unknown = nlohmann::json::parse(text);
    EXPECT_TRUE(unknown["접속자수"].is_null());
    EXPECT_TRUE(unknown["위도"].is_null());
    EXPECT_EQ(unknown["상태"], "down");
}

TEST(OpenDataRow, EveryFieldStandsInItsDocument) {
    std::ifstream file(MAGPIE_SOURCE_DIR "/docs/open-data.md");
    const std::string document{std::istreambuf_iterator<char>(file), {}};
    for (const auto& field : fields) {
        const auto row = "| `" + std::string(field.en) + "` | `" + std::string(field.ko) + "` |";
        EXPECT_NE(document.find(row), std::string::npos) << row;
    }
}

}  // namespace
}  // namespace magpie::collector::open_data
