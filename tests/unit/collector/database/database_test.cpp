#include "collector/database/database.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/collector/database/scratch.hpp"

namespace magpie::collector {
namespace {

/// What is posted, run by the thread of the test.
class TestLoop {
  public:
    void post(std::function<void()> task) {
        {
            const std::lock_guard lock(mutex_);
            tasks_.push_back(std::move(task));
        }
        posted_.notify_one();
    }
    /// Runs what is posted until the state is reached; the limit is for a test that would hang.
    template <typename Condition>
    bool run_until(Condition&& reached) {
        while (!reached()) {
            std::unique_lock lock(mutex_);
            if (!posted_.wait_for(lock, std::chrono::seconds(60), [this] { return !tasks_.empty(); })) {
                return false;
            }
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
        }
        return true;
    }

  private:
    std::mutex mutex_;
    std::condition_variable posted_;
    std::deque<std::function<void()>> tasks_;
};

constexpr std::chrono::milliseconds at_once{0};
constexpr std::chrono::hours never{10'000};

struct DatabaseTest : testing::Test {
    void open(std::chrono::milliseconds gather = at_once) {
        settings.gather = gather;
        auto opened = Database::open(
            settings, [this](std::function<void()> task) { loop.post(std::move(task)); },
            [this](std::string line) { said.push_back(std::move(line)); });
        ASSERT_TRUE(opened) << opened.error();
        database = std::move(*opened);
    }
    void settle(const NodeName& name, const std::string& ledger) {
        database->settle(name, ledger, [this, ledger] { safe.push_back(ledger); });
    }
    bool is_safe(const std::string& ledger) { return std::ranges::find(safe, ledger) != safe.end(); }
    /// What a collector finds that starts on the disk as it is now.
    std::vector<RestoredNode> after_a_kill() {
        const auto copy = scratch.path("copy.db");
        for (const auto* suffix : {"", "-wal"}) {
            std::filesystem::copy_file(settings.store.path + suffix, copy + suffix,
                                       std::filesystem::copy_options::overwrite_existing);
        }
        auto store = Store::open({.path = copy, .most_pages = std::nullopt}, [](const std::string&) {});
        EXPECT_TRUE(store) << store.error();
        return std::move(*store->load());
    }

    Scratch scratch;
    TestLoop loop;
    DatabaseSettings settings{.store = {.path = scratch.path(), .most_pages = std::nullopt},
                              .gather = at_once,
                              .first_retry = std::chrono::milliseconds(1),
                              .last_retry = std::chrono::milliseconds(4)};
    std::vector<std::string> said;
    std::vector<std::string> safe;
    std::unique_ptr<Database> database;
};

const NodeName ap_1{"jongno", "ap-1"};
const NodeName ap_2{"jongno", "ap-2"};

TEST_F(DatabaseTest, ALedgerIsSafeOnlyWhenAKillCannotTakeIt) {
    open();
    database->remember(ap_1, stored(1));
    settle(ap_1, "one");
    ASSERT_TRUE(loop.run_until([this] { return is_safe("one"); }));
    const auto all = after_a_kill();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].ledger, "one");
    EXPECT_EQ(*all[0].stored.plan, "content of 1");
    EXPECT_EQ(database->numbers().pending, 0U);
}

TEST_F(DatabaseTest, WhatWaitsIsTheLatestOfEachNode) {
    open(never);
    for (int i = 0; i < 100; ++i) {
        database->remember(ap_1, stored(static_cast<std::uint64_t>(i)));
        settle(ap_1, std::to_string(i));
        settle(ap_2, std::to_string(i));
    }
    EXPECT_LE(database->numbers().pending, 3U);
    EXPECT_EQ(database->stop(), std::nullopt);
    EXPECT_EQ(database->numbers().pending, 0U);
    open();
    const auto all = database->take_restored();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].stored.plan_id, 99U);
    EXPECT_EQ(all[0].ledger, "99");
    EXPECT_TRUE(database->take_restored().empty());
}

TEST_F(DatabaseTest, ForgettingOvertakesWhatWaits) {
    open(never);
    database->remember(ap_1, stored(1));
    settle(ap_1, "one");
    database->forget(ap_1);
    database->forget(ap_2);
    database->remember(ap_2, stored(2));
    database->stop();
    open();
    const auto all = database->take_restored();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].name, ap_2);
}

TEST_F(DatabaseTest, WhoWaitsForAnOrderHearsAlsoWhenItWasOvertaken) {
    open(never);
    database->keep_order(7, {.bytes = "first", .taken_ms = 1, .by = "desk"}, [this] { safe.emplace_back("kept"); });
    database->drop_order(7, [this] { safe.emplace_back("dropped"); });
    database->drop_order(8, nullptr);
    EXPECT_EQ(database->numbers().pending, 2U);
    EXPECT_EQ(database->stop(), std::nullopt);
    open();
    EXPECT_TRUE(database->take_restored_commands().orders.empty());
    database->keep_order(7, {.bytes = "again", .taken_ms = 2, .by = "desk"}, [this] { safe.emplace_back("kept"); });
    database->drop_order(7, [this] { safe.emplace_back("dropped"); });
    EXPECT_TRUE(loop.run_until([this] { return is_safe("kept") && is_safe("dropped"); }));
}

TEST_F(DatabaseTest, AFullDiskCostsNothingButTime) {
    settings.store.most_pages = 24;
    open();
    auto large = stored(1);
    large.info = std::string(40'000, 'x');
    database->remember({"a", "large"}, large);
    settle(ap_1, "before");
    ASSERT_TRUE(loop.run_until([this] { return is_safe("before"); }));

    database->remember(ap_1, large);
    settle(ap_1, "one");
    ASSERT_TRUE(loop.run_until([this] { return !said.empty(); }));
    EXPECT_NE(said[0].find("database or disk is full"), std::string::npos) << said[0];
    EXPECT_GE(database->numbers().errors.at("full"), 1U);
    settle(ap_1, "two");
    settle(ap_2, "of another node");
    // Commits go on failing.
    const auto errors = database->numbers().errors.at("full");
    while (database->numbers().errors.at("full") < errors + 3) {
        std::this_thread::yield();
    }
    EXPECT_GE(database->numbers().pending, 2U);

    database->forget({"a", "large"});
    ASSERT_TRUE(loop.run_until([this] { return is_safe("two"); }));
    ASSERT_TRUE(loop.run_until([this] { return said.size() == 2; }));
    EXPECT_EQ(said[1], "the database takes commits again");
    EXPECT_FALSE(is_safe("one")) << "overtaken";
    EXPECT_TRUE(is_safe("of another node"));
    EXPECT_EQ(database->numbers().pending, 0U);
    database.reset();
    open();
    const auto all = database->take_restored();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].name, ap_1);
    EXPECT_EQ(all[0].ledger, "two");
}

TEST_F(DatabaseTest, StoppingOnAFullDiskSaysSo) {
    settings.store.most_pages = 20;
    open(never);
    auto large = stored(1);
    large.info = std::string(400'000, 'x');
    database->remember(ap_1, large);
    EXPECT_EQ(database->stop(), "database or disk is full");
    EXPECT_EQ(database->stop(), "database or disk is full") << "and says it again";
}

TEST_F(DatabaseTest, NothingIsPostedAfterTheEnd) {
    open(never);
    settle(ap_1, "one");
    database.reset();
    open();
    settle(ap_1, "two");
    ASSERT_TRUE(loop.run_until([this] { return is_safe("two"); }));
    EXPECT_FALSE(is_safe("one"));
}

TEST_F(DatabaseTest, AFileDamagedInUseIsSetAsideAndANewOneBegun) {
    open();
    auto large = stored(1);
    large.info = std::string(10'000, 'x');
    constexpr int nodes = 2000;  // 20 MB: more than is kept in memory
    for (int i = 0; i < nodes; ++i) {
        database->remember({"a", std::to_string(i)}, large);
    }
    settle(ap_1, "filled");
    ASSERT_TRUE(loop.run_until([this] { return is_safe("filled"); }));
    for (const auto* suffix : {"", "-wal"}) {
        const auto path = settings.store.path + suffix;
        overwrite(path, 4096, std::string(std::filesystem::file_size(path) - 4096, '\xff'));
    }
    for (int i = 0; i < nodes; ++i) {
        database->remember({"a", std::to_string(i)}, stored(2));
    }
    settle(ap_1, "after");
    ASSERT_TRUE(loop.run_until([this] { return is_safe("after"); }));
    EXPECT_GE(database->numbers().errors.at("corrupt"), 1U);
    EXPECT_TRUE(
        std::ranges::any_of(said, [](const auto& line) { return line.find(".damaged-1") != std::string::npos; }));
    EXPECT_TRUE(std::filesystem::exists(settings.store.path + ".damaged-1"));
    database.reset();
    open();
    EXPECT_EQ(database->take_restored().size(), static_cast<std::size_t>(nodes));
}

TEST_F(DatabaseTest, AFileThatCannotBeUsedIsAnErrorInASentence) {
    settings.store.path = scratch.path("no/such.db");
    const auto opened = Database::open(
        settings, [](const auto&) {}, [](const auto&) {});
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().find(settings.store.path), std::string::npos);
}

TEST_F(DatabaseTest, ManyNodesAreCommittedInFewTransactions) {
    open();
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 2000; ++i) {
            const auto name = std::to_string(i);
            database->remember({"a", name}, stored(1));
            settle({"a", name}, "r" + std::to_string(round) + "-" + name);
        }
    }
    ASSERT_TRUE(loop.run_until([this] { return is_safe("r4-1999"); }));
    ASSERT_TRUE(loop.run_until([this] { return is_safe("r4-0"); }));
    database.reset();
    open();
    const auto all = database->take_restored();
    ASSERT_EQ(all.size(), 2000U);
    for (const auto& one : all) {
        EXPECT_EQ(one.ledger, "r4-" + one.name.node);
    }
}

}  // namespace
}  // namespace magpie::collector
