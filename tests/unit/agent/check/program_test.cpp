#include "agent/check/program.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/check/result_json.hpp"

namespace magpie::agent::check {
namespace {

/// A script in the place of the agent.
class CheckProgramTest : public testing::Test {
  protected:
    CheckProgramTest() {
        std::string name = (std::filesystem::temp_directory_path() / "magpie-check-program-XXXXXX").string();
        directory = ::mkdtemp(name.data());
    }
    ~CheckProgramTest() override { std::filesystem::remove_all(directory); }

    std::string script(const std::string& body) {
        const auto path = directory + "/program";
        std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
        ::chmod(path.c_str(), 0700);
        return path;
    }
    /// Whether it came to its end by itself; what it said is in `lines`.
    bool runs(const std::string& path, Milliseconds patience = Milliseconds{60'000}) {
        std::optional<bool> whole;
        lines.clear();
        const auto running = begin_program_at(
            loop, path, "/etc/pole.toml", [&](std::string_view line) { lines.emplace_back(line); },
            [&](bool is) { whole = is; }, patience);
        EXPECT_FALSE(whole) << "never from within";
        loop.restart();
        loop.run();
        EXPECT_TRUE(whole);
        return whole.value_or(false);
    }

    boost::asio::io_context loop{1};
    std::string directory;
    std::vector<std::string> lines;
};

TEST_F(CheckProgramTest, EachLineIsHeardAndItIsAskedForJson) {
    EXPECT_TRUE(runs(script("echo \"$*\"; echo; echo two; exit 11")));
    EXPECT_EQ(lines, (std::vector<std::string>{"--config /etc/pole.toml check --json --progress", "two"}));
}

TEST_F(CheckProgramTest, ALineThatIsTooLongIsPassedOver) {
    const auto much = std::to_string(longest_result + 1'000);
    EXPECT_TRUE(runs(script("head -c " + much + " /dev/zero | tr '\\0' x; echo; echo after")));
    EXPECT_EQ(lines, std::vector<std::string>{"after"});
}

TEST_F(CheckProgramTest, WhoDiesIsNotWhole) {
    EXPECT_FALSE(runs(script("echo one; kill -SEGV $$")));
    EXPECT_EQ(lines, std::vector<std::string>{"one"});
}

TEST_F(CheckProgramTest, WhatIsNotThereIsNotWhole) {
    EXPECT_FALSE(runs(directory + "/nothing"));
    EXPECT_TRUE(lines.empty());
}

TEST_F(CheckProgramTest, WhoDoesNotEndIsEnded) {
    EXPECT_FALSE(runs(script("trap '' TERM; echo begun; exec sleep 1000"), Milliseconds{300}));
}

TEST_F(CheckProgramTest, TheRunMayEndInTheLineThatIsHeard) {
    std::unique_ptr<RunningCheck> running;
    int heard = 0;
    bool done = false;
    running = begin_program_at(
        loop, script("echo $$ >" + directory + "/pid; echo one; echo two; exec sleep 1000"), "x",
        [&](std::string_view) {
            ++heard;
            running.reset();
        },
        [&](bool) { done = true; }, Milliseconds{60'000});
    loop.run();
    EXPECT_EQ(heard, 1);
    EXPECT_FALSE(done);
    int process = 0;
    std::ifstream(directory + "/pid") >> process;
    ASSERT_GT(process, 0);
    EXPECT_NE(::kill(process, 0), 0) << "it has gone with its run";
}

}  // namespace
}  // namespace magpie::agent::check
