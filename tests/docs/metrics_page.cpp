// Writes docs/metrics.md from the catalogue, or checks that the committed page still is what the catalogue says:
//   magpie_docs docs/metrics.md            magpie_docs --check docs/metrics.md

#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

#include "tests/docs/words.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"

namespace {

using namespace magpie;

std::string_view title(std::string_view domain) {
    static const std::map<std::string_view, std::string_view> titles{{"node", "The node itself"},
                                                                     {"link", "Interfaces of the node"},
                                                                     {"wifi", "Radios, networks and their clients"},
                                                                     {"host", "The board under it"},
                                                                     {"collector", "The collector"}};
    const auto found = titles.find(domain);
    return found == titles.end() ? domain : found->second;
}

std::string page() {
    std::string text =
        "# Metrics\n\n"
        "Generated from `wire/catalogue/catalogue.hpp`; change that table, then run `script/docs`.\n\n"
        "Every series of a node also bears the labels `area` and `node`. The last column says who asks for it.\n";
    std::string_view domain;
    for (const auto& metric : catalogue::all) {
        const auto rest = metric.name.substr(metric.name.find('_') + 1);
        if (const auto its = rest.substr(0, rest.find('_')); its != domain) {
            domain = its;
            text += "\n## " + std::string(title(domain)) +
                    "\n\n| metric | type | unit | labels | what it says | for |\n|---|---|---|---|---|---|\n";
        }
        text += "| `" + std::string(metric.name) + "` | " + std::string(docs::word(metric.kind)) + " | " +
                std::string(catalogue::unit_word(metric.unit)) + " | ";
        for (std::size_t i = 0; i < metric.label_count(); ++i) {
            text += (i == 0 ? "`" : ", `") + std::string(metric.labels[i]) + "`";
        }
        text += " | " + std::string(metric.help) + " | " + std::string(docs::word(metric.asked_by)) + " |\n";
    }
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2) {
        std::ofstream(argv[1]) << page();
        return 0;
    }
    if (argc == 3 && std::string_view(argv[1]) == "--check") {
        std::ifstream file(argv[2]);
        const std::string committed{std::istreambuf_iterator<char>(file), {}};
        if (committed == page()) {
            return 0;
        }
        std::cerr << argv[2] << " is not what the catalogue says; run script/docs\n";
        return 1;
    }
    std::cerr << "usage: magpie_docs [--check] FILE\n";
    return 2;
}
