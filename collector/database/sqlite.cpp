#include "collector/database/sqlite.hpp"

#include <sqlite3.h>

namespace magpie::collector::sqlite {

namespace {

Error error_of(sqlite3* connection, int code) {
    Error error{.reason = Reason::other,
                .text = connection == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(connection)};
    switch (code & 0xff) {
        case SQLITE_FULL:
            error.reason = Reason::full;
            break;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            error.reason = Reason::io;
            break;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            error.reason = Reason::busy;
            break;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            error.reason = Reason::corrupt;
            break;
        default:
            break;
    }
    return error;
}

}  // namespace

std::string_view word(Reason reason) {
    switch (reason) {
        case Reason::full:
            return "full";
        case Reason::io:
            return "io";
        case Reason::busy:
            return "busy";
        case Reason::corrupt:
            return "corrupt";
        case Reason::other:
            break;
    }
    return "other";
}

void Statement::End::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}
void Connection::Close::operator()(sqlite3* connection) const {
    sqlite3_close_v2(connection);
}

// A bind fails only for a parameter that is not there or for want of memory; the step after it says so.
Statement& Statement::bind(int parameter, std::int64_t value) {
    sqlite3_bind_int64(statement_.get(), parameter, value);
    return *this;
}

Statement& Statement::bind_text(int parameter, std::string_view value) {
    sqlite3_bind_text64(statement_.get(), parameter, value.data(), value.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind_blob(int parameter, std::string_view value) {
    // A null pointer would bind NULL, which is not the empty blob.
    sqlite3_bind_blob64(statement_.get(), parameter, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bind_null(int parameter) {
    sqlite3_bind_null(statement_.get(), parameter);
    return *this;
}

Expected<bool> Statement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    auto error = error_of(sqlite3_db_handle(statement_.get()), code);
    reset();
    return tl::make_unexpected(std::move(error));
}

void Statement::reset() {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
}

std::int64_t Statement::number(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
    const auto size = sqlite3_column_bytes(statement_.get(), column);
    return data == nullptr ? std::string{} : std::string(data, static_cast<std::size_t>(size));
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

Expected<Connection> Connection::open(const std::string& path) {
    sqlite3* raw = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection connection(raw);
    if (code != SQLITE_OK) {
        return tl::make_unexpected(error_of(raw, code));
    }
    sqlite3_extended_result_codes(raw, 1);
    return connection;
}

Expected<void> Connection::run(const std::string& statements) {
    const int code = sqlite3_exec(connection_.get(), statements.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return tl::make_unexpected(error_of(connection_.get(), code));
    }
    return {};
}

Expected<Statement> Connection::prepare(std::string_view statement) {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(connection_.get(), statement.data(), static_cast<int>(statement.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (code != SQLITE_OK) {
        return tl::make_unexpected(error_of(connection_.get(), code));
    }
    return Statement(raw);
}

Expected<std::int64_t> Connection::number(std::string_view query) {
    return prepare(query).and_then([](Statement&& statement) -> Expected<std::int64_t> {
        return statement.step().map([&statement](bool row) { return row ? statement.number(0) : 0; });
    });
}

Expected<std::string> Connection::text(std::string_view query) {
    return prepare(query).and_then([](Statement&& statement) -> Expected<std::string> {
        return statement.step().map([&statement](bool row) { return row ? statement.bytes(0) : std::string{}; });
    });
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(connection_.get()) == 0;
}

}  // namespace magpie::collector::sqlite
