#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/planner/inputs.hpp"

namespace magpie::collector::planner {

/// The columns of a file by what they are called, in English, in Korean, or in the city's open data (OA-20883).
using Names = std::initializer_list<std::string_view>;

/// Reads the rows of one source: cells by the names of their columns. Owned by a reader of inputs.cpp.
class RowReader {
  public:
    RowReader(const Source& source, const ReadOptions& options, Problems& problems)
        : source_(source), options_(options), problems_(problems) {}

    /// For each row but the header. The error is told as who called should see it.
    [[nodiscard]] tl::expected<void, std::string> each(const std::function<void()>& header,
                                                       const std::function<void()>& row);

    /// In the header; remembers it. `needed` ones that are missing are an error of the file.
    std::size_t column(Names names, bool needed);
    void needs_place();

    [[nodiscard]] static bool has(std::size_t column) { return column != none; }
    [[nodiscard]] std::string_view cell(std::size_t column) const;
    [[nodiscard]] std::size_t row() const { return row_->number; }
    [[nodiscard]] const Area* area() const { return row_->area; }

    /// Nothing, and a problem told, where it is no such number. `otherwise` stands for an empty cell or no column.
    [[nodiscard]] std::optional<double> number(std::size_t column, double least, double most,
                                               std::optional<double> otherwise);
    /// Of plain text that is not empty.
    [[nodiscard]] std::optional<std::string> text(std::size_t column);
    [[nodiscard]] std::optional<Point> place();
    /// The same; of an area the middle of its box.
    [[nodiscard]] std::optional<Point> place_or_area();
    [[nodiscard]] std::optional<Environment> environment(std::size_t column, std::size_t site_type);

    void wrong(std::size_t column, std::string what);

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

  private:
    enum class PlaceBy { geometry, degrees, plane, projection };

    [[nodiscard]] std::optional<Point> by_degrees();

    const Source& source_;
    const ReadOptions& options_;
    Problems& problems_;
    const Row* row_ = nullptr;
    bool has_header_ = false;
    std::vector<std::string> names_;
    std::vector<std::string> missing_;
    PlaceBy place_by_ = PlaceBy::geometry;
    std::size_t first_ = none;
    std::size_t second_ = none;
};

}  // namespace magpie::collector::planner
