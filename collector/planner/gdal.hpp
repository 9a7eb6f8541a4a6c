#pragma once

#include <string>

#include <cpl_error.h>
#include <ogr_spatialref.h>

/// What reading and writing by GDAL have in common; for geodata*.cpp alone.
namespace magpie::collector::planner::gdal {

inline constexpr int unified_epsg = 5179;
inline constexpr int wgs84_epsg = 4326;

/// Before anything else of GDAL; once is enough.
void begin();

/// Keeps GDAL's own messages from stderr, and the last of them for ours. On the thread that made it.
class Messages {
  public:
    Messages() { CPLPushErrorHandlerEx(&Messages::hear, this); }
    ~Messages() { CPLPopErrorHandler(); }
    Messages(const Messages&) = delete;
    Messages& operator=(const Messages&) = delete;

    [[nodiscard]] bool any_failure() const { return failed_; }
    [[nodiscard]] std::string last() const;

  private:
    static void hear(CPLErr kind, CPLErrorNum number, const char* message);

    std::string last_;
    bool failed_ = false;
};

/// With longitude before latitude, as files have it. False where PROJ does not know it.
bool set(OGRSpatialReference& reference, int epsg);

}  // namespace magpie::collector::planner::gdal
