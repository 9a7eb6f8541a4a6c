#include "agent/check/system_tables.hpp"

#include <algorithm>
#include <charconv>

#include "agent/files/fields.hpp"

namespace magpie::agent::check {

namespace {

template <class Number>
std::optional<Number> number(std::string_view text, int base) {
    Number value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value, base);
    return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::vector<boost::asio::ip::address> name_servers(std::string_view resolv_conf) {
    constexpr std::size_t most = 3;  // MAXNS of resolv.h
    std::vector<boost::asio::ip::address> found;
    auto lines = lines_of(resolv_conf);
    while (const auto line = lines.next()) {
        auto fields = fields_of(*line);
        const auto key = fields.next();
        const auto text = fields.next();
        if (!key || *key != "nameserver" || !text || found.size() == most) {
            continue;
        }
        boost::system::error_code problem;
        const auto address = boost::asio::ip::make_address(std::string(*text), problem);
        if (!problem && std::ranges::find(found, address) == found.end()) {
            found.push_back(address);
        }
    }
    return found;
}

std::optional<std::uint16_t> vlan_of(std::string_view vlan_config, std::string_view interface) {
    constexpr std::uint16_t most = 4094;
    auto lines = lines_of(vlan_config);
    while (const auto line = lines.next()) {
        const auto bar = line->find('|');
        if (bar == std::string_view::npos || trimmed(line->substr(0, bar)) != interface) {
            continue;
        }
        const auto rest = line->substr(bar + 1);
        const auto vlan = number<std::uint16_t>(trimmed(rest.substr(0, rest.find('|'))), 10);
        return vlan && *vlan <= most ? vlan : std::nullopt;
    }
    return std::nullopt;
}

bool is_on_line(std::string_view arp, std::string_view address) {
    constexpr std::uint32_t complete = 0x2;  // ATF_COM of linux/if_arp.h
    auto lines = lines_of(arp);
    while (const auto line = lines.next()) {
        auto fields = fields_of(*line);
        const auto who = fields.next();
        const auto flags = fields.skip(1);
        if (!who || *who != address || !flags || !flags->starts_with("0x")) {
            continue;
        }
        return (number<std::uint32_t>(flags->substr(2), 16).value_or(0) & complete) != 0;
    }
    return false;
}

}  // namespace magpie::agent::check
