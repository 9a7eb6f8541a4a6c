#include "collector/planner/row_reader.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "wire/text.hpp"

namespace magpie::collector::planner {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view{}
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (auto& c : result) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
    }
    return result;
}

std::optional<double> parsed(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

/// Where EPSG:5179 is made for.
constexpr double least_latitude = 32;
constexpr double most_latitude = 44;
constexpr double least_longitude = 123;
constexpr double most_longitude = 133;
constexpr double least_east = 500'000;
constexpr double most_east = 1'600'000;
constexpr double least_north = 1'200'000;
constexpr double most_north = 2'800'000;

bool is_latitude(double value) {
    return value >= least_latitude && value <= most_latitude;
}
bool is_longitude(double value) {
    return value >= least_longitude && value <= most_longitude;
}

}  // namespace

tl::expected<void, std::string> RowReader::each(const std::function<void()>& header, const std::function<void()>& row) {
    const auto result = source_.read([&](const Row& one) {
        row_ = &one;
        if (has_header_) {
            if (one.problem.empty()) {
                row();
            } else {
                wrong(none, std::string(one.problem));
            }
            return true;
        }
        has_header_ = true;
        for (const auto cell : one.cells) {
            names_.emplace_back(escaped(trimmed(cell)));
        }
        header();
        return missing_.empty();
    });
    if (!result) {
        return tl::unexpected(told(source_, result.error()));
    }
    if (!missing_.empty()) {
        std::string all;
        for (const auto& line : missing_) {
            all += all.empty() ? "" : "\n";
            all += told(source_, {.row = 1, .column = {}, .what = line});
        }
        return tl::unexpected(all);
    }
    return {};
}

std::size_t RowReader::column(Names names, bool needed) {
    for (const auto name : names) {
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (lower(names_[i]) == lower(name)) {
                return i;
            }
        }
    }
    if (needed) {
        const bool one_column = names_.size() == 1;
        missing_.push_back(fmt::format("there is no {} {}{}", source_.column_word, *names.begin(),
                                       one_column ? ": is the delimiter something else than , ; | and tab?" : ""));
    }
    return none;
}

void RowReader::needs_place() {
    if (source_.has_geometry) {
        place_by_ = PlaceBy::geometry;
        return;
    }
    const auto both = [&](PlaceBy by, Names first, Names second) {
        first_ = column(first, false);
        second_ = column(second, false);
        place_by_ = by;
        return has(first_) && has(second_);
    };
    if (both(PlaceBy::degrees, {"latitude", "lat", "위도"}, {"longitude", "lon", "lng", "lnt", "경도"}) ||
        both(PlaceBy::plane, {"east", "easting"}, {"north", "northing"})) {
        return;
    }
    if (both(PlaceBy::projection, {"x"}, {"y"})) {
        if (!options_.to_plane) {
            missing_.emplace_back("has x and y: in which projection? Say it, as in --crs EPSG:5186");
        }
        return;
    }
    missing_.push_back(
        fmt::format("there is no place: wanted are latitude and longitude, or east and north of EPSG:5179, or "
                    "x and y with --crs{}",
                    names_.size() == 1 ? ". Is the delimiter something else than , ; | and tab?" : ""));
}

std::string_view RowReader::cell(std::size_t column) const {
    return has(column) ? trimmed(row_->cells[column]) : std::string_view{};
}

void RowReader::wrong(std::size_t column, std::string what) {
    problems_.add(
        source_,
        {.row = row_->number, .column = has(column) ? names_[column] : std::string(), .what = std::move(what)});
}

std::optional<double> RowReader::number(std::size_t column, double least, double most,
                                        std::optional<double> otherwise) {
    const auto text = cell(column);
    if (text.empty()) {
        if (!otherwise) {
            wrong(column, "is empty");
        }
        return otherwise;
    }
    const auto value = parsed(text);
    if (!value) {
        wrong(column,
              fmt::format(
                  "`{}` is no number{}", escaped(text, 40),
                  text.find(',') != std::string_view::npos ? ": decimals have a point, and thousands nothing" : ""));
        return std::nullopt;
    }
    if (*value < least || *value > most) {
        wrong(column, fmt::format("{} is not within {} and {}", *value, least, most));
        return std::nullopt;
    }
    return value;
}

std::optional<std::string> RowReader::text(std::size_t column) {
    const auto value = cell(column);
    if (value.empty()) {
        wrong(column, "is empty");
        return std::nullopt;
    }
    if (!is_plain_text(value)) {
        wrong(column, fmt::format("`{}` is not UTF-8: save the file as CSV UTF-8", escaped(value, 40)));
        return std::nullopt;
    }
    return std::string(value);
}

std::optional<Point> RowReader::by_degrees() {
    constexpr double any = 1e9;
    const auto latitude = number(first_, -any, any, std::nullopt);
    const auto longitude = number(second_, -any, any, std::nullopt);
    if (!latitude || !longitude) {
        return std::nullopt;
    }
    if (is_latitude(*latitude) && is_longitude(*longitude)) {
        return projected({.latitude = *latitude, .longitude = *longitude});
    }
    if (is_latitude(*longitude) && is_longitude(*latitude)) {
        wrong(first_,
              fmt::format("{} and {} are exchanged: latitude comes to 37, longitude to 127", *latitude, *longitude));
    } else if (*latitude == 0 && *longitude == 0) {
        wrong(first_, "and longitude are 0: the place is missing");
    } else if (std::abs(*latitude) > 180 || std::abs(*longitude) > 180) {
        wrong(first_,
              fmt::format("{} and {} are no degrees but metres of a projection: name the columns x and y, and say "
                          "which with --crs",
                          *latitude, *longitude));
    } else {
        wrong(is_latitude(*latitude) ? second_ : first_,
              fmt::format("{}, {} is outside of Korea", *latitude, *longitude));
    }
    return std::nullopt;
}

std::optional<Point> RowReader::place() {
    if (place_by_ == PlaceBy::geometry) {
        if (!row_->point) {
            wrong(none, row_->area != nullptr ? "is an area, and a point is wanted" : "has no geometry");
        }
        return row_->point;
    }
    if (place_by_ == PlaceBy::degrees) {
        return by_degrees();
    }
    constexpr double any = 1e9;
    const auto x = number(first_, -any, any, std::nullopt);
    const auto y = number(second_, -any, any, std::nullopt);
    if (!x || !y) {
        return std::nullopt;
    }
    auto point =
        place_by_ == PlaceBy::plane ? std::optional<Point>({.east = *x, .north = *y}) : options_.to_plane(*x, *y);
    if (!point || point->east < least_east || point->east > most_east || point->north < least_north ||
        point->north > most_north) {
        const bool exchanged =
            place_by_ == PlaceBy::plane && *y >= least_east && *y <= most_east && *x >= least_north && *x <= most_north;
        wrong(first_, exchanged ? fmt::format("{} and {} are exchanged: east comes before north", *x, *y)
                                : fmt::format("{}, {} is outside of Korea: is this another projection?", *x, *y));
        return std::nullopt;
    }
    return point;
}

std::optional<Point> RowReader::place_or_area() {
    if (row_->area == nullptr) {
        return place();
    }
    const auto box = box_of(*row_->area);
    if (!box) {
        wrong(none, "has no extent");
        return std::nullopt;
    }
    return Point{.east = (box->least.east + box->most.east) / 2, .north = (box->least.north + box->most.north) / 2};
}

std::optional<Environment> RowReader::environment(std::size_t column, std::size_t site_type) {
    const auto word = cell(column);
    if (word.empty()) {
        return cell(site_type) == "park" ? Environment::open : options_.environment;
    }
    const auto found = environment_named(word);
    if (!found) {
        wrong(column, fmt::format("`{}` is none of open, urban and residential", escaped(word, 40)));
    }
    return found;
}

}  // namespace magpie::collector::planner
