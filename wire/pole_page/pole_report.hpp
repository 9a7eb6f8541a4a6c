#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// How a technician's signed report comes from a pole to the collector (docs/protocol.md, "Reports of the pole page").
namespace magpie {

inline constexpr std::string_view pole_report_topics = "magpie/v1/report/";      // + area/node: the report, a CMS
inline constexpr std::string_view pole_reported_topics = "magpie/v1/reported/";  // + node: the name of one it has
inline constexpr std::size_t longest_pole_report = 256 * 1024;
inline constexpr std::size_t pole_report_id_size = 16;

/// What both ends call a report: 16 hexadecimal digits of its SHA-256.
[[nodiscard]] std::string pole_report_id(std::string_view cms);
[[nodiscard]] bool is_pole_report_id(std::string_view text);

struct PoleReportPlace {
    std::string_view area;
    std::string_view node;
};
/// Of a topic of a report; nothing where it is none.
[[nodiscard]] std::optional<PoleReportPlace> pole_report_place(std::string_view topic);

}  // namespace magpie
