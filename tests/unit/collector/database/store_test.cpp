#include "collector/database/store.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/collector/database/scratch.hpp"

namespace magpie::collector {
namespace {

struct StoreTest : testing::Test {
    tl::expected<Store, std::string> open() {
        return Store::open(settings, [this](std::string line) { said.push_back(std::move(line)); });
    }
    std::vector<RestoredNode> reopened() {
        auto store = open();
        EXPECT_TRUE(store) << store.error();
        auto all = store->load();
        EXPECT_TRUE(all);
        return std::move(*all);
    }
    std::int64_t number(const std::string& query) { return *sqlite::Connection::open(settings.path)->number(query); }

    Scratch scratch;
    StoreSettings settings{.path = scratch.path(), .most_pages = std::nullopt};
    std::vector<std::string> said;
};

TEST_F(StoreTest, WhatIsWrittenComesBack) {
    Batch batch;
    batch.nodes[{"jongno", "ap-1"}] = stored(0xffffffffffffffffULL, 5);
    auto foreign = stored(0, 3);
    foreign.plan = nullptr;
    foreign.info.clear();
    foreign.down = true;
    batch.nodes[{"jongno", "plc"}] = foreign;
    batch.ledgers[{"jongno", "ap-1"}] = {.ledger = std::string("\0\1", 2), .safe = {}};
    ASSERT_TRUE(open()->write(batch));

    const auto all = reopened();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name.node, "plc") << "heard longest ago first";
    EXPECT_EQ(all[0].stored.plan, nullptr);
    EXPECT_TRUE(all[0].stored.down);
    EXPECT_EQ(all[0].ledger, "");
    EXPECT_EQ(all[1].name, (NodeName{"jongno", "ap-1"}));
    EXPECT_EQ(all[1].stored.plan_id, 0xffffffffffffffffULL);
    EXPECT_EQ(*all[1].stored.plan, "content of 18446744073709551615");
    EXPECT_EQ(all[1].stored.bd_seq, 7);
    EXPECT_EQ(all[1].stored.info, "info");
    EXPECT_EQ(all[1].stored.interval_ms, 10'000);
    EXPECT_EQ(all[1].stored.last_heard_ms, 5);
    EXPECT_FALSE(all[1].stored.down);
    EXPECT_EQ(all[1].ledger, std::string("\0\1", 2));
    EXPECT_TRUE(said.empty());
}

TEST_F(StoreTest, APlanIsStoredOnceAndSharedWhenItComesBack) {
    Batch batch;
    for (int i = 0; i < 10; ++i) {
        batch.nodes[{"a", std::to_string(i)}] = stored(1);
    }
    ASSERT_TRUE(open()->write(batch));
    EXPECT_EQ(number("SELECT count(*) FROM plan"), 1);
    const auto all = reopened();
    EXPECT_EQ(all[0].stored.plan.get(), all[9].stored.plan.get());
}

TEST_F(StoreTest, APlanNoNodeHasIsDropped) {
    {
        auto store = open();
        Batch batch;
        batch.nodes[{"a", "1"}] = stored(1);
        batch.nodes[{"a", "2"}] = stored(1);
        batch.nodes[{"a", "3"}] = stored(3);
        ASSERT_TRUE(store->write(batch));
        batch.nodes.clear();
        batch.nodes[{"a", "1"}] = stored(2);
        batch.nodes[{"a", "3"}] = std::nullopt;
        ASSERT_TRUE(store->write(batch));
    }
    EXPECT_EQ(number("SELECT sum(id) FROM plan"), 1 + 2);
    {
        auto store = open();
        Batch batch;
        batch.nodes[{"a", "2"}] = stored(2);
        ASSERT_TRUE(store->write(batch));
        batch.nodes[{"a", "2"}] = stored(1);
        ASSERT_TRUE(store->write(batch)) << "one that was dropped comes again";
        batch.nodes[{"a", "2"}] = stored(0);
        batch.nodes[{"a", "2"}]->plan = nullptr;
        ASSERT_TRUE(store->write(batch));
    }
    EXPECT_EQ(number("SELECT sum(id) FROM plan"), 2);
}

TEST_F(StoreTest, ForgettingTakesNodeAndLedger) {
    auto store = open();
    Batch batch;
    batch.nodes[{"a", "1"}] = stored(1);
    batch.ledgers[{"a", "1"}] = {.ledger = "x", .safe = {}};
    ASSERT_TRUE(store->write(batch));
    batch.nodes[{"a", "1"}] = std::nullopt;
    batch.ledgers[{"a", "1"}] = {};
    ASSERT_TRUE(store->write(batch));
    EXPECT_TRUE(store->load()->empty());
    store = tl::make_unexpected(std::string());
    EXPECT_EQ(number("SELECT count(*) FROM ledger"), 0);
}

TEST_F(StoreTest, ABatchThatDoesNotFitLeavesNothingBehind) {
    settings.most_pages = 20;
    auto store = open();
    Batch batch;
    batch.nodes[{"a", "1"}] = stored(1);
    ASSERT_TRUE(store->write(batch));
    for (int i = 0; i < 100; ++i) {
        auto node = stored(2);
        node.info = std::string(4096, 'x');
        batch.nodes[{"b", std::to_string(i)}] = node;
    }
    const auto written = store->write(batch);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().reason, sqlite::Reason::full);
    EXPECT_EQ(store->load()->size(), 1U);
    batch.nodes.clear();
    batch.nodes[{"a", "2"}] = stored(2);
    ASSERT_TRUE(store->write(batch));
    EXPECT_EQ(*store->load()->at(1).stored.plan, "content of 2") << "the plan went with the batch that failed";
}

TEST_F(StoreTest, WhatGoesMakesRoomForWhatComes) {
    settings.most_pages = 20;
    auto store = open();
    auto large = stored(1);
    large.info = std::string(30'000, 'x');
    Batch batch;
    batch.nodes[{"b", "old"}] = large;
    ASSERT_TRUE(store->write(batch));
    batch.nodes.clear();
    batch.nodes[{"a", "new"}] = large;
    ASSERT_FALSE(store->write(batch));
    batch.nodes[{"b", "old"}] = std::nullopt;
    EXPECT_TRUE(store->write(batch));
}

TEST_F(StoreTest, WhatCannotBeANodeIsLeftOut) {
    Batch batch;
    batch.nodes[{"a", "good"}] = stored(1);
    batch.nodes[{"a", ""}] = stored(1);
    batch.nodes[{"a\n", "1"}] = stored(1);
    batch.nodes[{"a", "\xff"}] = stored(1);
    batch.nodes[{"a", std::string(300, 'a')}] = stored(1);
    ASSERT_TRUE(open()->write(batch));
    EXPECT_EQ(reopened().size(), 1U);
}

TEST_F(StoreTest, AMissingDirectoryIsNamed) {
    settings.path = scratch.path("no/such/magpie.db");
    const auto store = open();
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error(), "cannot use the database " + settings.path + ": unable to open database file");
}

TEST_F(StoreTest, ANewerSchemaIsLeftAlone) {
    ASSERT_TRUE(open());
    ASSERT_TRUE(sqlite::Connection::open(settings.path)->run("PRAGMA user_version = 5"));
    const auto store = open();
    ASSERT_FALSE(store);
    EXPECT_NE(store.error().find("its schema 5 is newer than 4"), std::string::npos) << store.error();
    EXPECT_EQ(number("PRAGMA user_version"), 5);
}

TEST_F(StoreTest, ASchemaFromBeforeOrdersIsBroughtUp) {
    {
        Batch batch;
        batch.nodes[{"jongno", "ap-1"}] = stored(5);
        ASSERT_TRUE(open()->write(batch));
    }
    ASSERT_TRUE(
        sqlite::Connection::open(settings.path)
            ->run("DROP TABLE orders; DROP TABLE audit; DROP TABLE block; DROP TABLE pole; DROP TABLE maintenance;"
                  "DROP TABLE event; PRAGMA user_version = 1"));
    auto store = open();
    ASSERT_TRUE(store) << store.error();
    EXPECT_EQ(store->load()->size(), 1U);
    EXPECT_TRUE(store->load_commands()->orders.empty());
    store = tl::make_unexpected(std::string());
    EXPECT_EQ(number("PRAGMA user_version"), 4);
}

/// tests/golden/database has a file of each schema there ever was.
TEST_F(StoreTest, EachEarlierSchemaIsBroughtUpWithAllThatIsInIt) {
    constexpr const char* all = "SELECT group_concat(sql, ';') FROM (SELECT sql FROM sqlite_schema ORDER BY name)";
    settings.path = scratch.path("new.db");
    ASSERT_TRUE(open());
    const auto schema = *sqlite::Connection::open(settings.path)->text(all);
    for (std::int64_t version = 1; version < schema_version; ++version) {
        settings.path = scratch.path("of" + std::to_string(version) + ".db");
        std::ifstream file(std::string(MAGPIE_GOLDEN_DIR) + "/database/schema_" + std::to_string(version) + ".sql");
        ASSERT_TRUE(file) << version;
        ASSERT_TRUE(sqlite::Connection::open(settings.path)->run({std::istreambuf_iterator<char>(file), {}}));
        ASSERT_EQ(number("PRAGMA user_version"), version);

        auto store = open();
        ASSERT_TRUE(store) << version << ": " << store.error();
        const auto nodes = store->load();
        ASSERT_EQ(nodes->size(), 2U) << version;
        EXPECT_TRUE(nodes->at(0).stored.down);
        EXPECT_EQ(nodes->at(1).name, (NodeName{"mapo", "pole-1"}));
        EXPECT_EQ(*nodes->at(1).stored.plan, "content");
        EXPECT_EQ(nodes->at(1).stored.info, "info");
        EXPECT_EQ(nodes->at(1).ledger, "ledger");
        const auto commands = store->load_commands();
        ASSERT_TRUE(commands) << version;
        EXPECT_EQ(commands->orders.size(), version < 2 ? 0U : 1U);
        EXPECT_EQ(commands->audit.size(), version < 2 ? 0U : 1U);
        EXPECT_EQ(commands->blocks.size(), version < 3 ? 0U : 1U);
        Batch batch;
        batch.blocks = {{10, "new"}};
        batch.console.events = {{1, "new"}};
        EXPECT_TRUE(store->write(batch)) << version << ": what came since can be kept";

        store = tl::make_unexpected(std::string());
        EXPECT_EQ(number("PRAGMA user_version"), schema_version);
        EXPECT_EQ(*sqlite::Connection::open(settings.path)->text(all), schema) << version << ": as a new one";
        EXPECT_TRUE(said.empty());
    }
}

TEST_F(StoreTest, WhatTheConsoleKeepsComesBackUntilItIsDropped) {
    Batch batch;
    batch.console.poles = {{{"mapo", "pole-1"}, "one"}, {{"mapo", "pole-2"}, "two"}};
    batch.console.windows = {{7, "window"}};
    batch.console.events = {{1, "old"}, {2, std::string("\0\1", 2)}, {3, "new"}};
    ASSERT_TRUE(open()->write(batch));
    const auto first = open()->load_commands()->console;
    EXPECT_EQ(first.poles, (std::map<NodeName, std::string>{{{"mapo", "pole-1"}, "one"}, {{"mapo", "pole-2"}, "two"}}));
    EXPECT_EQ(first.windows, (std::map<std::uint64_t, std::string>{{7, "window"}}));
    EXPECT_EQ(first.events.size(), 3U);

    Batch later;
    later.console.poles = {{{"mapo", "pole-1"}, std::nullopt}, {{"mapo", "pole-2"}, "other"}};
    later.console.windows = {{7, std::nullopt}};
    later.console.events = {{3, "newer"}};
    later.console.first_event = 3;
    ASSERT_TRUE(open()->write(later));
    const auto second = open()->load_commands()->console;
    EXPECT_EQ(second.poles, (std::map<NodeName, std::string>{{{"mapo", "pole-2"}, "other"}}));
    EXPECT_TRUE(second.windows.empty());
    EXPECT_EQ(second.events, (std::map<std::uint64_t, std::string>{{3, "newer"}}));
}

TEST_F(StoreTest, BlocksComeBackUntilTheyAreDropped) {
    Batch batch;
    batch.blocks = {{3, std::string("\0\1", 2)}, {4, "four"}};
    ASSERT_TRUE(open()->write(batch));
    const std::map<std::uint64_t, std::string> both{{3, std::string("\0\1", 2)}, {4, "four"}};
    EXPECT_EQ(open()->load_commands()->blocks, both);
    Batch later;
    later.blocks = {{3, std::nullopt}, {4, "new"}};
    ASSERT_TRUE(open()->write(later));
    EXPECT_EQ(open()->load_commands()->blocks, (std::map<std::uint64_t, std::string>{{4, "new"}}));
}

TEST_F(StoreTest, OrdersAndTheAuditComeBack) {
    Batch batch;
    batch.orders[7] = {.order = StoredOrder{.bytes = std::string("\0\1", 2), .taken_ms = 5, .by = "desk"}, .done = {}};
    batch.orders[8] = {.order = StoredOrder{.bytes = "8", .taken_ms = 6, .by = "desk"}, .done = {}};
    batch.audit.push_back({.id = 1, .at_ms = 5, .who = "desk", .what = "order_taken", .detail = "order 7"});
    Batch next;
    next.orders[8] = {};
    next.audit.push_back({.id = 2, .at_ms = 6, .who = "desk", .what = "order_withdrawn", .detail = "order 8"});
    auto store = open();
    ASSERT_TRUE(store->write(batch));
    ASSERT_TRUE(store->write(next));
    const auto commands = store->load_commands();
    ASSERT_TRUE(commands);
    ASSERT_EQ(commands->orders.size(), 1U);
    EXPECT_EQ(commands->orders.at(7).bytes, std::string("\0\1", 2));
    EXPECT_EQ(commands->orders.at(7).taken_ms, 5);
    EXPECT_EQ(commands->orders.at(7).by, "desk");
    ASSERT_EQ(commands->audit.size(), 2U);
    EXPECT_EQ(commands->audit[1].id, 2U);
    EXPECT_EQ(commands->audit[1].what, "order_withdrawn");
}

TEST_F(StoreTest, TheLastTenThousandRowsOfTheAuditStay) {
    Batch batch;
    for (std::uint64_t id = 1; id <= most_commands + 5; ++id) {
        batch.audit.push_back({.id = id, .at_ms = 0, .who = "a", .what = "b", .detail = "c"});
    }
    auto store = open();
    ASSERT_TRUE(store->write(batch));
    const auto commands = store->load_commands();
    EXPECT_EQ(commands->audit.size(), most_commands);
    EXPECT_EQ(commands->audit.front().id, 6U);
}

TEST_F(StoreTest, TheDatabaseOfAnotherProgramIsLeftAlone) {
    ASSERT_TRUE(sqlite::Connection::open(settings.path)->run("CREATE TABLE bookmarks (url)"));
    const auto store = open();
    ASSERT_FALSE(store);
    EXPECT_NE(store.error().find("another program"), std::string::npos) << store.error();
    EXPECT_EQ(number("SELECT count(*) FROM sqlite_schema"), 1);
    EXPECT_FALSE(std::filesystem::exists(settings.path + ".damaged-1"));
}

TEST_F(StoreTest, ASecondCollectorIsKeptOut) {
    auto first = open();
    ASSERT_TRUE(first);
    const auto second = open();
    ASSERT_FALSE(second);
    EXPECT_NE(second.error().find("another process has it open"), std::string::npos) << second.error();
    EXPECT_FALSE(std::filesystem::exists(settings.path + ".damaged-1"));
}

TEST_F(StoreTest, AFileThatIsNoDatabaseIsSetAside) {
    std::ofstream(settings.path) << std::string(10'000, 'x');
    std::ofstream(settings.path + ".damaged-1") << "from before";
    EXPECT_TRUE(reopened().empty());
    ASSERT_EQ(said.size(), 1U);
    EXPECT_NE(said[0].find(settings.path + ".damaged-2"), std::string::npos) << said[0];
    EXPECT_EQ(std::filesystem::file_size(settings.path + ".damaged-2"), 10'000U);
    EXPECT_TRUE(reopened().empty());
    EXPECT_EQ(said.size(), 1U);
}

TEST_F(StoreTest, ADamagedFileIsSetAside) {
    Batch batch;
    for (int i = 0; i < 1000; ++i) {
        batch.nodes[{"a", std::to_string(i)}] = stored(1);
    }
    ASSERT_TRUE(open()->write(batch));
    ASSERT_GT(std::filesystem::file_size(settings.path), 40'000U);
    overwrite(settings.path, 20'000, std::string(12'000, '\xff'));
    EXPECT_TRUE(reopened().empty());
    ASSERT_EQ(said.size(), 1U);
    EXPECT_NE(said[0].find("is damaged"), std::string::npos);
    ASSERT_TRUE(open()->write(batch));
    EXPECT_EQ(reopened().size(), 1000U);
}

TEST_F(StoreTest, ATruncatedFileIsSetAside) {
    Batch batch;
    for (int i = 0; i < 1000; ++i) {
        batch.nodes[{"a", std::to_string(i)}] = stored(1);
    }
    ASSERT_TRUE(open()->write(batch));
    std::filesystem::resize_file(settings.path, 30'000);
    EXPECT_TRUE(reopened().empty());
    EXPECT_EQ(said.size(), 1U);
}

TEST_F(StoreTest, AnEmptyFileIsANewOne) {
    std::ofstream(settings.path) << "";
    EXPECT_TRUE(reopened().empty());
    EXPECT_TRUE(said.empty());
}

}  // namespace
}  // namespace magpie::collector
