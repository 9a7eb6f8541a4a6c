// Writes the catalogue's tables for what is not C++ (dashboards, rules, runbooks, their tests), or checks the committed
// file:
//   magpie_catalogue_json dashboards/catalogue.json            magpie_catalogue_json --check dashboards/catalogue.json

#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/docs/words.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/faults.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/catalogue/urgent.hpp"

namespace {

using namespace magpie;
using Json = nlohmann::ordered_json;

template <typename Labels>
Json present(const Labels& labels) {
    Json list = Json::array();
    for (const auto label : labels) {
        if (!label.empty()) {
            list.push_back(label);
        }
    }
    return list;
}

Json words(const catalogue::Words& words) {
    return {{"en", words.en}, {"ko", words.ko}};
}

std::string tables() {
    Json metrics = Json::array();
    for (const auto& metric : catalogue::all) {
        metrics.push_back({{"name", metric.name},
                           {"type", docs::word(metric.kind)},
                           {"unit", catalogue::unit_word(metric.unit)},
                           {"labels", present(metric.labels)},
                           {"help", metric.help},
                           {"for", docs::word(metric.asked_by)},
                           {"buckets", Json(std::vector<double>(metric.buckets.begin(), metric.buckets.end()))}});
    }
    Json urgent = Json::array();
    for (const auto& row : catalogue::urgent) {
        Json match = Json::object();
        if (!row.label.empty()) {
            match[std::string(row.label)] = row.is;
        }
        urgent.push_back({{"alert", row.alert},
                          {"metric", row.metric},
                          {"match", match},
                          {"sign", row.sign == catalogue::Sign::value ? "value" : "rise"},
                          {"value", row.value},
                          {"labels", present(row.kept)},
                          {"severity", row.severity},
                          {"team", row.team},
                          {"lasts_seconds", row.lasts.count()},
                          {"summary", row.summary},
                          {"description", row.description}});
    }
    Json faults = Json::array();
    for (const auto& fault : catalogue::faults) {
        faults.push_back(
            {{"id", fault.id}, {"what", words(fault.what)}, {"look", words(fault.look)}, {"act", words(fault.act)}});
    }
    return Json{{"metrics", metrics}, {"urgent", urgent}, {"faults", faults}}.dump(1) + "\n";
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2) {
        std::ofstream(argv[1]) << tables();
        return 0;
    }
    if (argc == 3 && std::string_view(argv[1]) == "--check") {
        std::ifstream file(argv[2]);
        const std::string committed{std::istreambuf_iterator<char>(file), {}};
        if (committed == tables()) {
            return 0;
        }
        std::cerr << argv[2] << " is not what the catalogue says; run script/docs\n";
        return 1;
    }
    std::cerr << "usage: magpie_catalogue_json [--check] FILE\n";
    return 2;
}
