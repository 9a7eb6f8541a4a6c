#pragma once

#include <optional>

#include "collector/reports/report_shelf.hpp"
#include "platform/http/server.hpp"

namespace magpie::collector {

/// Signed reports of technicians over HTTP, as docs/openapi.yaml describes them: /api/v1/reports (with `area` and
/// `node`) and /api/v1/reports/ID (with `format`). Nothing when this is none of its paths, or no reports are kept
/// (`shelf` null).
[[nodiscard]] std::optional<http::Response> report_page(const ReportShelf* shelf, const http::Request& request);

}  // namespace magpie::collector
