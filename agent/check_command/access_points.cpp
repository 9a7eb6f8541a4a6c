#include "agent/check_command/access_points.hpp"

#include <fmt/format.h>

#include "agent/files/fields.hpp"
#include "agent/files/file_reader.hpp"
#include "agent/sources/wifi/radio_files.hpp"

namespace magpie::agent::check {

std::vector<MacAddress> own_access_points(const std::string& sys) {
    std::vector<MacAddress> found;
    FileReader files;
    const auto interfaces = sys + "/class/net";
    for (const auto& interface : names_in(interfaces, "")) {
        if (radio_of_interface(sys, interface).empty()) {
            continue;
        }
        const auto text = files.read(fmt::format("{}/{}/address", interfaces, interface));
        auto lines = lines_of(text ? *text : std::string_view());
        const auto line = lines.next();
        if (const auto address = line ? parse_mac_address(*line) : std::nullopt) {
            found.push_back(*address);
        }
    }
    return found;
}

}  // namespace magpie::agent::check
