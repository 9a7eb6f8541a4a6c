#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace spdlog {
class logger;
}

namespace magpie::log {

enum class Level : std::uint8_t { debug, info, warning, error };

/// The level of that name; `info` for any other word.
[[nodiscard]] Level level_named(std::string_view word);

/// `plain`: a UTC time and the level before each line. `journal`: the priority as systemd reads it ("<4>"), which has
/// its own time.
enum class Style : std::uint8_t { plain, journal };

/// `journal` when stderr goes to systemd's journal (JOURNAL_STREAM, systemd.exec(5)).
[[nodiscard]] Style style_of_stderr();

/// One `key=value` of a line. Text is escaped and, where it needs it, quoted, so a value from outside can neither end
/// the line nor look like another fact.
class Fact {
  public:
    Fact(std::string_view key, std::string_view text);
    Fact(std::string_view key, const char* text) : Fact(key, std::string_view(text)) {}
    Fact(std::string_view key, const std::string& text) : Fact(key, std::string_view(text)) {}
    Fact(std::string_view key, bool value) : key_(key), value_(value ? "yes" : "no") {}
    Fact(std::string_view key, double value);
    template <std::integral Integer>
    Fact(std::string_view key, Integer value) : key_(key), value_(std::to_string(value)) {}

    [[nodiscard]] std::string_view key() const { return key_; }
    [[nodiscard]] std::string_view value() const { return value_; }

  private:
    std::string_view key_;  // a literal
    std::string value_;
};

using Facts = std::initializer_list<Fact>;

/// Where a daemon says what it does: a sentence that stays the same, and the facts of this time.
///
///     log.warning("message refused", {{"reason", reason}, {"topic", topic}, {"bytes", payload.size()}});
///     2026-01-01T10:00:00.123Z warning message refused reason=too_large topic="a b" bytes=1048577
///
/// Made in main and handed down by reference; any thread may write.
class Log {
  public:
    /// To stderr.
    explicit Log(Style style = style_of_stderr(), Level least = Level::info);
    /// To a stream that outlives it.
    Log(std::ostream& out, Style style, Level least);

    void debug(std::string_view what, Facts facts = {}) const { write(Level::debug, what, facts); }
    void info(std::string_view what, Facts facts = {}) const { write(Level::info, what, facts); }
    void warning(std::string_view what, Facts facts = {}) const { write(Level::warning, what, facts); }
    void error(std::string_view what, Facts facts = {}) const { write(Level::error, what, facts); }
    void write(Level level, std::string_view what, Facts facts) const;

  private:
    std::shared_ptr<spdlog::logger> sink_;
    Style style_;
};

}  // namespace magpie::log
