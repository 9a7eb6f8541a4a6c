#include "collector/planner/outputs.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/temporary_files.hpp"

namespace magpie::collector::planner {
namespace {

using Names = std::vector<std::string>;

TEST(Outputs, AppearTogetherWhenAllAreWhole) {
    const TemporaryFiles files;
    Outputs outputs;
    ASSERT_TRUE(outputs.write(files.path("one.csv"), "1"));
    ASSERT_TRUE(outputs.write(files.path("two.csv"), "2"));
    for (const auto& name : files.names()) {
        EXPECT_TRUE(name.starts_with(".magpie-") && name.ends_with(".csv")) << name;
    }
    ASSERT_TRUE(outputs.commit());
    EXPECT_EQ(files.names(), (Names{"one.csv", "two.csv"}));
    EXPECT_EQ(files.read("two.csv"), "2");
}

TEST(Outputs, OfARunThatFailsNothingIsLeftAndWhatWasThereStays) {
    const TemporaryFiles files;
    files.write("one.csv", "old");
    {
        Outputs outputs;
        ASSERT_TRUE(outputs.write(files.path("one.csv"), "new"));
        EXPECT_FALSE(outputs.write(files.path("nowhere/two.csv"), "2"));
    }
    EXPECT_EQ(files.names(), (Names{"one.csv"}));
    EXPECT_EQ(files.read("one.csv"), "old");
}

TEST(Outputs, ADirectoryInTheWayIsAnError) {
    const TemporaryFiles files;
    std::filesystem::create_directory(files.path("one.csv"));
    Outputs outputs;
    ASSERT_TRUE(outputs.write(files.path("one.csv"), "1"));
    EXPECT_FALSE(outputs.commit());
}

}  // namespace
}  // namespace magpie::collector::planner
