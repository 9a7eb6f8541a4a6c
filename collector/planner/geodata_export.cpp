#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>

#include "collector/open_data/row.hpp"
#include "collector/planner/gdal.hpp"
#include "collector/planner/geodata.hpp"

namespace magpie::collector::planner {

namespace {

using gdal::begin;
using gdal::Messages;
using gdal::set;

struct Format {
    std::string_view ending;
    const char* driver;
};
constexpr std::array<Format, 4> formats{{{".geojson", "GeoJSON"}, {".csv", "CSV"}, {".kml", "KML"}, {".gpkg", "GPKG"}}};

const Format* format_of(std::string_view path) {
    const auto found =
        std::find_if(formats.begin(), formats.end(), [&](const Format& one) { return path.ends_with(one.ending); });
    return found == formats.end() ? nullptr : &*found;
}

/// A file of GDAL's that is nowhere but in memory.
class MemoryFile {
  public:
    explicit MemoryFile(std::string_view ending) : name_(fmt::format("/vsimem/magpie-planner{}", ending)) { unlink(); }
    ~MemoryFile() { unlink(); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    [[nodiscard]] const char* name() const { return name_.c_str(); }
    [[nodiscard]] std::string bytes() const {
        vsi_l_offset size = 0;
        const auto* begin = VSIGetMemFileBuffer(name(), &size, FALSE);
        return begin == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(begin), size);
    }

  private:
    void unlink() const { VSIUnlink(name()); }

    std::string name_;
};

/// As in the projection: x and y.
std::pair<double, double> placed(Point point, Projection projection) {
    if (projection == Projection::unified) {
        return {point.east, point.north};
    }
    const auto degrees = unprojected(point);
    return {degrees.longitude, degrees.latitude};
}

std::unique_ptr<OGRGeometry> geometry_of(const Layer& layer, std::size_t index, Projection projection) {
    const auto at = layer.features[index].at;
    if (layer.square == 0) {
        const auto [x, y] = placed(at, projection);
        return layer.heights.empty() ? std::make_unique<OGRPoint>(x, y)
                                     : std::make_unique<OGRPoint>(x, y, layer.heights[index]);
    }
    const double half = layer.square / 2;
    auto ring = std::make_unique<OGRLinearRing>();
    for (const auto& [east, north] : {std::pair{-half, -half}, {half, -half}, {half, half}, {-half, half}}) {
        const auto [x, y] = placed({.east = at.east + east, .north = at.north + north}, projection);
        ring->addPoint(x, y);
    }
    ring->closeRings();
    auto polygon = std::make_unique<OGRPolygon>();
    polygon->addRingDirectly(ring.release());
    return polygon;
}

OGRFieldType type_of(FieldKind kind) {
    return kind == FieldKind::text ? OFTString : kind == FieldKind::whole ? OFTInteger64 : OFTReal;
}

void put(OGRFeature& feature, int field, const Value& value, bool for_spreadsheets) {
    if (const auto* text = std::get_if<std::string>(&value)) {
        feature.SetField(field, (for_spreadsheets ? open_data::without_formula(*text) : *text).c_str());
    } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        feature.SetField(field, static_cast<GIntBig>(*whole));
    } else if (const auto* real = std::get_if<double>(&value)) {
        feature.SetField(field, *real);
    }
}

}  // namespace

bool is_exportable(std::string_view path) {
    return format_of(path) != nullptr;
}

tl::expected<std::string, std::string> exported(const Layer& layer, Projection projection, std::string_view path) {
    begin();
    const Messages messages;
    const auto* format = format_of(path);
    const std::string_view name = format != nullptr ? format->driver : "";
    auto* driver = GetGDALDriverManager()->GetDriverByName(std::string(name).c_str());
    if (driver == nullptr) {
        return tl::unexpected(std::string("this GDAL cannot write such a file"));
    }
    const bool csv = name == "CSV";
    const bool geojson = name == "GeoJSON";
    if (name == "KML" && projection == Projection::unified) {
        return tl::unexpected(std::string("KML knows WGS 84 only"));
    }
    const MemoryFile memory(format->ending);
    const std::array<const char*, 2> of_kml{"AltitudeMode=relativeToGround", nullptr};
    GDALDatasetUniquePtr file(driver->Create(memory.name(), 0, 0, 0, GDT_Unknown,
                                             name == "KML" ? const_cast<char**>(of_kml.data()) : nullptr));
    OGRSpatialReference reference;
    if (!file || !set(reference, projection == Projection::wgs84 ? gdal::wgs84_epsg : gdal::unified_epsg)) {
        return tl::unexpected(messages.last());
    }
    std::vector<const char*> options;
    const std::string about = "NATIVE_DATA=" + layer.about;
    if (geojson && !layer.about.empty()) {
        options.push_back(about.c_str());
        options.push_back("NATIVE_MEDIA_TYPE=application/vnd.geo+json");
    }
    if (geojson && projection == Projection::wgs84) {
        options.push_back("RFC7946=YES");
    } else if (geojson) {
        options.push_back("COORDINATE_PRECISION=2");
    }
    if (csv) {
        options.push_back("LINEFORMAT=CRLF");
        options.push_back("STRING_QUOTING=IF_NEEDED");
    }
    options.push_back(nullptr);
    const auto kind = csv ? wkbNone : layer.square > 0 ? wkbPolygon : layer.heights.empty() ? wkbPoint : wkbPoint25D;
    auto* out =
        file->CreateLayer(layer.name.c_str(), csv ? nullptr : &reference, kind, const_cast<char**>(options.data()));
    if (out == nullptr) {
        return tl::unexpected(messages.last());
    }
    // KML has fields of its own before ours.
    const int first = out->GetLayerDefn()->GetFieldCount();
    const int name_field = name == "KML" ? out->GetLayerDefn()->GetFieldIndex("Name") : -1;
    std::vector<Field> fields = layer.fields;
    const bool has_heights = !layer.heights.empty();
    if (has_heights) {
        fields.push_back({.name = "height_m", .kind = FieldKind::real});
    }
    if (csv) {  // so that what was written can be read again
        const bool degrees = projection == Projection::wgs84;
        fields.push_back({.name = degrees ? "latitude" : "east", .kind = FieldKind::text});
        fields.push_back({.name = degrees ? "longitude" : "north", .kind = FieldKind::text});
    }
    for (const auto& field : fields) {
        OGRFieldDefn definition(field.name.c_str(), type_of(field.kind));
        if (out->CreateField(&definition) != OGRERR_NONE) {
            return tl::unexpected(messages.last());
        }
    }
    const bool transaction = file->TestCapability(ODsCTransactions) != 0 && file->StartTransaction() == OGRERR_NONE;
    for (std::size_t i = 0; i < layer.features.size(); ++i) {
        const auto& one = layer.features[i];
        const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(out->GetLayerDefn()));
        if (name_field >= 0 && !one.values.empty()) {
            put(*feature, name_field, one.values.front(), csv);
        }
        int field = first;
        for (const auto& value : one.values) {
            put(*feature, field++, value, csv);
        }
        if (has_heights) {
            feature->SetField(field++, layer.heights[i]);
        }
        if (csv) {
            const auto [x, y] = placed(one.at, projection);
            const bool degrees = projection == Projection::wgs84;
            feature->SetField(field++, fmt::format("{:.{}f}", degrees ? y : x, degrees ? 7 : 2).c_str());
            feature->SetField(field++, fmt::format("{:.{}f}", degrees ? x : y, degrees ? 7 : 2).c_str());
        } else {
            feature->SetGeometryDirectly(geometry_of(layer, i, projection).release());
        }
        if (out->CreateFeature(feature.get()) != OGRERR_NONE) {
            return tl::unexpected(messages.last());
        }
    }
    if (transaction && file->CommitTransaction() != OGRERR_NONE) {
        return tl::unexpected(messages.last());
    }
    file.reset();  // what is buffered is written when it is closed
    if (messages.any_failure()) {
        return tl::unexpected(messages.last());
    }
    return memory.bytes();
}

}  // namespace magpie::collector::planner
