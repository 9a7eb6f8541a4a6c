#include "agent/check/kept_results.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace magpie::agent::check {
namespace {

class KeptResultsTest : public testing::Test {
  protected:
    KeptResultsTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "magpie-kept-XXXXXX").string();
        directory_ = ::mkdtemp(pattern.data());
    }
    ~KeptResultsTest() override { std::filesystem::remove_all(directory_); }

    static Result at(std::chrono::minutes minute) {
        return {.program = "p", .area = "a", .node = "n", .begun = UtcMs(std::chrono::hours(500'000)) + minute};
    }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory_), {}));
    }

    std::string directory_;
};

using Minutes = std::chrono::minutes;

TEST_F(KeptResultsTest, TheNewestIsTheOneBefore) {
    const KeptResults kept(directory_ + "/check");
    EXPECT_FALSE(kept.newest(at(Minutes{0}).begun));
    ASSERT_TRUE(kept.keep(at(Minutes{0})));
    ASSERT_TRUE(kept.keep(at(Minutes{5})));
    const auto newest = kept.newest(at(Minutes{6}).begun);
    ASSERT_TRUE(newest);
    EXPECT_EQ(newest->begun, at(Minutes{5}).begun);
}

TEST_F(KeptResultsTest, ADayIsAllAndSixteenAreMost) {
    const KeptResults kept(directory_);
    for (int i = 0; i < 20; ++i) {
        ASSERT_TRUE(kept.keep(at(Minutes{i})));
    }
    EXPECT_EQ(files(), 16U);
    EXPECT_FALSE(kept.newest(at(Minutes{24 * 60 + 19}).begun));
    ASSERT_TRUE(kept.keep(at(Minutes{24 * 60 + 30})));
    EXPECT_EQ(files(), 1U);
}

TEST_F(KeptResultsTest, WhatCannotBeReadIsPassedOver) {
    const KeptResults kept(directory_);
    ASSERT_TRUE(kept.keep(at(Minutes{0})));
    std::ofstream(directory_ + "/result-1800000060000.json") << "{";
    const auto newest = kept.newest(UtcMs(std::chrono::hours(500'001)));
    ASSERT_TRUE(newest);
    EXPECT_EQ(newest->begun, at(Minutes{0}).begun);
}

TEST_F(KeptResultsTest, NowhereNothingIsKept) {
    const KeptResults kept("");
    EXPECT_TRUE(kept.keep(at(Minutes{0})));
    EXPECT_FALSE(kept.newest(at(Minutes{0}).begun));
}

}  // namespace
}  // namespace magpie::agent::check
