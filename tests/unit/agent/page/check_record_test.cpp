#include "agent/page/check_record.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_clock.hpp"
#include "wire/time_text.hpp"

namespace magpie::agent::page {
namespace {

using nlohmann::json;
using std::chrono::seconds;

class ACheckRecord : public testing::Test {
  protected:
    [[nodiscard]] json told() const { return json::parse(record_.told(clock_.now())); }

    fakes::FakeClock clock_;
    CheckRecord record_;
};

constexpr const char* running = R"({"event":"layer","layer":{"layer":"link","state":"running"}})";
constexpr const char* passed = R"({"event":"layer","layer":{"layer":"link","state":"pass"}})";
constexpr const char* result = R"({"event":"result","result":{"version":1,"verdict":"pass","layers":[]}})";

TEST_F(ACheckRecord, SaysAtFirstThatThereWasNone) {
    EXPECT_EQ(told(), json::parse(R"({"running":false,"seconds":0,"layers":[],"failed":false,"result":null,)"
                                  R"("age_seconds":null})"));
}

TEST_F(ACheckRecord, ShowsEachLayerOnceAsItIsNow) {
    record_.begin(clock_.now());
    record_.hear(running);
    EXPECT_EQ(told()["layers"][0]["state"], "running");
    record_.hear(passed);
    clock_.advance(seconds(3));
    EXPECT_EQ(told()["layers"].size(), 1U);
    EXPECT_EQ(told()["layers"][0]["state"], "pass");
    EXPECT_EQ(told()["seconds"], 3);
    EXPECT_TRUE(told()["result"].is_null());
}

TEST_F(ACheckRecord, KeepsTheResultUntilTheNext) {
    record_.begin(clock_.now());
    record_.hear(result);
    EXPECT_TRUE(told()["result"].is_null()) << "the program has not ended";
    record_.end(true, clock_.now());
    clock_.advance(seconds(60));
    EXPECT_EQ(told()["result"]["verdict"], "pass");
    EXPECT_EQ(told()["age_seconds"], 60);
    record_.begin(clock_.now());
    record_.hear(running);
    record_.end(false, clock_.now());
    EXPECT_TRUE(told()["failed"]);
    EXPECT_EQ(told()["result"]["verdict"], "pass") << "of the one before";
}

TEST_F(ACheckRecord, WithoutAResultHasFailed) {
    record_.begin(clock_.now());
    record_.hear(passed);
    record_.end(true, clock_.now());
    EXPECT_TRUE(told()["failed"]);
}

TEST_F(ACheckRecord, ShowsWhatOthersHaveBegunSince) {
    const auto kept = [&](const char* verdict, Milliseconds ago) {
        return CheckRecord::Kept{.result = R"({"verdict":")" + std::string(verdict) + "\"}",
                                 .begun = clock_.now().wall - ago,
                                 .lasted = seconds(20)};
    };
    const auto old = kept("warn", seconds(500));
    record_.found(old, clock_.now());
    EXPECT_EQ(told()["result"]["verdict"], "warn");
    EXPECT_EQ(told()["age_seconds"], 480) << "since it has ended";

    const auto begun = time_text(clock_.now().wall);
    record_.begin(clock_.now());
    record_.hear(R"({"event":"result","result":{"verdict":"pass","begun":")" + begun + "\"}}");
    record_.end(true, clock_.now());
    record_.found(old, clock_.now());
    EXPECT_EQ(told()["result"]["verdict"], "pass") << "the page's own is newer";
    record_.found(kept("fail", seconds(0)), clock_.now());
    EXPECT_EQ(told()["result"]["verdict"], "pass") << "its own once more, from the directory";

    clock_.advance(seconds(60));
    record_.begin(clock_.now());
    record_.end(false, clock_.now());
    EXPECT_TRUE(told()["failed"]);
    record_.found(kept("fail", seconds(25)), clock_.now());
    EXPECT_EQ(told()["result"]["verdict"], "fail");
    EXPECT_EQ(told()["age_seconds"], 5);
    EXPECT_FALSE(told()["failed"]) << "it was begun before, and has ended since";
}

TEST_F(ACheckRecord, OfAClockThatWasSetBackNothingIsOfTheFuture) {
    record_.found({.result = "{}", .begun = clock_.now().wall + seconds(90), .lasted = {}}, clock_.now());
    EXPECT_EQ(told()["age_seconds"], 0);
}

TEST_F(ACheckRecord, TakesNoNonsense) {
    record_.hear(passed);
    EXPECT_TRUE(told()["layers"].empty()) << "nobody asked";
    record_.begin(clock_.now());
    for (const auto* line : {"", "{", "[]", "null", R"({"event":1})", R"({"event":"layer"})",
                             R"({"event":"layer","layer":[]})", R"({"event":"layer","layer":{"layer":1}})",
                             R"({"event":"result","result":"x"})", R"({"event":"seconds","seconds":{}})"}) {
        record_.hear(line);
    }
    record_.hear(std::string(CheckRecord::longest_line, ' ') + passed);
    EXPECT_TRUE(told()["layers"].empty());
    for (int i = 0; i < 1000; ++i) {
        record_.hear(R"({"event":"layer","layer":{"layer":")" + std::to_string(i) + "\"}}");
    }
    EXPECT_EQ(told()["layers"].size(), CheckRecord::most_layers);
}

}  // namespace
}  // namespace magpie::agent::page
