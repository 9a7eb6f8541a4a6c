#include "agent/throughput/program.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>

namespace magpie::agent::throughput {
namespace {

/// A script in the place of magpie-throughput.
class ThroughputProgramTest : public testing::Test {
  protected:
    ThroughputProgramTest() {
        std::string name = (std::filesystem::temp_directory_path() / "magpie-program-XXXXXX").string();
        directory = ::mkdtemp(name.data());
    }
    ~ThroughputProgramTest() override { std::filesystem::remove_all(directory); }

    std::string script(const std::string& body) {
        const auto path = directory + "/program";
        std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
        ::chmod(path.c_str(), 0700);
        return path;
    }
    Result runs(const std::string& path, Milliseconds patience = Milliseconds{60'000}) {
        std::optional<Result> result;
        const auto running = begin_program(
            loop, path, job, [&](const Result& found) { result = found; }, patience);
        EXPECT_FALSE(result) << "never from within";
        loop.run();
        EXPECT_TRUE(result);
        return result.value_or(Result{});
    }
    [[nodiscard]] std::string said(const std::string& name) const {
        std::ifstream file(directory + "/" + name);
        std::string text;
        std::getline(file, text);
        return text;
    }

    boost::asio::io_context loop{1};
    std::string directory;
    Job job{.address = "192.0.2.1", .duration = std::chrono::seconds(1)};
};

TEST_F(ThroughputProgramTest, WhatItSaysIsTheResult) {
    const Result good{.outcome = Outcome::measured, .measured = Measured{.bytes = 5, .seconds = 1}, .cost_bytes = 6};
    EXPECT_EQ(runs(script("cat <<'E'\n" + encode(good) + "E")), good);
}

TEST_F(ThroughputProgramTest, ItHasItsJobAsWordsAndNothingElseOfOurs) {
    (void)runs(script("echo \"$*\" >" + directory + "/words; env >" + directory + "/environment"));
    EXPECT_EQ(said("words"), "192.0.2.1 5201 up 1 1 100000000000");
    std::ifstream file(directory + "/environment");
    for (std::string line; std::getline(file, line);) {
        EXPECT_TRUE(line.starts_with("PWD=") || line.starts_with("OLDPWD=") || line.starts_with("_=")) << line;
    }
}

TEST_F(ThroughputProgramTest, JunkIsJunkHoweverMuch) {
    EXPECT_EQ(runs(script("echo '{\"outcome\":'")).outcome, Outcome::junk);
    loop.restart();
    EXPECT_EQ(runs(script("head -c 300000 /dev/zero")).outcome, Outcome::junk);
    loop.restart();
    EXPECT_EQ(runs(script("exit 0")).outcome, Outcome::junk) << "a good end without a word";
}

TEST_F(ThroughputProgramTest, WhoDiesWithoutAWordHasCrashed) {
    EXPECT_EQ(runs(script("kill -SEGV $$")).outcome, Outcome::crashed);
    loop.restart();
    EXPECT_EQ(runs(script("exit 1")).outcome, Outcome::crashed) << "as a library does that calls exit";
}

TEST_F(ThroughputProgramTest, WhatIsNotThereIsNotStarted) {
    const auto result = runs(directory + "/nothing");
    EXPECT_EQ(result.outcome, Outcome::not_started);
    EXPECT_EQ(result.detail, "No such file or directory");
}

TEST_F(ThroughputProgramTest, WhoDoesNotEndIsEndedWithAllItBegan) {
    // It is to be over after a second and what lies around it; patience that is negative is none of that.
    const Milliseconds at_once = Milliseconds{1000} - Milliseconds(job.duration + around_run);
    const auto path = script("sleep 1000 & echo $! >" + directory + "/child; trap '' TERM; wait");
    EXPECT_EQ(runs(path, at_once).outcome, Outcome::killed);
    const auto child = std::atoi(said("child").c_str());
    ASSERT_GT(child, 0);
    // A signal takes its time. Somebody else may be its parent now and has not looked yet: then it is a zombie.
    std::string text;
    const auto has_ended = [&] {
        std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
        text.clear();
        std::getline(stat, text);
        return text.empty() || text.find(") Z ") != std::string::npos || text.find(") X ") != std::string::npos;
    };
    for (int tries = 0; tries < 500 && !has_ended(); ++tries) {
        ::usleep(10'000);
    }
    EXPECT_TRUE(has_ended()) << text;
}

TEST_F(ThroughputProgramTest, ItEndsWithItsScopeAndSaysNothing) {
    bool told = false;
    auto running = begin_program(loop, script("sleep 1000"), job, [&](const Result&) { told = true; });
    running.reset();
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "no child is left";
    EXPECT_EQ(errno, ECHILD);
    loop.run();
    EXPECT_FALSE(told);
}

TEST_F(ThroughputProgramTest, IsBesideTheProgramThatRuns) {
    EXPECT_TRUE(program_path().ends_with("/magpie-throughput"));
    EXPECT_TRUE(program_path().starts_with("/"));
}

}  // namespace
}  // namespace magpie::agent::throughput
