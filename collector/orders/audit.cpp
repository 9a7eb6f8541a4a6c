#include "collector/orders/audit.hpp"

#include <iterator>
#include <utility>

namespace magpie::collector {

void Audit::restore(std::vector<AuditRow> rows) {
    rows_.assign(std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
    last_id_ = rows_.empty() ? 0 : rows_.back().id;
}

const AuditRow& Audit::add(UtcMs at, std::string_view who, std::string_view what, std::string detail) {
    if (rows_.size() == most_rows) {
        rows_.pop_front();
    }
    return rows_.emplace_back(AuditRow{
        .id = ++last_id_, .at = at, .who = std::string(who), .what = std::string(what), .detail = std::move(detail)});
}

}  // namespace magpie::collector
