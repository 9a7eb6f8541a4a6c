#include "collector/planner/geodata.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include "collector/planner/gdal.hpp"
#include "wire/text.hpp"

namespace magpie::collector::planner {

namespace {

using gdal::begin;
using gdal::Messages;
using gdal::set;

using Transformation = std::unique_ptr<OGRCoordinateTransformation>;

Transformation to_unified(const OGRSpatialReference& from) {
    OGRSpatialReference to;
    return set(to, gdal::unified_epsg) ? Transformation(OGRCreateCoordinateTransformation(&from, &to)) : nullptr;
}

bool is_in_korea(Point point) {
    return point.east > 500'000 && point.east < 1'600'000 && point.north > 1'200'000 && point.north < 2'800'000;
}

/// A geometry of the file in our plane; or what is wrong with it.
struct Shape {
    std::optional<Point> point{};
    std::optional<Area> area{};
    std::string problem{};
};

class Reading {
  public:
    explicit Reading(Transformation transformation) : transformation_(std::move(transformation)) {}

    Shape shape(OGRGeometry* geometry) {
        Shape result;
        if (geometry == nullptr || geometry->IsEmpty()) {
            result.problem = "has no geometry";
            return result;
        }
        const auto kind = wkbFlatten(geometry->getGeometryType());
        if (kind == wkbPoint) {
            const auto* point = geometry->toPoint();
            result.point = in_plane(point->getX(), point->getY(), result.problem);
            return result;
        }
        if (kind != wkbPolygon && kind != wkbMultiPolygon) {
            result.problem = fmt::format("is a {}: wanted are points and polygons", geometry->getGeometryName());
            return result;
        }
        Messages messages;
        if (geometry->IsValid() == 0) {
            result.problem = "its area is not valid: " + messages.last();
            return result;
        }
        result.area.emplace();
        if (kind == wkbPolygon) {
            add(*geometry->toPolygon(), result);
        } else {
            for (const auto* part : *geometry->toMultiPolygon()) {
                add(*part, result);
            }
        }
        return result;
    }

  private:
    std::optional<Point> in_plane(double x, double y, std::string& problem) {
        std::optional<Point> point;
        if (!transformation_) {
            if (std::abs(y) <= 90) {
                point = projected({.latitude = y, .longitude = x});
            }
        } else if (double east = x, north = y; transformation_->Transform(1, &east, &north) != 0) {
            point = Point{.east = east, .north = north};
        }
        if (point && is_in_korea(*point)) {
            return point;
        }
        if (problem.empty()) {
            const bool exchanged = !transformation_ && x > 32 && x < 44 && y > 123 && y < 133;
            const bool meters = !transformation_ && (std::abs(x) > 180 || std::abs(y) > 90);
            problem = fmt::format("{}, {} {}", x, y,
                                  exchanged ? "are exchanged: in GeoJSON longitude comes first"
                                  : meters  ? "are metres of a projection that the file does not name"
                                            : "is outside of Korea");
        }
        return std::nullopt;
    }

    void add(const OGRPolygon& polygon, Shape& shape) {
        for (const auto* ring : polygon) {
            std::vector<Point> points;
            for (int i = 0; i + 1 < ring->getNumPoints(); ++i) {  // the last is the first again
                if (const auto point = in_plane(ring->getX(i), ring->getY(i), shape.problem)) {
                    points.push_back(*point);
                }
            }
            shape.area->rings.push_back(std::move(points));
        }
    }

    Transformation transformation_;  // none: WGS 84
};

Problem of_file(std::string what) {
    return {.row = 0, .column = {}, .what = std::move(what)};
}

tl::expected<void, Problem> read_features(const std::string& path, const RowSink& sink) {
    // GDAL would take an address for a file and fetch it.
    std::error_code problem;
    if (!std::filesystem::is_regular_file(path, problem)) {
        return tl::unexpected(of_file("is no file that can be read"));
    }
    begin();
    Messages messages;
    const std::array<const char*, 2> drivers{"GeoJSON", nullptr};
    const GDALDatasetUniquePtr file(
        GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers.data(), nullptr, nullptr));
    if (!file || file->GetLayerCount() == 0) {
        return tl::unexpected(of_file("is no GeoJSON that can be read: " + messages.last()));
    }
    auto* layer = file->GetLayer(0);
    Transformation transformation;
    if (const auto* reference = layer->GetSpatialRef()) {
        OGRSpatialReference wgs84;
        if (!set(wgs84, gdal::wgs84_epsg)) {
            return tl::unexpected(of_file("PROJ does not know EPSG:4326: " + messages.last()));
        }
        const std::array<const char*, 2> loose{"IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", nullptr};
        if (reference->IsSame(&wgs84, loose.data()) == 0) {
            transformation = to_unified(*reference);
            if (!transformation) {
                return tl::unexpected(of_file("names a projection that leads nowhere: " + messages.last()));
            }
        }
    }
    Reading reading(std::move(transformation));
    std::vector<std::string> texts;
    std::vector<std::string_view> cells;
    const auto* definition = layer->GetLayerDefn();
    cells.reserve(static_cast<std::size_t>(definition->GetFieldCount()));
    for (int i = 0; i < definition->GetFieldCount(); ++i) {
        cells.emplace_back(definition->GetFieldDefn(i)->GetNameRef());
    }
    // The header has no number of its own: features count from 1.
    if (!sink({.number = 0, .cells = cells})) {
        return {};
    }
    std::size_t number = 0;
    for (const auto& feature : *layer) {
        texts.clear();
        cells.clear();
        for (int i = 0; i < definition->GetFieldCount(); ++i) {
            texts.emplace_back(feature->IsFieldSetAndNotNull(i) != 0 ? feature->GetFieldAsString(i) : "");
        }
        for (const auto& text : texts) {
            cells.emplace_back(text);
        }
        const auto shape = reading.shape(feature->GetGeometryRef());
        if (!sink({.number = ++number,
                   .cells = cells,
                   .point = shape.point,
                   .area = shape.area ? &*shape.area : nullptr,
                   .problem = shape.problem})) {
            return {};
        }
    }
    if (number == 0) {
        return tl::unexpected(of_file("has no feature"));
    }
    return {};
}

}  // namespace

Source geojson_source(const std::string& path) {
    Source source;
    source.name = path;
    source.row_word = "feature";
    source.column_word = "property";
    source.has_geometry = true;
    source.read = [path](const RowSink& sink) { return read_features(path, sink); };
    return source;
}

tl::expected<ToPlane, std::string> projection_named(const std::string& name) {
    begin();
    const Messages messages;
    constexpr std::string_view prefix = "EPSG:";
    int code = 0;
    const auto digits = name.starts_with(prefix) ? std::string_view(name).substr(prefix.size()) : std::string_view{};
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), code);
    if (digits.empty() || problem != std::errc() || end != digits.data() + digits.size()) {
        return tl::unexpected("a projection is named as in EPSG:5186, not `" + escaped(name) + "`");
    }
    OGRSpatialReference from;
    if (!set(from, code)) {
        return tl::unexpected(name + " is no projection that PROJ knows");
    }
    std::shared_ptr<OGRCoordinateTransformation> transformation(to_unified(from).release());
    if (!transformation) {
        return tl::unexpected(name + " leads to no place in EPSG:5179: " + messages.last());
    }
    return [transformation](double x, double y) -> std::optional<Point> {
        const Messages quiet;
        if (transformation->Transform(1, &x, &y) == 0) {
            return std::nullopt;
        }
        return Point{.east = x, .north = y};
    };
}

}  // namespace magpie::collector::planner
