#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace magpie::collector::sqlite {

enum class Reason : std::uint8_t { full, io, busy, corrupt, other };

/// The value of the label `reason`.
[[nodiscard]] std::string_view word(Reason reason);

struct Error {
    Reason reason = Reason::other;
    std::string text;  // SQLite's own words
};

template <typename Value>
using Expected = tl::expected<Value, Error>;

/// A prepared statement. Ends before its connection.
class Statement {
  public:
    /// Parameters are counted from 1. A text or blob must live until the next step() that is not a row.
    Statement& bind(int parameter, std::int64_t value);
    Statement& bind_text(int parameter, std::string_view value);
    Statement& bind_blob(int parameter, std::string_view value);
    Statement& bind_null(int parameter);

    /// True at a row; at the end or an error the statement is ready to be bound anew.
    [[nodiscard]] Expected<bool> step();
    /// Leaves the rows that have not been read.
    void reset();

    /// Columns are counted from 0.
    [[nodiscard]] std::int64_t number(int column) const;
    [[nodiscard]] std::string bytes(int column) const;
    [[nodiscard]] bool is_null(int column) const;

  private:
    friend class Connection;
    struct End {
        void operator()(sqlite3_stmt* statement) const;
    };
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}

    std::unique_ptr<sqlite3_stmt, End> statement_;
};

/// One open file. Used by one thread at a time.
class Connection {
  public:
    /// Opens or creates.
    [[nodiscard]] static Expected<Connection> open(const std::string& path);

    [[nodiscard]] Expected<void> run(const std::string& statements);
    [[nodiscard]] Expected<Statement> prepare(std::string_view statement);
    /// First column of the first row.
    [[nodiscard]] Expected<std::int64_t> number(std::string_view query);
    [[nodiscard]] Expected<std::string> text(std::string_view query);
    [[nodiscard]] bool in_transaction() const;

  private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };
    explicit Connection(sqlite3* connection) : connection_(connection) {}

    std::unique_ptr<sqlite3, Close> connection_;
};

}  // namespace magpie::collector::sqlite
