#include "agent/app/start.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace magpie::agent {
namespace {

class OutboxDirectoriesTest : public testing::Test {
  protected:
    OutboxDirectoriesTest() {
        std::filesystem::remove_all(path_);
        config_.outbox.run_directory = path_ / "run";
        config_.state_directory = path_ / "state";
    }
    ~OutboxDirectoriesTest() override { std::filesystem::remove_all(path_); }

    std::filesystem::path path_ =
        std::filesystem::path(testing::TempDir()) /
        (std::string("magpie-start-") + testing::UnitTest::GetInstance()->current_test_info()->name());
    Config config_;
    boost::asio::io_context loop_;
};

TEST_F(OutboxDirectoriesTest, AreOneAgentsAlone) {
    const auto first = outbox_directories(config_, loop_);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->locks.size(), 2U);
    EXPECT_EQ(outbox_directories(config_, loop_).error(), 1);
}

TEST_F(OutboxDirectoriesTest, EitherIsReasonEnough) {
    const auto first = outbox_directories(config_, loop_);
    auto other = config_;
    other.outbox.run_directory = path_ / "other";
    EXPECT_EQ(outbox_directories(other, loop_).error(), 1);
    other.state_directory = path_ / "elsewhere";
    EXPECT_TRUE(outbox_directories(other, loop_));
    other.outbox.run_directory = config_.outbox.run_directory;
    other.outbox.flash_directory.clear();
    EXPECT_EQ(outbox_directories(other, loop_).error(), 1);
}

TEST_F(OutboxDirectoriesTest, AreFreeAgainAfterwards) {
    (void)outbox_directories(config_, loop_);
    EXPECT_TRUE(outbox_directories(config_, loop_));
}

TEST_F(OutboxDirectoriesTest, OnesThatCannotBeAreNoReasonToStop) {
    std::filesystem::create_directories(path_);
    std::ofstream(path_ / "run") << "a file";
    const auto directories = outbox_directories(config_, loop_);
    ASSERT_TRUE(directories);
    EXPECT_NE(directories->run, nullptr);
}

TEST_F(OutboxDirectoriesTest, WithoutANameThereIsNone) {
    config_.outbox.run_directory.clear();
    config_.outbox.flash_directory.clear();
    const auto directories = outbox_directories(config_, loop_);
    ASSERT_TRUE(directories);
    EXPECT_EQ(directories->run, nullptr);
    EXPECT_EQ(directories->flash, nullptr);
    EXPECT_TRUE(directories->locks.empty());
}

}  // namespace
}  // namespace magpie::agent
