#include "agent/outbox/directory.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace magpie::agent {
namespace {

class DirectoryTest : public testing::Test {
  public:
    DirectoryTest() { std::filesystem::remove_all(path_); }
    ~DirectoryTest() override { std::filesystem::remove_all(path_); }

  protected:
    std::filesystem::path path_ =
        std::filesystem::path(testing::TempDir()) /
        (std::string("magpie-directory-") + testing::UnitTest::GetInstance()->current_test_info()->name());
    Directory directory_{(path_ / "outbox").string()};
};

TEST_F(DirectoryTest, IsMadeWhenSomethingIsWritten) {
    EXPECT_TRUE(directory_.names().empty());
    ASSERT_TRUE(directory_.write("a", 0, "one", true));
    EXPECT_EQ(directory_.names(), std::vector<std::string>{"a"});
    EXPECT_EQ(directory_.read("a").value(), "one");
}

TEST_F(DirectoryTest, IsNobodyElsesToRead) {
    ASSERT_TRUE(directory_.write("a", 0, "one", false));
    EXPECT_EQ(std::filesystem::status(path_ / "outbox" / "a").permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(DirectoryTest, WhatIsBehindTheOffsetIsReplaced) {
    ASSERT_TRUE(directory_.write("a", 0, "one two three", false));
    ASSERT_TRUE(directory_.write("a", 4, "2", false));
    EXPECT_EQ(directory_.read("a").value(), "one 2");
}

TEST_F(DirectoryTest, AFileThatIsNotThereIsEmpty) {
    EXPECT_EQ(directory_.read("none").value(), "");
}

TEST_F(DirectoryTest, WhatIsRemovedIsGoneAndMayHaveBeen) {
    ASSERT_TRUE(directory_.write("a", 0, "one", false));
    ASSERT_TRUE(directory_.write("b", 0, "two", false));
    EXPECT_TRUE(directory_.remove({"a", "none"}, true));
    EXPECT_EQ(directory_.names(), std::vector<std::string>{"b"});
}

TEST_F(DirectoryTest, OneThatCannotBeSaysWhy) {
    std::filesystem::create_directories(path_);
    std::ofstream(path_ / "outbox") << "a file";
    const auto written = directory_.write("a", 0, "one", true);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error(), std::errc::not_a_directory);
    EXPECT_TRUE(directory_.names().empty());
}

/// Until its end no file of this process grows beyond so many bytes.
class FilesGrowNoFurther {
  public:
    explicit FilesGrowNoFurther(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        EXPECT_EQ(::getrlimit(RLIMIT_FSIZE, &before_), 0);
        const rlimit low{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &low), 0);
    }
    FilesGrowNoFurther(const FilesGrowNoFurther&) = delete;
    FilesGrowNoFurther& operator=(const FilesGrowNoFurther&) = delete;
    ~FilesGrowNoFurther() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        (void)std::signal(SIGXFSZ, handler_);
    }

  private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST_F(DirectoryTest, WhatIsWrittenAnewIsAsItWasUntilItIsWhole) {
    ASSERT_TRUE(directory_.write("a", 0, "as it was", true));
    const std::string longer(10'000, 'x');
    {
        const FilesGrowNoFurther limit(5000);
        const auto written = directory_.write("a", 0, longer, true);
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error(), std::errc::file_too_large);
    }
    EXPECT_EQ(directory_.read("a").value(), "as it was");
    EXPECT_EQ(directory_.names(), std::vector<std::string>{"a"}) << "and nothing lies about";
    ASSERT_TRUE(directory_.write("a", 0, longer, true));
    EXPECT_EQ(directory_.read("a").value(), longer);
    EXPECT_EQ(directory_.names(), std::vector<std::string>{"a"});
}

TEST_F(DirectoryTest, OfANewFileThatDoesNotLastNothingIsLeft) {
    const std::string longer(10'000, 'x');
    const FilesGrowNoFurther limit(5000);
    EXPECT_FALSE(directory_.write("a", 0, longer, true));
    EXPECT_TRUE(directory_.names().empty());
    EXPECT_FALSE(directory_.write("b", 0, longer, false));
    EXPECT_EQ(directory_.read("b").value(), longer.substr(0, 5000)) << "on tmpfs a part is better than nothing";
}

TEST_F(DirectoryTest, FollowsNoLinkOutOfItself) {
    std::filesystem::create_directories(path_ / "outbox");
    std::ofstream(path_ / "precious") << "untouched";
    std::filesystem::create_symlink(path_ / "precious", path_ / "outbox" / "a");
    EXPECT_FALSE(directory_.write("a", 0, "", false));
    EXPECT_EQ(std::filesystem::file_size(path_ / "precious"), 9U);
}

}  // namespace
}  // namespace magpie::agent
