#include "platform/files/watched_files.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::files {
namespace {

class Watched : public testing::Test {
  protected:
    bool changed() {
        now.mono += WatchedFiles::look_every;
        return watched.changed(now);
    }

    Now now;
    tls::Directory directory;
    const std::string one = directory.write("one", "a");
    const std::string other = directory.write("other", "b");
    WatchedFiles watched{{one, other}};
};

TEST_F(Watched, WhatStaysIsNotChanged) {
    EXPECT_FALSE(changed());
    EXPECT_FALSE(changed());
}

TEST_F(Watched, AChangeIsToldUntilItIsTaken) {
    directory.write("other", "longer");
    EXPECT_TRUE(changed());
    EXPECT_TRUE(changed());
    watched.take();
    EXPECT_FALSE(changed());
}

TEST_F(Watched, NobodyLooksMoreOftenThanEveryFewSeconds) {
    EXPECT_FALSE(changed());
    directory.write("one", "longer");
    EXPECT_FALSE(watched.changed(now));
    now.mono += WatchedFiles::look_every - Milliseconds{1};
    EXPECT_FALSE(watched.changed(now));
    now.mono += Milliseconds{1};
    EXPECT_TRUE(watched.changed(now));
}

TEST_F(Watched, OneThatTookAnothersPlaceIsAnother) {
    const auto time = std::filesystem::last_write_time(one);
    const auto next = directory.write("next", "c");
    std::filesystem::last_write_time(next, time);
    std::filesystem::rename(next, one);
    EXPECT_TRUE(changed());
}

TEST_F(Watched, OneThatGoesAndComesIsAChange) {
    std::filesystem::remove(one);
    EXPECT_TRUE(changed());
    watched.take();
    EXPECT_FALSE(changed());
    directory.write("one", "a");
    EXPECT_TRUE(changed());
}

}  // namespace
}  // namespace magpie::files
