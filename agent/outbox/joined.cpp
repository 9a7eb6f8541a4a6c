#include "agent/outbox/joined.hpp"

#include <map>
#include <optional>

#include "agent/outbox/record.hpp"

namespace magpie::agent {

std::string joined(std::string_view one, std::string_view other) {
    std::optional<record::Head> head;
    std::map<std::uint32_t, record::Series> series;
    std::map<ReportNumber, record::Report> reports;
    for (const auto copy : {one, other}) {
        record::Reader reader(copy);
        while (const auto* read = reader.next()) {
            if (const auto* opening = std::get_if<record::Head>(read)) {
                head = head.value_or(*opening);
            } else if (const auto* named = std::get_if<record::Series>(read)) {
                series.try_emplace(named->place, *named);
            } else if (const auto* report = std::get_if<record::Report>(read)) {
                // The word that some are lost is no more than that where the other copy has them.
                const auto [known, is_new] = reports.try_emplace(report->range.first, *report);
                if (!is_new && known->second.lost) {
                    known->second = *report;
                }
            }
        }
    }
    std::string bytes;
    if (head) {
        record::append(bytes, *head);
    }
    for (const auto& [place, named] : series) {
        record::append(bytes, named);
    }
    for (const auto& [number, report] : reports) {
        (void)record::append(bytes, report);  // no larger than what was read
    }
    return bytes;
}

}  // namespace magpie::agent
