#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "collector/planner/inputs.hpp"

/// Files of other people's maps. The only part of the house that knows GDAL; its exceptions, locks and messages end
/// here.
namespace magpie::collector::planner {

/// GeoJSON (RFC 7946: WGS 84, or another projection that it names). Areas that cross themselves are refused by feature
/// and place.
[[nodiscard]] Source geojson_source(const std::string& path);

/// From a projection by its name, as in `EPSG:5186`, to EPSG:5179. The error says that it is not known.
[[nodiscard]] tl::expected<ToPlane, std::string> projection_named(const std::string& name);

using Value = std::variant<std::monostate, std::string, std::int64_t, double>;

enum class FieldKind : std::uint8_t { text, whole, real };
struct Field {
    std::string name;
    FieldKind kind = FieldKind::text;
};

struct Feature {
    Point at;  // the middle of a square
    std::vector<Value> values;
};

/// What is exported: points with a height, or squares.
struct Layer {
    std::string name;
    std::vector<Field> fields;
    std::vector<Feature> features;
    double square = 0;              // metres; 0: points
    std::vector<double> heights{};  // of points; empty: none
    std::string about{};  // a JSON object: what GeoJSON has beside the features (RFC 7946, 6.1); empty: nothing
};

enum class Projection : std::uint8_t { wgs84, unified };  // EPSG:4326, EPSG:5179

/// What a path's ending says: .geojson, .csv, .kml, .gpkg.
[[nodiscard]] bool is_exportable(std::string_view path);

/// The bytes of such a file, for whoever can tell a full disk: GDAL's writers do not always. KML knows WGS 84 only. The
/// same layer makes the same bytes.
[[nodiscard]] tl::expected<std::string, std::string> exported(const Layer& layer, Projection projection,
                                                              std::string_view path);

}  // namespace magpie::collector::planner
