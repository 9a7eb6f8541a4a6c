#include "collector/database/store.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "wire/text.hpp"

namespace magpie::collector {

namespace {

using sqlite::Connection;
using sqlite::Error;
using sqlite::Expected;
using sqlite::Reason;

constexpr std::int64_t application_id = 0x4d616770;  // "Magp"
constexpr std::size_t most_name = 255;
constexpr int most_damaged = 100;  // files kept

/// From each version to the next.
constexpr const char* schema_1 = R"(
CREATE TABLE plan (id INTEGER PRIMARY KEY, content BLOB NOT NULL) STRICT;
CREATE TABLE node (
    area TEXT NOT NULL, node TEXT NOT NULL, bd_seq INTEGER NOT NULL, plan INTEGER, info BLOB NOT NULL,
    interval_ms INTEGER NOT NULL, last_heard_ms INTEGER NOT NULL, down INTEGER NOT NULL,
    PRIMARY KEY (area, node)) STRICT, WITHOUT ROWID;
CREATE INDEX node_by_plan ON node (plan);
CREATE TABLE ledger (
    area TEXT NOT NULL, node TEXT NOT NULL, ledger BLOB NOT NULL,
    PRIMARY KEY (area, node)) STRICT, WITHOUT ROWID;
PRAGMA application_id = 0x4d616770;
)";
constexpr const char* schema_2 = R"(
CREATE TABLE orders (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL, taken_ms INTEGER NOT NULL, by TEXT NOT NULL) STRICT;
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
PRAGMA user_version = 2;
)";
constexpr const char* schema_3 = R"(
CREATE TABLE block (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
PRAGMA user_version = 3;
)";
constexpr const char* schema_4 = R"(
CREATE TABLE pole (
    area TEXT NOT NULL, node TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (area, node)) STRICT, WITHOUT ROWID;
CREATE TABLE maintenance (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE event (number INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
PRAGMA user_version = 4;
)";
static_assert(application_id == 0x4d616770 && schema_version == 4);

/// Why a file cannot be used; damaged files are the only ones that may be set aside.
struct Unusable {
    bool damaged = false;
    std::string why;
};

Unusable unusable(const Error& error) {
    if (error.reason == Reason::busy) {
        return {.damaged = false, .why = "another process has it open"};
    }
    return {.damaged = error.reason == Reason::corrupt, .why = error.text};
}

/// The schema of a file that is ours to write to; 0: there is nothing in it. Looks without changing a byte.
tl::expected<std::int64_t, Unusable> version_of(Connection& connection) {
    const auto tables = connection.number("SELECT count(*) FROM sqlite_schema");
    const auto application = tables ? connection.number("PRAGMA application_id") : tables;
    const auto version = application ? connection.number("PRAGMA user_version") : application;
    if (!version) {
        return tl::make_unexpected(unusable(version.error()));
    }
    if (*tables == 0 && *application == 0) {
        return 0;
    }
    if (*application != application_id) {
        return tl::make_unexpected(Unusable{.damaged = false, .why = "it is the database of another program"});
    }
    if (*version > schema_version) {
        return tl::make_unexpected(Unusable{
            .damaged = false,
            .why = "its schema " + std::to_string(*version) + " is newer than " + std::to_string(schema_version) +
                   ", the newest this collector knows; run the newer collector, or move the file away"});
    }
    return *version;
}

Expected<void> bring_up(Connection& connection, std::int64_t version) {
    const std::string steps = std::string(version < 1 ? schema_1 : "") + (version < 2 ? schema_2 : "") +
                              (version < 3 ? schema_3 : "") + schema_4;
    auto done = connection.run("BEGIN IMMEDIATE;" + steps + "COMMIT;");
    if (!done && connection.in_transaction()) {
        (void)connection.run("ROLLBACK");
    }
    return done;
}

tl::expected<Connection, Unusable> open_file(const StoreSettings& settings) {
    auto connection = Connection::open(settings.path);
    if (!connection) {
        return tl::make_unexpected(unusable(connection.error()));
    }
    // Exclusive: a second collector on the same file must not get in, and WAL needs no shared memory then.
    if (const auto locked = connection->run("PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF"); !locked) {
        return tl::make_unexpected(unusable(locked.error()));
    }
    const auto version = version_of(*connection);
    if (!version) {
        return tl::make_unexpected(version.error());
    }
    std::string pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;";
    if (settings.most_pages) {
        pragmas += "PRAGMA max_page_count = " + std::to_string(*settings.most_pages) + ";";
    }
    if (auto done = connection->run(pragmas); !done) {
        return tl::make_unexpected(unusable(done.error()));
    }
    const auto check = *version > 0 ? connection->text("PRAGMA quick_check(1)") : std::string("ok");
    if (!check) {
        return tl::make_unexpected(unusable(check.error()));
    }
    if (*check != "ok") {
        return tl::make_unexpected(Unusable{.damaged = true, .why = *check});
    }
    if (*version < schema_version) {
        if (auto done = bring_up(*connection, *version); !done) {
            return tl::make_unexpected(unusable(done.error()));
        }
    }
    return std::move(*connection);
}

std::uint64_t unsigned_id(std::int64_t id) {
    return static_cast<std::uint64_t>(id);
}
std::int64_t signed_id(std::uint64_t id) {
    return static_cast<std::int64_t>(id);
}

std::string cannot_use(const StoreSettings& settings, const std::string& why) {
    return "cannot use the database " + settings.path + ": " + why;
}

bool is_name(const std::string& name) {
    return !name.empty() && name.size() <= most_name && is_plain_text(name);
}

}  // namespace

tl::expected<Store, std::string> Store::open(const StoreSettings& settings, const Say& say) {
    auto connection = open_file(settings);
    if (!connection && connection.error().damaged) {
        if (const auto aside = set_aside(settings, connection.error().why, say); !aside) {
            return tl::make_unexpected(aside.error());
        }
        connection = open_file(settings);
    }
    if (!connection) {
        return tl::make_unexpected(cannot_use(settings, connection.error().why));
    }
    return prepare(std::move(*connection)).map_error([&settings](const Error& error) {
        return cannot_use(settings, error.text);
    });
}

tl::expected<void, std::string> Store::set_aside(const StoreSettings& settings, const std::string& why,
                                                 const Say& say) {
    const auto& path = settings.path;
    std::error_code error;
    int n = 1;
    std::string aside;
    do {
        aside = path + ".damaged-" + std::to_string(n);
    } while (std::filesystem::exists(aside, error) && ++n < most_damaged);
    if (n < most_damaged) {
        std::filesystem::rename(path, aside, error);
    } else {
        error = std::make_error_code(std::errc::file_exists);
    }
    if (error) {
        return tl::make_unexpected("the database " + path + " is damaged (" + why + ") and cannot be renamed to " +
                                   aside + ": " + error.message());
    }
    // Often there is no log.
    std::filesystem::rename(path + "-wal", aside + "-wal", error);
    say("the database " + path + " is damaged (" + why + "); it is kept as " + aside +
        " and a new one begins: nodes that it forgot will be asked for their births");
    return {};
}

tl::expected<Store, Error> Store::prepare(Connection connection) {
    auto find_plan_of_node = connection.prepare("SELECT plan FROM node WHERE area = ?1 AND node = ?2");
    auto put_node = connection.prepare("INSERT OR REPLACE INTO node VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
    auto drop_node = connection.prepare("DELETE FROM node WHERE area = ?1 AND node = ?2");
    auto put_plan = connection.prepare("INSERT OR IGNORE INTO plan VALUES (?1, ?2)");
    auto drop_plan =
        connection.prepare("DELETE FROM plan WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM node WHERE plan = ?1)");
    auto put_ledger = connection.prepare("INSERT OR REPLACE INTO ledger VALUES (?1, ?2, ?3)");
    auto drop_ledger = connection.prepare("DELETE FROM ledger WHERE area = ?1 AND node = ?2");
    for (auto* statement :
         {&find_plan_of_node, &put_node, &drop_node, &put_plan, &drop_plan, &put_ledger, &drop_ledger}) {
        if (!*statement) {
            return tl::make_unexpected(statement->error());
        }
    }
    return Store(std::move(connection), {.find_plan_of_node = std::move(*find_plan_of_node),
                                         .put_node = std::move(*put_node),
                                         .drop_node = std::move(*drop_node),
                                         .put_plan = std::move(*put_plan),
                                         .drop_plan = std::move(*drop_plan),
                                         .put_ledger = std::move(*put_ledger),
                                         .drop_ledger = std::move(*drop_ledger)});
}

Expected<std::vector<RestoredNode>> Store::load() {
    std::unordered_map<std::uint64_t, std::shared_ptr<const std::string>> contents;
    auto plans = connection_.prepare("SELECT id, content FROM plan");
    auto nodes = connection_.prepare(
        "SELECT area, node, bd_seq, plan, info, interval_ms, last_heard_ms, down, ledger FROM node"
        " LEFT JOIN ledger USING (area, node) ORDER BY last_heard_ms");
    if (!plans || !nodes) {
        return tl::make_unexpected(plans ? nodes.error() : plans.error());
    }
    auto row = plans->step();
    for (; row && *row; row = plans->step()) {
        contents.emplace(unsigned_id(plans->number(0)), std::make_shared<const std::string>(plans->bytes(1)));
    }
    std::vector<RestoredNode> restored;
    for (row = row ? nodes->step() : row; row && *row; row = nodes->step()) {
        RestoredNode one;
        one.name = {nodes->bytes(0), nodes->bytes(1)};
        one.stored.bd_seq = static_cast<std::uint8_t>(nodes->number(2));
        if (!nodes->is_null(3)) {
            one.stored.plan_id = unsigned_id(nodes->number(3));
            const auto known = contents.find(one.stored.plan_id);
            one.stored.plan = known == contents.end() ? nullptr : known->second;
        }
        one.stored.info = nodes->bytes(4);
        one.stored.interval_ms = nodes->number(5);
        one.stored.last_heard_ms = nodes->number(6);
        one.stored.down = nodes->number(7) != 0;
        one.ledger = nodes->bytes(8);
        if (is_name(one.name.area) && is_name(one.name.node)) {
            restored.push_back(std::move(one));
        }
    }
    if (!row) {
        return tl::make_unexpected(row.error());
    }
    return restored;
}

Expected<void> Store::write(const Batch& batch) {
    left_.clear();
    auto done = connection_.run("BEGIN IMMEDIATE");
    if (done) {
        done = write_rows(batch);
    }
    if (done) {
        done = connection_.run("COMMIT");
    }
    if (!done) {
        // Some errors have rolled back already. What is in the file is then known no more.
        if (connection_.in_transaction()) {
            (void)connection_.run("ROLLBACK");
        }
        plans_.clear();
    }
    return done;
}

Expected<void> Store::write_rows(const Batch& batch) {
    // What goes makes room for what comes.
    for (const bool coming : {false, true}) {
        for (const auto& [name, node] : batch.nodes) {
            if (node.has_value() == coming) {
                if (auto done = write_node(name, node); !done) {
                    return done;
                }
            }
        }
        for (const auto& [name, change] : batch.ledgers) {
            if (change.ledger.has_value() == coming) {
                auto& statement = coming ? statements_.put_ledger : statements_.drop_ledger;
                statement.bind_text(1, name.area).bind_text(2, name.node);
                if (coming) {
                    statement.bind_blob(3, *change.ledger);
                }
                if (auto done = statement.step(); !done) {
                    return tl::make_unexpected(done.error());
                }
            }
        }
    }
    for (const auto plan : left_) {
        plans_.erase(plan);
        if (auto done = statements_.drop_plan.bind(1, signed_id(plan)).step(); !done) {
            return tl::make_unexpected(done.error());
        }
    }
    if (!batch.orders.empty() || !batch.audit.empty() || !batch.blocks.empty()) {
        if (auto done = write_commands(batch); !done) {
            return done;
        }
    }
    return batch.console.size() == 0 ? Expected<void>{} : write_console(batch.console);
}

Expected<void> Store::write_node(const NodeName& name, const std::optional<StoredNode>& node) {
    auto& find = statements_.find_plan_of_node;
    const auto known = find.bind_text(1, name.area).bind_text(2, name.node).step();
    if (!known) {
        return tl::make_unexpected(known.error());
    }
    if (*known && !find.is_null(0) && !(node && node->plan && node->plan_id == unsigned_id(find.number(0)))) {
        left_.insert(unsigned_id(find.number(0)));
    }
    find.reset();
    if (!node) {
        const auto done = statements_.drop_node.bind_text(1, name.area).bind_text(2, name.node).step();
        return done ? Expected<void>{} : tl::make_unexpected(done.error());
    }
    auto& put = statements_.put_node;
    if (node->plan) {
        if (plans_.insert(node->plan_id).second) {
            if (auto done = statements_.put_plan.bind(1, signed_id(node->plan_id)).bind_blob(2, *node->plan).step();
                !done) {
                return tl::make_unexpected(done.error());
            }
        }
        put.bind(4, signed_id(node->plan_id));
    } else {
        put.bind_null(4);
    }
    const auto done = put.bind_text(1, name.area)
                          .bind_text(2, name.node)
                          .bind(3, node->bd_seq)
                          .bind_blob(5, node->info)
                          .bind(6, node->interval_ms)
                          .bind(7, node->last_heard_ms)
                          .bind(8, node->down ? 1 : 0)
                          .step();
    return done ? Expected<void>{} : tl::make_unexpected(done.error());
}

}  // namespace magpie::collector
