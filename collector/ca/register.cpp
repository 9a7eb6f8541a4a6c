#include "collector/ca/register.hpp"

#include <utility>

#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

using sqlite::Error;
using sqlite::Expected;

constexpr std::int64_t application_id = 0x4d614341;  // "MaCA"
constexpr std::int64_t schema_version = 1;

constexpr const char* schema = R"(
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS certificate (
    serial TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, usage TEXT NOT NULL, from_ms INTEGER NOT NULL,
    until_ms INTEGER NOT NULL, revoked_ms INTEGER, why TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS certificate_by_name ON certificate (name);
CREATE TABLE IF NOT EXISTS crl (number INTEGER PRIMARY KEY AUTOINCREMENT, made_ms INTEGER NOT NULL) STRICT;
PRAGMA application_id = 0x4d614341;
PRAGMA user_version = 1;
COMMIT;
)";
static_assert(application_id == 0x4d614341 && schema_version == 1);

std::int64_t ms(UtcMs time) {
    return time.time_since_epoch().count();
}
UtcMs time(std::int64_t ms) {
    return UtcMs(Milliseconds(ms));
}

std::string sentence(const Error& error) {
    return "the register of certificates: " + error.text;
}

Expected<void> done(Expected<sqlite::Statement>&& statement) {
    return std::move(statement).and_then([](sqlite::Statement&& ready) -> Expected<void> {
        const auto stepped = ready.step();
        return stepped ? Expected<void>{} : tl::make_unexpected(stepped.error());
    });
}

}  // namespace

Register::Or<Register> Register::open(const std::string& path) {
    auto connection = sqlite::Connection::open(path);
    if (!connection) {
        return tl::unexpected("cannot use " + escaped(path) + ": " + connection.error().text);
    }
    const auto application = connection->number("PRAGMA application_id");
    const auto version = application ? connection->number("PRAGMA user_version") : application;
    const auto tables = version ? connection->number("SELECT count(*) FROM sqlite_schema") : version;
    if (!tables) {
        return tl::unexpected("cannot use " + escaped(path) + ": " + tables.error().text);
    }
    if (*tables > 0 && (*application != application_id || *version > schema_version)) {
        return tl::unexpected("cannot use " + escaped(path) + ": it is the file of another program, or of a newer one");
    }
    // A rollback journal, not a WAL: changes are rare, and several programs have it open. EXTRA: a change survives the
    // power cut that comes right behind it.
    auto ready = connection->run(
        "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;"
        "PRAGMA trusted_schema = OFF;");
    if (ready && *tables == 0) {
        ready = connection->run(schema);
    }
    if (!ready) {
        return tl::unexpected("cannot use " + escaped(path) + ": " + ready.error().text);
    }
    return Register(std::move(*connection));
}

Expected<void> Register::insert(const Entry& entry) {
    auto statement = connection_.prepare(
        "INSERT INTO certificate (serial, name, usage, from_ms, until_ms, why) VALUES (?, ?, ?, ?, ?, '')");
    if (statement) {
        statement->bind_text(1, entry.serial)
            .bind_text(2, entry.name)
            .bind_text(3, entry.usage)
            .bind(4, ms(entry.from))
            .bind(5, ms(entry.until));
    }
    return done(std::move(statement));
}

Register::Or<void> Register::add(const Entry& entry) {
    return insert(entry).map_error(sentence);
}

Register::Or<Standing> Register::add_after(const std::string& old, const Entry& entry) {
    // One transaction, so that a revocation comes either before both or after both.
    if (const auto begun = connection_.run("BEGIN IMMEDIATE"); !begun) {
        return tl::unexpected(sentence(begun.error()));
    }
    const auto judged = [&]() -> Expected<Standing> {
        auto statement = connection_.prepare("SELECT revoked_ms FROM certificate WHERE serial = ? AND name = ?");
        if (!statement) {
            return tl::make_unexpected(statement.error());
        }
        const auto row = statement->bind_text(1, old).bind_text(2, entry.name).step();
        if (!row) {
            return tl::make_unexpected(row.error());
        }
        if (!*row || !statement->is_null(0)) {
            return *row ? Standing::revoked : Standing::unknown;
        }
        statement->reset();
        return insert(entry).map([] { return Standing::good; });
    }();
    const auto ended = connection_.run(judged && *judged == Standing::good ? "COMMIT" : "ROLLBACK");
    if (!judged || !ended) {
        if (connection_.in_transaction()) {
            (void)connection_.run("ROLLBACK");
        }
        return tl::unexpected(sentence(!judged ? judged.error() : ended.error()));
    }
    return *judged;
}

Register::Or<std::int64_t> Register::revoke(const std::string& name, const std::string& why, UtcMs now) {
    auto statement = connection_.prepare(
        "UPDATE certificate SET revoked_ms = ?1, why = ?2 WHERE name = ?3 AND revoked_ms IS NULL AND until_ms > ?1");
    if (statement) {
        statement->bind(1, ms(now)).bind_text(2, why).bind_text(3, name);
    }
    return done(std::move(statement))
        .and_then([this] { return connection_.number("SELECT changes()"); })
        .map_error(sentence);
}

Register::Or<std::vector<Entry>> Register::all() {
    auto statement =
        connection_.prepare("SELECT serial, name, usage, from_ms, until_ms, revoked_ms, why FROM certificate");
    if (!statement) {
        return tl::unexpected(sentence(statement.error()));
    }
    std::vector<Entry> entries;
    for (;;) {
        const auto row = statement->step();
        if (!row) {
            return tl::unexpected(sentence(row.error()));
        }
        if (!*row) {
            return entries;
        }
        entries.push_back({statement->bytes(0), statement->bytes(1), statement->bytes(2), time(statement->number(3)),
                           time(statement->number(4)),
                           statement->is_null(5) ? std::nullopt : std::optional(time(statement->number(5))),
                           statement->bytes(6)});
    }
}

Register::Or<bool> Register::knows(const std::string& name) {
    auto statement = connection_.prepare("SELECT 1 FROM certificate WHERE name = ?");
    if (!statement) {
        return tl::unexpected(sentence(statement.error()));
    }
    return statement->bind_text(1, name).step().map_error(sentence);
}

Register::Or<std::vector<Revoked>> Register::revoked(UtcMs now) {
    const auto entries = all();
    if (!entries) {
        return tl::unexpected(entries.error());
    }
    // A broker whose clock is behind must not take one for valid that has just left the list.
    constexpr auto longer = std::chrono::hours(24);
    std::vector<Revoked> list;
    for (const auto& entry : *entries) {
        if (entry.revoked && entry.until + longer > now) {
            list.push_back({entry.serial, *entry.revoked});
        }
    }
    return list;
}

Register::Or<void> Register::next_crl(
    UtcMs now, const std::function<Or<void>(const std::vector<Revoked>&, std::int64_t)>& publish) {
    if (const auto begun = connection_.run("BEGIN IMMEDIATE"); !begun) {
        return tl::unexpected(sentence(begun.error()));
    }
    auto statement = connection_.prepare("INSERT INTO crl (made_ms) VALUES (?)");
    if (statement) {
        statement->bind(1, ms(now));
    }
    const auto number = done(std::move(statement))
                            .and_then([this] { return connection_.number("SELECT max(number) FROM crl"); })
                            .map_error(sentence);
    const auto list = number ? revoked(now) : tl::unexpected(number.error());
    auto published = list ? publish(*list, *number) : tl::unexpected(list.error());
    // Also when only a part of it came out: the number is used.
    const auto ended = connection_.run(list ? "COMMIT" : "ROLLBACK");
    return !published || ended ? published : tl::unexpected(sentence(ended.error()));
}

}  // namespace magpie::collector::ca
