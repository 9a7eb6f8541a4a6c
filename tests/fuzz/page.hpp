#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "collector/exposition/scrape.hpp"
#include "collector/fleet/fleet.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/text.hpp"

namespace magpie::fuzz {

/// The fleet's page of metrics: nothing that a stranger says breaks a line, or gives a series twice.
inline std::string page_of(const collector::Fleet& fleet) {
    collector::Scrape scrape(fleet, {}, {});
    std::string page;
    while (scrape.step(page, 65536)) {
    }
    std::unordered_set<std::string_view> series;
    for (std::string_view rest = page; !rest.empty();) {
        const auto end = rest.find('\n');
        require(end != std::string_view::npos, "each line of the page ends");
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end + 1);
        require(is_plain_text(line), "the page is plain text");
        if (!line.starts_with("# HELP ") && !line.starts_with("# TYPE ")) {
            const auto name = line.substr(0, line.find('{'));
            require(catalogue::is_label_name(name) && name != line, "a line is a series");
            require(series.insert(line.substr(0, line.rfind(' '))).second, "no series is on the page twice");
        }
    }
    return page;
}

/// The lines of one node.
inline std::string lines_of(std::string_view page, std::string_view area, std::string_view node) {
    const auto labels = "{area=\"" + std::string(area) + "\",node=\"" + std::string(node) + "\"";
    std::string lines;
    while (!page.empty()) {
        const auto line = page.substr(0, page.find('\n') + 1);
        page.remove_prefix(line.size());
        if (!line.starts_with('#') && line.substr(line.find('{')).starts_with(labels)) {
            lines += line;
        }
    }
    return lines;
}

}  // namespace magpie::fuzz
