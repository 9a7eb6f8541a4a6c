#include "collector/planner/gdal.hpp"

#include <mutex>

#include <cpl_conv.h>
#include <gdal_priv.h>

#include "wire/text.hpp"

namespace magpie::collector::planner::gdal {

void begin() {
    static std::once_flag once;
    std::call_once(once, [] {
        GDALAllRegister();
        // A GeoPackage holds the time at which it was made, and the same plan has to be the same file.
        CPLSetConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z");
    });
}

std::string Messages::last() const {
    return last_.empty() ? "GDAL does not say why" : escaped(last_);
}

void Messages::hear(CPLErr kind, CPLErrorNum /*number*/, const char* message) {
    auto& self = *static_cast<Messages*>(CPLGetErrorHandlerUserData());
    if (kind >= CE_Warning) {
        self.last_ = message;
    }
    self.failed_ = self.failed_ || kind >= CE_Failure;
}

bool set(OGRSpatialReference& reference, int epsg) {
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return reference.importFromEPSG(epsg) == OGRERR_NONE;
}

}  // namespace magpie::collector::planner::gdal
