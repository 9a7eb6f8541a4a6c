#include "collector/exposition/fault_text.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "collector/fleet/family.hpp"
#include "collector/fleet/label_text.hpp"
#include "wire/catalogue/catalogue.hpp"

namespace magpie::collector {

namespace {

consteval const catalogue::Metric& row(std::string_view name) {
    return catalogue::all[catalogue::find(name).value()];
}

std::string_view word(SharedKind kind) {
    return shared_kind_words[static_cast<std::size_t>(kind)];
}

void append_line(std::string& page, const catalogue::Metric& metric, const SuspectedFault& fault, std::size_t value) {
    page.append(metric.name).append(1, '{');
    if (!fault.area.empty()) {
        page.append("area=\"").append(label_value_text(fault.area)).append("\",");
    }
    page.append("kind=\"").append(word(fault.kind)).append("\",name=\"").append(label_value_text(fault.name));
    page.append("\"} ").append(std::to_string(value)).append(1, '\n');
}

}  // namespace

std::string faults_page(const std::vector<SuspectedFault>& faults) {
    std::string page;
    if (faults.empty()) {
        return page;
    }
    constexpr auto& suspected = row("magpie_rollup_suspected_fault");
    constexpr auto& members = row("magpie_rollup_suspected_fault_members");
    page += family_header(suspected);
    for (const auto& fault : faults) {
        append_line(page, suspected, fault, 1);
    }
    page += family_header(members);
    for (const auto& fault : faults) {
        append_line(page, members, fault, fault.fell);
    }
    return page;
}

std::string faults_json(const std::vector<SuspectedFault>& faults) {
    auto list = nlohmann::json::array();
    for (const auto& fault : faults) {
        list.push_back({{"kind", word(fault.kind)},
                        {"area", fault.area},
                        {"name", fault.name},
                        {"since_ms", fault.since.time_since_epoch().count()},
                        {"fell", fault.fell},
                        {"up", fault.up},
                        {"down_before", fault.down_before},
                        {"members", fault.members}});
    }
    return nlohmann::json{{"faults", std::move(list)}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace magpie::collector
