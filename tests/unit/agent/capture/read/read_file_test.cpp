#include "agent/capture/read/read_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/capture/corpus.hpp"

namespace magpie::agent {
namespace {

std::string golden(const std::string& name) {
    return std::string(MAGPIE_GOLDEN_DIR) + "/capture/" + name + ".pcap";
}

TEST(ReadFile, PrintsALineAFrame) {
    for (const auto& capture : captures::corpus()) {
        std::ostringstream out;
        std::ostringstream err;
        EXPECT_EQ(read_file(golden(capture.name), ReadFormat::json, out, err), 0);
        EXPECT_EQ(std::ranges::count(out.str(), '\n'), static_cast<std::ptrdiff_t>(capture.frames.size()));
        EXPECT_EQ(err.str(), "");
    }
}

TEST(ReadFile, SaysWhatIsWrongWithAFile) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(read_file(golden("there_is_none"), ReadFormat::json, out, err), 1);
    EXPECT_NE(err.str().find("No such file"), std::string::npos);
    EXPECT_EQ(out.str(), "");
}

TEST(ReadFile, SumsUpWhatWasHeard) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(read_file(golden("frames"), ReadFormat::summary, out, err), 0);
    EXPECT_EQ(out.str().substr(0, out.str().find('\n')), R"({"frames":50,"bad":{}})");
    EXPECT_NE(out.str().find(R"({"network":"02:aa:00:00:00:01","ssid":)"), std::string::npos) << out.str();
    EXPECT_NE(out.str().find(R"({"mhz":2437,"channel":6,)"), std::string::npos) << out.str();
}

TEST(ReadFile, SumsUpWhatWasNotRead) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(read_file(golden("lies"), ReadFormat::summary, out, err), 0);
    EXPECT_NE(out.str().find(R"("radiotap_version":1)"), std::string::npos) << out.str();
}

}  // namespace
}  // namespace magpie::agent
