#include "collector/planner/progress_bar.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/temporary_files.hpp"

namespace magpie::collector::planner {
namespace {

TEST(ProgressBar, DrawsEachPercentOnceAndGoesWhenDone) {
    const TemporaryFiles files;
    std::FILE* out = std::fopen(files.path("out").c_str(), "w");
    ASSERT_NE(out, nullptr);
    {
        ProgressBar bar(out, "choosing");
        for (int i = 0; i <= 10'000; ++i) {
            bar.at(i / 10'000.0);
        }
        bar.at(0.5);
    }
    std::fclose(out);
    const auto text = files.read("out");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 102);
    EXPECT_NE(text.find("choosing"), std::string::npos);
    EXPECT_NE(text.find("[==============================] 100 %"), std::string::npos);
    EXPECT_TRUE(text.ends_with("\r\x1b[K"));
}

TEST(ProgressBar, IsSilentWithoutATerminal) {
    ProgressBar bar(nullptr, "choosing");
    bar.at(0.3);
    bar.at(2);
}

}  // namespace
}  // namespace magpie::collector::planner
