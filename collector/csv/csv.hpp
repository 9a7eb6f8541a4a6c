#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace magpie::collector::csv {

/// What is wrong in a file, and where, as who opens it in a spreadsheet counts: the header is row 1. 0: no row; the
/// column is its number or its name, or empty.
struct Problem {
    std::size_t row = 0;
    std::string column;
    std::string what;
};

/// Cells of one row, valid during the call. False ends the reading.
using RowCall = std::function<bool(std::size_t row, std::span<const std::string_view> cells)>;

/// A reader of RFC 4180, in pieces, that names what breaks it instead of guessing: quotes that are not closed, text
/// behind a closing one, rows with more or fewer cells than the header, and what is no UTF-8 CSV at all. Knows commas,
/// semicolons, tabs and bars, of which the header tells which; takes LF and CR for line ends, too, a byte order mark,
/// and empty lines at the end. Memory is bounded by one row. One thread; owned by who reads the file.
class CsvReader {
  public:
    static constexpr std::size_t most_cell_bytes = 65'536;
    static constexpr std::size_t most_columns = 512;

    /// After an error or a false call it takes nothing more.
    [[nodiscard]] tl::expected<bool, Problem> feed(std::string_view bytes, const RowCall& call);
    /// What was read last had no line end, or there was nothing.
    [[nodiscard]] tl::expected<void, Problem> finish(const RowCall& call);

  private:
    enum class State { before_mark, cell_begins, plain, quoted, quote_in_quoted, after_return };

    [[nodiscard]] tl::expected<bool, Problem> take(std::string_view bytes, const RowCall& call);
    [[nodiscard]] tl::expected<void, Problem> check_beginning();
    [[nodiscard]] tl::expected<bool, Problem> end_row(const RowCall& call);
    void end_cell();
    [[nodiscard]] Problem problem(std::string what) const;
    [[nodiscard]] Problem too_long() const;

    State state_ = State::before_mark;
    char delimiter_ = 0;
    std::string beginning_;  // until the header is there
    std::string text_;       // of the row's cells
    std::vector<std::size_t> ends_;
    std::vector<std::string_view> cells_;
    std::size_t row_ = 1;
    std::size_t columns_ = 0;
    std::size_t empty_rows_ = 0;
    bool was_quoted_ = false;
};

/// From the disk, in pieces. The error of what cannot be read has no row.
[[nodiscard]] tl::expected<void, Problem> read_csv(const std::string& path, const RowCall& call);

}  // namespace magpie::collector::csv
