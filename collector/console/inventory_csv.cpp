#include "collector/console/inventory_csv.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "collector/console/answers.hpp"
#include "collector/open_data/row.hpp"
#include "wire/text.hpp"

namespace magpie::collector::console {

namespace {

using csv::Problem;

enum Column : std::uint8_t { area, node, name, latitude, longitude, model, site, columns };
constexpr std::array<std::string_view, columns> column_names{"area",      "node",  "name", "latitude",
                                                             "longitude", "model", "site"};
constexpr std::size_t longest_id = 64;
constexpr std::size_t longest_text = 200;

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) {
        text.remove_prefix(1);
    }
    while (text.ends_with(' ')) {
        text.remove_suffix(1);
    }
    return text;
}

std::string small(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

/// Reads rows; says what is wrong with the first that is.
class Reader {
  public:
    bool take(std::size_t row, std::span<const std::string_view> cells) {
        row_ = row;
        cells_ = cells;
        return row == 1 ? take_header() : take_pole();
    }
    [[nodiscard]] std::optional<Problem>& problem() { return problem_; }
    [[nodiscard]] Inventory::Poles& poles() { return poles_; }

  private:
    bool wrong(std::string column, std::string what) {
        problem_ = Problem{.row = row_, .column = std::move(column), .what = std::move(what)};
        return false;
    }
    bool wrong(Column column, std::string what) { return wrong(std::string(column_names[column]), std::move(what)); }

    bool take_header() {
        if (cells_.size() == 1) {
            return wrong("1", "is the only column: the delimiter must be a comma, a semicolon, a tab or a bar");
        }
        for (std::size_t i = 0; i < cells_.size(); ++i) {
            const auto word = small(trimmed(cells_[i]));
            const auto* const known = std::ranges::find(column_names, word);
            if (known == column_names.end()) {
                return wrong(std::to_string(i + 1), "is called \"" + escaped(cells_[i], 40) +
                                                        "\"; columns are area, node, name, latitude, longitude, model, "
                                                        "site");
            }
            auto& place = places_[static_cast<std::size_t>(known - column_names.begin())];
            if (place) {
                return wrong(std::to_string(i + 1), "is called \"" + word + "\", as one before it");
            }
            place = i;
        }
        for (const auto needed : {area, node}) {
            if (!places_[needed]) {
                return wrong(needed, "is missing in the header");
            }
        }
        if (places_[latitude].has_value() != places_[longitude].has_value()) {
            return wrong(places_[latitude] ? longitude : latitude, "is missing in the header: the two go together");
        }
        return true;
    }

    [[nodiscard]] std::string_view cell(Column column) const {
        return places_[column] ? trimmed(cells_[*places_[column]]) : std::string_view();
    }

    bool take_pole() {
        if (poles_.size() >= Inventory::most_poles) {
            return wrong("", fmt::format("is beyond {} poles", Inventory::most_poles));
        }
        for (const auto id : {area, node}) {
            const auto text = cell(id);
            if (text.empty() || text.size() > longest_id || !is_plain_text(text) ||
                text.find_first_of("+#/") != std::string_view::npos) {
                return wrong(id, "must be 1 to 64 bytes of UTF-8 without +, # and /");
            }
        }
        for (const auto column : {name, model, site}) {
            const auto text = cell(column);
            if (!is_plain_text(text)) {
                return wrong(column, "is no UTF-8 text: save it as CSV UTF-8");
            }
            if (text.size() > longest_text) {
                return wrong(column, "is longer than 200 bytes");
            }
        }
        InventoryPole pole;
        if (!read_place(pole)) {
            return false;
        }
        pole.name = cell(name);
        pole.model = cell(model);
        pole.site = cell(site);
        PoleName key{std::string(cell(area)), std::string(cell(node))};
        const auto [known, is_new] = rows_.try_emplace(key, row_);
        if (!is_new) {
            return wrong(node, fmt::format("is the same pole as in row {}", known->second));
        }
        poles_.emplace(std::move(key), std::move(pole));
        return true;
    }

    bool read_place(InventoryPole& pole) {
        const auto north = cell(latitude);
        const auto east = cell(longitude);
        if (north.empty() && east.empty()) {
            return true;
        }
        if (north.empty() || east.empty()) {
            return wrong(north.empty() ? latitude : longitude, "is empty, and the other is not");
        }
        const auto up = number_in<double>(north);
        const auto right = number_in<double>(east);
        for (const auto& [column, value] : {std::pair(latitude, up), {longitude, right}}) {
            if (!value || !std::isfinite(*value)) {
                return wrong(column, "is no number of degrees, like 37.5665");
            }
        }
        if (std::abs(*up) > 90 && std::abs(*up) <= 180 && std::abs(*right) <= 90) {
            return wrong(latitude, "is beyond 90 degrees: are latitude and longitude swapped?");
        }
        if (std::abs(*up) > 90) {
            return wrong(latitude, "is beyond 90 degrees");
        }
        if (std::abs(*right) > 180) {
            return wrong(longitude, "is beyond 180 degrees");
        }
        pole.latitude = *up;
        pole.longitude = *right;
        return true;
    }

    std::size_t row_ = 0;
    std::span<const std::string_view> cells_;
    std::array<std::optional<std::size_t>, columns> places_{};
    std::map<PoleName, std::size_t> rows_;
    std::optional<Problem> problem_;
    Inventory::Poles poles_;
};

}  // namespace

tl::expected<Inventory::Poles, csv::Problem> parse_inventory(std::string_view text) {
    Reader reader;
    const csv::RowCall call = [&reader](std::size_t row, std::span<const std::string_view> cells) {
        return reader.take(row, cells);
    };
    csv::CsvReader rows;
    const auto fed = rows.feed(text, call);
    if (!fed) {
        return tl::unexpected(fed.error());
    }
    if (*fed) {
        if (auto done = rows.finish(call); !done) {
            return tl::unexpected(done.error());
        }
    }
    if (reader.problem()) {
        return tl::unexpected(std::move(*reader.problem()));
    }
    return std::move(reader.poles());
}

void append_inventory_csv_header(std::string& out) {
    out +=
        "\xEF\xBB\xBF"
        "area,node,name,latitude,longitude,model,site\r\n";
}

void append_inventory_csv(const PoleName& key, const InventoryPole& pole, std::string& out) {
    const auto degrees = [](const std::optional<double>& value) {
        return value ? fmt::format("{:.6f}", *value) : std::string();
    };
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{}\r\n", open_data::csv_text(key.area),
                   open_data::csv_text(key.node), open_data::csv_text(pole.name), degrees(pole.latitude),
                   degrees(pole.longitude), open_data::csv_text(pole.model), open_data::csv_text(pole.site));
}

}  // namespace magpie::collector::console
