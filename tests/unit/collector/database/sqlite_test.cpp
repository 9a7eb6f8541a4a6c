#include "collector/database/sqlite.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/collector/database/scratch.hpp"

namespace magpie::collector::sqlite {
namespace {

TEST(Sqlite, BytesAndNumbersComeBackAsTheyWere) {
    auto connection = Connection::open(":memory:");
    ASSERT_TRUE(connection);
    ASSERT_TRUE(connection->run("CREATE TABLE t (a INTEGER, b TEXT, c BLOB NOT NULL, d INTEGER) STRICT"));
    const std::string blob("\0\xff'\"", 4);
    {
        auto put = connection->prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4)");
        ASSERT_TRUE(put);
        put->bind(1, std::numeric_limits<std::int64_t>::min()).bind_text(2, "").bind_blob(3, blob).bind_null(4);
        ASSERT_EQ(put->step(), false);
        put->bind(1, 1).bind_text(2, "x'; DROP TABLE t; --").bind_blob(3, "").bind(4, 4);
        ASSERT_EQ(put->step(), false);
    }
    auto all = connection->prepare("SELECT * FROM t ORDER BY a");
    ASSERT_TRUE(all);
    ASSERT_EQ(all->step(), true);
    EXPECT_EQ(all->number(0), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(all->bytes(1), "");
    EXPECT_EQ(all->bytes(2), blob);
    EXPECT_TRUE(all->is_null(3));
    ASSERT_EQ(all->step(), true);
    EXPECT_EQ(all->bytes(1), "x'; DROP TABLE t; --");
    EXPECT_EQ(all->bytes(2), "");
    ASSERT_EQ(all->step(), false);
    EXPECT_EQ(connection->number("SELECT count(*) FROM t"), 2);
}

TEST(Sqlite, AFailedStatementCanBeUsedAgain) {
    auto connection = Connection::open(":memory:");
    ASSERT_TRUE(connection->run("CREATE TABLE t (a INTEGER PRIMARY KEY)"));
    auto put = connection->prepare("INSERT INTO t VALUES (?1)");
    ASSERT_TRUE(put->bind(1, 1).step());
    const auto again = put->bind(1, 1).step();
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().reason, Reason::other);
    EXPECT_NE(again.error().text.find("UNIQUE"), std::string::npos);
    EXPECT_TRUE(put->bind(1, 2).step());
}

TEST(Sqlite, ErrorsHaveAReason) {
    const Scratch scratch;
    EXPECT_EQ(Connection::open(scratch.path("no-such-directory/file")).error().reason, Reason::io);

    auto full = Connection::open(scratch.path());
    ASSERT_TRUE(full->run("PRAGMA max_page_count = 2; CREATE TABLE t (a)"));
    EXPECT_EQ(full->run("INSERT INTO t VALUES (zeroblob(100000))").error().reason, Reason::full);

    auto other = Connection::open(scratch.path());
    ASSERT_TRUE(full->run("BEGIN EXCLUSIVE"));
    EXPECT_EQ(other->run("SELECT * FROM t").error().reason, Reason::busy);

    std::ofstream(scratch.path("text")) << std::string(5000, 'x');
    auto text = Connection::open(scratch.path("text"));
    ASSERT_TRUE(text);
    EXPECT_EQ(text->run("SELECT * FROM sqlite_schema").error().reason, Reason::corrupt);
    EXPECT_EQ(word(Reason::corrupt), "corrupt");
}

}  // namespace
}  // namespace magpie::collector::sqlite
