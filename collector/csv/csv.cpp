#include "collector/csv/csv.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include <fmt/format.h>

namespace magpie::collector::csv {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::array<char, 4> delimiters{',', ';', '\t', '|'};
/// A header that is longer is none.
constexpr std::size_t most_header_bytes = 65'536;

/// The one that stands most often outside of quotes; the earlier one of two.
char delimiter_of(std::string_view header) {
    std::array<std::size_t, delimiters.size()> counts{};
    bool quoted = false;
    for (const char c : header) {
        quoted = quoted != (c == '"');
        const auto found = std::find(delimiters.begin(), delimiters.end(), c);
        if (!quoted && found != delimiters.end()) {
            ++counts[static_cast<std::size_t>(found - delimiters.begin())];
        }
    }
    return delimiters[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin())];
}

/// Of the first line end outside of quotes; npos when there is none.
std::size_t header_end(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        quoted = quoted != (text[i] == '"');
        if (!quoted && (text[i] == '\n' || text[i] == '\r')) {
            return i;
        }
    }
    return std::string_view::npos;
}

}  // namespace

Problem CsvReader::problem(std::string what) const {
    return {.row = row_, .column = std::to_string(ends_.size() + 1), .what = std::move(what)};
}

Problem CsvReader::too_long() const {
    return problem("is longer than 64 KiB: is its quote not closed?");
}

tl::expected<void, Problem> CsvReader::check_beginning() {
    const auto text = std::string_view(beginning_).substr(0, header_end(beginning_));
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        return tl::unexpected(Problem{.row = 0, .column = {}, .what = "is UTF-16: save it as CSV UTF-8"});
    }
    if (text.substr(0, 4) == "PK\x03\x04") {
        return tl::unexpected(
            Problem{.row = 0, .column = {}, .what = "is a spreadsheet or an archive: save it as CSV UTF-8"});
    }
    if (text.find('\0') != std::string_view::npos) {
        return tl::unexpected(Problem{.row = 1, .column = {}, .what = "holds zero bytes, so it is no CSV"});
    }
    return {};
}

tl::expected<bool, Problem> CsvReader::feed(std::string_view bytes, const RowCall& call) {
    if (state_ != State::before_mark) {
        return take(bytes, call);
    }
    beginning_ += bytes;
    const auto end = header_end(beginning_);
    if (end == std::string::npos && beginning_.size() < most_header_bytes) {
        return true;
    }
    if (auto fine = check_beginning(); !fine) {
        return tl::unexpected(std::move(fine.error()));
    }
    if (end >= most_header_bytes) {  // or nowhere
        return tl::unexpected(problem("the header does not end: is a quote not closed, or is this no CSV?"));
    }
    delimiter_ = delimiter_of(std::string_view(beginning_).substr(0, end));
    state_ = State::cell_begins;
    const auto begin = beginning_.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const auto whole = std::exchange(beginning_, {});
    return take(std::string_view(whole).substr(begin), call);
}

void CsvReader::end_cell() {
    ends_.push_back(text_.size());
    was_quoted_ = false;
    state_ = State::cell_begins;
}

tl::expected<bool, Problem> CsvReader::end_row(const RowCall& call) {
    const bool empty = ends_.empty() && text_.empty() && !was_quoted_;
    const auto row = row_;
    if (empty) {
        ++empty_rows_;
        ++row_;
        state_ = State::cell_begins;
        return true;
    }
    if (columns_ != 0 && empty_rows_ != 0) {
        row_ -= empty_rows_;
        return tl::unexpected(Problem{.row = row_, .column = {}, .what = "is empty, and rows follow it"});
    }
    end_cell();
    if (columns_ == 0) {
        columns_ = ends_.size();
    } else if (ends_.size() != columns_) {
        return tl::unexpected(
            Problem{.row = row,
                    .column = {},
                    .what = fmt::format("has {} cells, and the header {}: is a text with a delimiter in "
                                        "it not in quotes?",
                                        ends_.size(), columns_)});
    }
    cells_.clear();
    std::size_t begin = 0;
    for (const auto end : ends_) {
        cells_.emplace_back(std::string_view(text_).substr(begin, end - begin));
        begin = end;
    }
    const bool more = call(row, cells_);
    text_.clear();
    ends_.clear();
    ++row_;
    return more;
}

tl::expected<bool, Problem> CsvReader::take(std::string_view bytes, const RowCall& call) {
    for (std::size_t i = 0; i < bytes.size();) {
        const char c = bytes[i];
        if (text_.size() - (ends_.empty() ? 0 : ends_.back()) > most_cell_bytes) {
            return tl::unexpected(too_long());
        }
        if (ends_.size() >= most_columns) {
            return tl::unexpected(Problem{.row = row_, .column = {}, .what = "has more than 512 columns"});
        }
        if (state_ == State::after_return) {
            state_ = State::cell_begins;
            if (c == '\n') {
                ++i;
                continue;
            }
        }
        if (state_ == State::quoted) {
            const auto quote = std::min(bytes.find('"', i), std::min(bytes.size(), i + most_cell_bytes));
            text_.append(bytes.substr(i, quote - i));
            i = quote;
            if (i < bytes.size() && bytes[i] == '"') {
                state_ = State::quote_in_quoted;
                ++i;
            }
            continue;
        }
        if (c == delimiter_) {
            end_cell();
        } else if (c == '\n' || c == '\r') {
            auto more = end_row(call);
            if (!more || !*more) {
                return more;
            }
            state_ = c == '\r' ? State::after_return : State::cell_begins;
        } else if (c == '"') {
            if (state_ == State::plain) {
                return tl::unexpected(
                    problem("a quote in the middle of a text: quote all of it, and double the quotes in it"));
            }
            if (state_ == State::quote_in_quoted) {
                text_ += c;
            }
            was_quoted_ = true;
            state_ = State::quoted;
        } else if (state_ == State::quote_in_quoted) {
            return tl::unexpected(problem("text behind a closing quote: double the quotes within a text"));
        } else {
            std::size_t end = i + 1;
            while (end < bytes.size() && bytes[end] != delimiter_ && bytes[end] != '\n' && bytes[end] != '\r' &&
                   bytes[end] != '"' && end - i < most_cell_bytes) {
                ++end;
            }
            text_.append(bytes.substr(i, end - i));
            state_ = State::plain;
            i = end;
            continue;
        }
        ++i;
    }
    return true;
}

tl::expected<void, Problem> CsvReader::finish(const RowCall& call) {
    if (state_ == State::before_mark) {
        if (beginning_.empty() || beginning_ == byte_order_mark) {
            return tl::unexpected(Problem{.row = 0, .column = {}, .what = "is empty"});
        }
        if (std::count(beginning_.begin(), beginning_.end(), '"') % 2 != 0) {
            return tl::unexpected(problem("a quote is not closed"));
        }
        if (auto fed = feed("\n", call); !fed) {
            return tl::unexpected(std::move(fed.error()));
        }
        return {};
    }
    if (text_.size() - (ends_.empty() ? 0 : ends_.back()) > most_cell_bytes) {
        return tl::unexpected(too_long());
    }
    if (state_ == State::quoted) {
        return tl::unexpected(problem("a quote is not closed"));
    }
    if (state_ == State::after_return || (ends_.empty() && text_.empty() && !was_quoted_)) {
        return {};
    }
    if (auto ended = end_row(call); !ended) {
        return tl::unexpected(std::move(ended.error()));
    }
    return {};
}

tl::expected<void, Problem> read_csv(const std::string& path, const RowCall& call) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return tl::unexpected(
            Problem{.row = 0, .column = {}, .what = fmt::format("cannot be opened: {}", std::strerror(errno))});
    }
    CsvReader reader;
    std::vector<char> buffer(1U << 18U);
    while (file) {
        file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        const auto fed = reader.feed({buffer.data(), static_cast<std::size_t>(file.gcount())}, call);
        if (!fed) {
            return tl::unexpected(fed.error());
        }
        if (!*fed) {
            return {};
        }
    }
    if (file.bad() || !file.eof()) {
        return tl::unexpected(Problem{.row = 0, .column = {}, .what = "cannot be read"});
    }
    return reader.finish(call);
}

}  // namespace magpie::collector::csv
