#include "platform/files/directory_lock.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::files {
namespace {

class DirectoryLock : public testing::Test {
  protected:
    tls::Directory directory;
    const std::string path = directory.file("a/b");
};

TEST_F(DirectoryLock, IsHeldOnceAndMakesWhatIsMissing) {
    const auto first = lock_directory(path);
    ASSERT_TRUE(first);
    EXPECT_TRUE(*first);
    const auto second = lock_directory(path);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), "another program has the directory " + path);
}

TEST_F(DirectoryLock, GoesWithItsFile) {
    (void)lock_directory(path);
    const auto again = lock_directory(path);
    ASSERT_TRUE(again);
    EXPECT_TRUE(*again);
}

TEST_F(DirectoryLock, OfAKilledProcessIsGone) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const auto child = ::fork();
    if (child == 0) {
        const auto held = lock_directory(path);
        (void)!::write(ready[1], held && *held ? "y" : "n", 1);
        for (;;) {
            ::pause();
        }
    }
    char word = 0;
    ASSERT_EQ(::read(ready[0], &word, 1), 1);
    EXPECT_EQ(word, 'y');
    EXPECT_FALSE(lock_directory(path));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(lock_directory(path).value());
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST_F(DirectoryLock, WhereNoneCanBeTheProgramGoesOn) {
    const auto in_a_file = directory.write("file", "x") + "/lock-me";
    const auto none = lock_directory(in_a_file);
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
}

TEST_F(DirectoryLock, FollowsNoLink) {
    std::filesystem::create_directories(path);
    std::filesystem::create_symlink(directory.file("elsewhere"), path + "/lock");
    const auto none = lock_directory(path);
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
    EXPECT_FALSE(std::filesystem::exists(directory.file("elsewhere")));
}

}  // namespace
}  // namespace magpie::files
