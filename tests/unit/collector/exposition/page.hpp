#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "collector/exposition/scrape.hpp"

namespace magpie::collector {

/// The page as a scraper would get it, in pieces of about `budget` bytes.
inline std::string whole_page(const Fleet& fleet, Shard shard = {}, std::string own_text = "",
                              std::size_t budget = 65536) {
    Scrape scrape(fleet, shard, std::move(own_text));
    std::string page;
    while (scrape.step(page, budget)) {
    }
    return page;
}

/// A page taken apart by a reader that knows nothing of the writer.
struct ReadPage {
    std::map<std::string, std::string> values;  // by series
    std::vector<std::string> faults;

    explicit ReadPage(std::string_view page) {
        std::set<std::string, std::less<>> families;
        std::string family;
        bool type_due = false;
        while (!page.empty()) {
            const auto end = page.find('\n');
            if (end == std::string_view::npos) {
                faults.push_back("last line without an end");
                break;
            }
            const std::string line(page.substr(0, end));
            page.remove_prefix(end + 1);
            if (type_due != line.starts_with("# TYPE " + family + " ")) {
                faults.push_back("HELP without TYPE, or TYPE without HELP: " + line);
            }
            type_due = false;
            if (line.starts_with("# HELP ")) {
                family = line.substr(7, line.find(' ', 7) - 7);
                type_due = true;
                if (!families.insert(family).second) {
                    faults.push_back("family twice: " + family);
                }
            } else if (!line.starts_with("#")) {
                const auto name = line.substr(0, line.find_first_of("{ "));
                const auto space = line.rfind(' ');
                if (name != family && name != family + "_bucket" && name != family + "_sum" &&
                    name != family + "_count") {
                    faults.push_back("outside its family: " + line);
                }
                if (!values.emplace(line.substr(0, space), line.substr(space + 1)).second) {
                    faults.push_back("series twice: " + line);
                }
            }
        }
    }
};

}  // namespace magpie::collector
