#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "agent/page/notes.hpp"
#include "platform/mqtt/client.hpp"
#include "wire/time.hpp"

/// What a technician takes home, and the collector keeps: the last check, the last 24 hours and the notes, signed with
/// the node's own key (docs/pole-page.md, "The report").
namespace magpie::agent::page {

struct ReportParts {
    std::string area;
    std::string node;
    std::string program;  // "magpie-agent X.Y"
    std::string by;       // the token's holder; empty: the node itself, for notes that nobody has sent
    std::string check;    // JSON; empty where there was none
    std::string strips;   // JSON
    std::vector<Note> notes;
};

/// One JSON object: version, area, node, program, made (ISO 8601, or null), by, check, strips, notes. `made` is null
/// while the node does not know the time.
[[nodiscard]] std::string report_text(const ReportParts& parts, const Now& now);

/// The report in a CMS SignedData (RFC 5652, DER). The error is a sentence.
[[nodiscard]] tl::expected<std::string, std::string> sign_report(std::string_view report, const mqtt::TlsFiles& files);

/// What is downloaded: {"report":{...},"cms":"<base64>"}. What is signed is what stands in `cms`; the other is to be
/// read without a tool.
[[nodiscard]] std::string report_file(std::string_view report, std::string_view cms);

}  // namespace magpie::agent::page
