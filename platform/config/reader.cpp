#include "platform/config/reader.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include <toml++/toml.h>

#include "platform/config/nesting.hpp"
#include "wire/text.hpp"

namespace magpie::config {
namespace {

struct Problem {
    bool of_overlay = false;
    std::size_t line = 0;  // 0: of no line
    std::string sentence;
};

/// What a person calls it.
std::string_view kind(const toml::node& node) {
    switch (node.type()) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "a list";
        case toml::node_type::string:
            return "a string";
        case toml::node_type::integer:
            return "an integer";
        case toml::node_type::floating_point:
            return "a number with a point";
        case toml::node_type::boolean:
            return "true or false";
        default:
            return "a date or time";
    }
}

/// Edits that turn one word into the other: insert, delete, replace, swap of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        last[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                now[j] = std::min(now[j], before[j - 2] + 1);
            }
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

/// The known key that was probably meant: at most a third of it is wrong.
const std::string* near_miss(std::string_view unknown, const std::set<std::string>& known) {
    constexpr std::size_t longest = 64;
    const std::string* best = nullptr;
    std::size_t best_distance = longest;
    if (unknown.size() > longest) {
        return nullptr;
    }
    for (const std::string& key : known) {
        const std::size_t edits = distance(unknown, key);
        if (edits < best_distance && edits <= (std::max(unknown.size(), key.size()) + 2) / 3) {
            best = &key;
            best_distance = edits;
        }
    }
    return best;
}

}  // namespace

/// One table that was asked for, present in the file or not.
struct Table::Place {
    const toml::table* node = nullptr;
    std::string path;  // "mqtt.tls", empty for the root
    toml::source_region source;
    std::set<std::string> asked;

    [[nodiscard]] std::string name(std::string_view key) const {
        return (path.empty() ? "" : path + ".") + escaped(key);
    }
};

struct Table::File {
    std::string name;
    std::string overlay;  // its name; empty: there is none
    toml::table root;
    bool broken = false;       // did not parse: what is missing is then not worth a word
    std::deque<Place> places;  // a deque: places keep their address
    std::vector<Problem> problems;

    void report(const toml::source_region& source, std::string sentence) {
        const bool of_overlay = !overlay.empty() && source.path && *source.path == overlay;
        problems.push_back({of_overlay, source.begin.line, std::move(sentence)});
    }
    /// Of no line.
    void report(bool of_overlay, std::string sentence) { problems.push_back({of_overlay, 0, std::move(sentence)}); }

    /// Empty when it is none, which is reported.
    toml::table parse(std::string_view text, bool of_overlay) {
        broken = true;
        if (text.size() > Reader::max_bytes) {
            report(of_overlay, "is larger than " + std::to_string(Reader::max_bytes) + " bytes");
            return {};
        }
        if (const auto line = line_nested_deeper_than(Reader::max_depth, text)) {
            problems.push_back(
                {of_overlay, *line, "is nested deeper than " + std::to_string(Reader::max_depth) + " levels"});
            return {};
        }
        try {
            toml::table parsed = toml::parse(text, of_overlay ? overlay : name);
            broken = false;
            return parsed;
        } catch (const toml::parse_error& error) {
            problems.push_back({of_overlay, error.source().begin.line, escaped(error.description(), 1024)});
        } catch (const std::exception& error) {
            report(of_overlay, escaped(error.what(), 1024));
        }
        return {};
    }

    /// Each value of `over` takes the place of the one with the same key.
    void lay_over(toml::table& under, toml::table&& over, const std::string& path, const Overlay::MayBe& may_be) {
        for (auto&& [key, node] : over) {
            const auto name_here = path + std::string(key.str());
            toml::table* const table = node.as_table();
            if (!table && !may_be(name_here)) {
                report(key.source(), "`" + escaped(name_here) + "` may not be set here");
                continue;
            }
            toml::node* const there = under.get(key.str());
            if (!table || !there || !there->is_table()) {
                under.erase(key.str());
                if (!table) {
                    under.insert(key, std::move(node));
                    continue;
                }
                under.insert(key, toml::table());
            }
            lay_over(*under.get_as<toml::table>(key.str()), std::move(*table), name_here + ".", may_be);
        }
    }

    const toml::node* find(std::size_t place, std::string_view key, bool needed) {
        Place& table = places[place];
        table.asked.emplace(key);
        const toml::node* node = table.node ? table.node->get(key) : nullptr;
        if (!node && needed && !broken) {
            report(table.source, "`" + table.name(key) + "` is missing");
        }
        return node;
    }

    toml::source_region where(std::size_t place, std::string_view key) const {
        const Place& table = places[place];
        if (table.node) {
            if (const auto entry = table.node->find(key); entry != table.node->end()) {
                return entry->first.source();
            }
        }
        return table.source;
    }

    void wrong_kind(std::size_t place, std::string_view key, std::string_view wanted, const toml::node& node) {
        report(where(place, key),
               "`" + places[place].name(key) + "` must be " + std::string(wanted) + ", not " + std::string(kind(node)));
    }

    /// The same key in a table where it would be known: written above the wrong header, most likely.
    std::string at_home_elsewhere(std::string_view key) const {
        for (const Place& place : places) {
            if (place.asked.contains(std::string(key))) {
                return place.path.empty() ? "; it belongs above the first table"
                                          : "; it belongs to `[" + place.path + "]`";
            }
        }
        return {};
    }

    void report_unknown(const Place& place) {
        for (const auto& [key, node] : *place.node) {
            const std::string unknown(key.str());
            if (place.asked.contains(unknown)) {
                continue;
            }
            const std::string* meant = near_miss(unknown, place.asked);
            report(key.source(), std::string(node.is_table() ? "unknown table `" : "unknown key `") +
                                     place.name(unknown) + "`" +
                                     (meant ? "; did you mean `" + *meant + "`?" : at_home_elsewhere(unknown)));
        }
    }
};

Table::Table(std::shared_ptr<File> file, std::size_t place) : file_(std::move(file)), place_(place) {}

bool Table::exists() const {
    return file_->places[place_].node != nullptr;
}

void Table::refuse(std::string_view key, std::string_view sentence) {
    file_->report(file_->where(place_, key), "`" + file_->places[place_].name(key) + "` " + std::string(sentence));
}

std::optional<bool> Table::boolean(std::string_view key, bool needed) {
    const toml::node* node = file_->find(place_, key, needed);
    if (node && !node->is_boolean()) {
        file_->wrong_kind(place_, key, "true or false", *node);
    }
    return node ? node->value_exact<bool>() : std::nullopt;
}

std::optional<std::int64_t> Table::integer(std::string_view key, bool needed) {
    const toml::node* node = file_->find(place_, key, needed);
    if (node && !node->is_integer()) {
        file_->wrong_kind(place_, key, "an integer", *node);
    }
    return node ? node->value_exact<std::int64_t>() : std::nullopt;
}

std::optional<double> Table::number(std::string_view key, bool needed) {
    const toml::node* node = file_->find(place_, key, needed);
    if (!node) {
        return std::nullopt;
    }
    if (!node->is_number()) {
        file_->wrong_kind(place_, key, "a number", *node);
        return std::nullopt;
    }
    const auto given = node->value<double>();
    if (!given || !std::isfinite(*given)) {
        refuse(key, "must be a finite number");
        return std::nullopt;
    }
    return given;
}

std::optional<std::string> Table::text(std::string_view key, bool needed) {
    const toml::node* node = file_->find(place_, key, needed);
    if (node && !node->is_string()) {
        file_->wrong_kind(place_, key, "a string", *node);
    }
    return node ? node->value_exact<std::string>() : std::nullopt;
}

std::optional<std::vector<std::string>> Table::texts(std::string_view key, bool needed) {
    const toml::node* node = file_->find(place_, key, needed);
    if (!node) {
        return std::nullopt;
    }
    const toml::array* list = node->as_array();
    if (!list) {
        file_->wrong_kind(place_, key, "a list of strings", *node);
        return std::nullopt;
    }
    std::vector<std::string> given;
    for (const toml::node& entry : *list) {
        auto word = entry.value_exact<std::string>();
        if (!word) {
            file_->report(entry.source(), "`" + file_->places[place_].name(key) + "` must hold strings only, not " +
                                              std::string(kind(entry)));
            return std::nullopt;
        }
        given.push_back(*std::move(word));
    }
    return given;
}

std::optional<UtcMs> Table::time(std::string_view key, bool needed) {
    const toml::node* node = file_->find(place_, key, needed);
    const auto given = node ? node->value_exact<toml::date_time>() : std::nullopt;
    if (node && (!given || !given->offset)) {
        refuse(key, "must be a moment with its zone, like 2026-12-31T00:00:00Z");
        return std::nullopt;
    }
    if (!given) {
        return std::nullopt;
    }
    const std::chrono::year_month_day day{std::chrono::year(given->date.year), std::chrono::month(given->date.month),
                                          std::chrono::day(given->date.day)};
    const auto& clock = given->time;
    return UtcMs(std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(clock.hour) +
                 std::chrono::minutes(clock.minute - given->offset->minutes) + std::chrono::seconds(clock.second));
}

std::string Table::whole_table(std::string_view key) {
    const toml::node* node = file_->find(place_, key, /*needed=*/false);
    const toml::table* found = node ? node->as_table() : nullptr;
    if (node && !found) {
        file_->wrong_kind(place_, key, "a table", *node);
    }
    std::ostringstream text;
    if (found) {
        text << *found << '\n';
    }
    return text.str();
}

Table Table::table(std::string_view key) {
    const toml::node* node = file_->find(place_, key, /*needed=*/false);
    const toml::table* found = node ? node->as_table() : nullptr;
    if (node && !found) {
        file_->wrong_kind(place_, key, "a table", *node);
    }
    const std::string path = file_->places[place_].name(key);
    file_->places.push_back({found, path, found ? file_->where(place_, key) : toml::source_region{}, {}});
    return {file_, file_->places.size() - 1};
}

std::vector<Table> Table::tables(std::string_view key) {
    std::vector<Table> all;
    const toml::node* node = file_->find(place_, key, /*needed=*/false);
    if (!node) {
        return all;
    }
    const toml::array* list = node->as_array();
    if (!list || !std::all_of(list->begin(), list->end(), [](const toml::node& entry) { return entry.is_table(); })) {
        file_->report(file_->where(place_, key), "`" + file_->places[place_].name(key) +
                                                     "` must be tables, each headed by `[[" +
                                                     file_->places[place_].name(key) + "]]`");
        return all;
    }
    const std::string path = file_->places[place_].name(key);
    for (const toml::node& entry : *list) {
        file_->places.push_back({entry.as_table(), path, entry.source(), {}});
        all.push_back({file_, file_->places.size() - 1});
    }
    return all;
}

Reader::Reader(std::string_view text, std::string_view name) : Reader(text, name, {}) {}

Reader::Reader(std::string_view text, std::string_view name, const Overlay& overlay)
    : Table(std::make_shared<File>(), 0) {
    File& read = file();
    read.name = name;
    read.overlay = overlay.name;
    read.root = read.parse(text, false);
    if (!read.overlay.empty() && !read.broken) {
        read.lay_over(read.root, read.parse(overlay.text, true), {}, overlay.may_be);
    }
    read.places.push_back({&read.root, {}, {}, {}});
}

tl::expected<void, std::vector<std::string>> Reader::finish() {
    File& read = file();
    for (const Place& place : read.places) {
        if (place.node) {
            read.report_unknown(place);
        }
    }
    std::stable_sort(read.problems.begin(), read.problems.end(), [](const Problem& a, const Problem& b) {
        return std::pair(a.of_overlay, a.line) < std::pair(b.of_overlay, b.line);
    });
    std::vector<std::string> sentences;
    for (const Problem& problem : read.problems) {
        sentences.push_back((problem.of_overlay ? read.overlay : read.name) +
                            (problem.line == 0 ? "" : ":" + std::to_string(problem.line)) + ": " + problem.sentence);
    }
    if (!sentences.empty()) {
        return tl::make_unexpected(std::move(sentences));
    }
    return {};
}

tl::expected<std::string, std::string> load(const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text(Reader::max_bytes + 1, '\0');
    if (file) {
        file.read(text.data(), static_cast<std::streamsize>(text.size()));
    }
    if (!file.is_open() || file.bad()) {  // a directory opens and then fails to read
        return tl::make_unexpected("cannot read " + escaped(path) + ": " + std::strerror(errno != 0 ? errno : EIO));
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

}  // namespace magpie::config
