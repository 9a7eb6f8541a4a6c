#pragma once

#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "platform/config/checks.hpp"
#include "wire/time.hpp"

namespace magpie::config {

/// A configuration file is read by naming each key beside the field it fills; the defaults are those of the struct:
///
///     config::Reader read(text, "agent.toml");
///     auto mqtt = read.table("mqtt");
///     mqtt.required("id", config.id, check_identity);
///     mqtt.optional("interval_seconds", config.interval, config::between(1, 3600));
///     auto done = read.finish();
///
/// Nothing throws and nothing stops at the first mistake: every problem becomes a line such as
/// "agent.toml:12: unknown key `mqtt.sever`; did you mean `servers`?". A field whose value is refused keeps its
/// default.
///
/// Fields: bool, integers, double, std::string, std::vector<std::string>, UtcMs (a date and time with its zone), and
/// durations, given as a number of seconds under a key that ends in `_seconds`. A check is a callable that takes the
/// value and returns the rest of a sentence that begins with the key ("must be between 1 and 3600"), or nothing.
class Table {
  public:
    /// Leaves the field alone when the key is absent. True when the field was set.
    template <class Field, class Check = NoCheck>
    bool optional(std::string_view key, Field& field, const Check& check = {}) {
        return read(key, field, check, /*needed=*/false);
    }
    template <class Field, class Check = NoCheck>
    bool required(std::string_view key, Field& field, const Check& check = {}) {
        return read(key, field, check, /*needed=*/true);
    }

    /// `[key]` below this table. One that is absent reads as empty, so what is required in it is reported as missing.
    Table table(std::string_view key);
    /// `[[key]]`, in the order of the file; empty when absent.
    std::vector<Table> tables(std::string_view key);
    /// `[key]` below this table as a text of its own, whatever is in it; empty when absent.
    std::string whole_table(std::string_view key);

    [[nodiscard]] bool exists() const;
    /// Reports a problem that only shows once several fields are known, at the line of `key` (or of the table).
    void refuse(std::string_view key, std::string_view sentence);

  protected:
    struct File;
    struct Place;
    Table(std::shared_ptr<File> file, std::size_t place);
    [[nodiscard]] File& file() const { return *file_; }

  private:
    // Each takes the value of `key`, or reports why not. Nothing when absent or refused.
    std::optional<bool> boolean(std::string_view key, bool needed);
    std::optional<std::int64_t> integer(std::string_view key, bool needed);
    std::optional<double> number(std::string_view key, bool needed);
    std::optional<std::string> text(std::string_view key, bool needed);
    std::optional<std::vector<std::string>> texts(std::string_view key, bool needed);
    std::optional<UtcMs> time(std::string_view key, bool needed);

    template <class Field>
    std::optional<Field> value(std::string_view key, bool needed);
    template <class Field, class Check>
    bool read(std::string_view key, Field& field, const Check& check, bool needed);

    std::shared_ptr<File> file_;
    std::size_t place_;
};

/// A text of which each key takes the place of the same key in another.
struct Overlay {
    using MayBe = std::function<bool(std::string_view key)>;  // "report.interval_seconds"
    std::string_view text{};
    std::string_view name{};  // in what is said of its mistakes; empty: there is no overlay
    MayBe may_be{};           // other keys are refused
};

/// The root table of one file. `text` is not needed after the constructor.
class Reader : public Table {
  public:
    /// Files larger than this, or nested deeper, are refused before they are parsed (the parser's stack is finite).
    static constexpr std::size_t max_bytes = 1024 * 1024;
    static constexpr std::size_t max_depth = 64;

    Reader(std::string_view text, std::string_view name);
    Reader(std::string_view text, std::string_view name, const Overlay& overlay);

    /// Everything wrong, in the order of lines; call it after the last key was named, since it also reports the keys
    /// nobody asked for.
    [[nodiscard]] tl::expected<void, std::vector<std::string>> finish();
};

/// The text of a file, at most Reader::max_bytes. The error is a sentence with the path.
tl::expected<std::string, std::string> load(const std::string& path);

namespace detail {
template <class>
inline constexpr bool is_duration = false;
template <class Rep, class Period>
inline constexpr bool is_duration<std::chrono::duration<Rep, Period>> = true;

/// Seconds to a duration that can hold them exactly (or to the nearest tick, for a duration finer than a second).
template <class Duration>
std::optional<Duration> duration_of(double seconds) {
    using Period = typename Duration::period;
    const double ticks = seconds * static_cast<double>(Period::den) / static_cast<double>(Period::num);
    constexpr double most = 9e15;  // exact in a double, and 285 years of microseconds
    const bool whole = std::abs(ticks - std::round(ticks)) < 1e-6 || !std::ratio_greater_equal_v<Period, std::ratio<1>>;
    if (!(ticks >= 0 && ticks <= most) || !whole) {
        return std::nullopt;
    }
    return Duration(static_cast<typename Duration::rep>(std::llround(ticks)));
}
}  // namespace detail

template <class Field>
std::optional<Field> Table::value(std::string_view key, bool needed) {
    if constexpr (std::same_as<Field, bool>) {
        return boolean(key, needed);
    } else if constexpr (std::integral<Field>) {
        const auto given = integer(key, needed);
        if (given && !std::in_range<Field>(*given)) {
            constexpr auto most = std::numeric_limits<Field>::max();  // the largest are no limit anybody needs to read
            refuse(key, *given < 0 && std::cmp_greater(most, 0xffff'ffffU)
                            ? "must not be negative"
                            : between(std::numeric_limits<Field>::min(), most).sentence());
            return std::nullopt;
        }
        return given ? std::optional<Field>(static_cast<Field>(*given)) : std::nullopt;
    } else if constexpr (std::same_as<Field, double>) {
        return number(key, needed);
    } else if constexpr (std::same_as<Field, std::string>) {
        return text(key, needed);
    } else if constexpr (std::same_as<Field, std::vector<std::string>>) {
        return texts(key, needed);
    } else if constexpr (std::same_as<Field, UtcMs>) {
        return time(key, needed);
    } else {
        static_assert(detail::is_duration<Field>, "no such kind of configuration field");
        const auto seconds = number(key, needed);
        const auto given = seconds ? detail::duration_of<Field>(*seconds) : std::nullopt;
        if (seconds && !given) {
            refuse(key, std::ratio_greater_equal_v<typename Field::period, std::ratio<1>>
                            ? "must be a whole number of seconds, and not negative"
                            : "must be a number of seconds, and not negative");
        }
        return given;
    }
}

template <class Field, class Check>
bool Table::read(std::string_view key, Field& field, const Check& check, bool needed) {
    auto given = value<Field>(key, needed);
    if (!given) {
        return false;
    }
    if constexpr (!std::same_as<Check, NoCheck>) {
        if (const std::optional<std::string> sentence = check(std::as_const(*given))) {
            refuse(key, *sentence);
            return false;
        }
    }
    field = std::move(*given);
    return true;
}

}  // namespace magpie::config
