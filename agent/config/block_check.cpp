#include "agent/config/block_check.hpp"

#include <net/if.h>

#include <algorithm>
#include <utility>

#include "wire/text.hpp"

namespace magpie::agent {

namespace {

config::Refusal interface_name(const std::string& name) {
    const bool fits = name.size() < IFNAMSIZ && name.find_first_of("/ ") == std::string::npos &&
                      (name.empty() || is_plain_text(name));
    return fits ? std::nullopt : config::Refusal("must be the name of an interface");
}

config::Refusal controls(const std::vector<std::string>& texts, std::vector<boost::asio::ip::address>& into) {
    std::vector<boost::asio::ip::address> read;
    for (const auto& text : texts) {
        boost::system::error_code problem;
        const auto address = boost::asio::ip::make_address(text, problem);
        if (problem || address.is_unspecified() || address.is_multicast()) {
            return "must be addresses, like 192.0.2.1";
        }
        if (std::ranges::any_of(read, [&](const auto& other) { return other.is_v4() == address.is_v4(); })) {
            return "must name one address of each version of IP";
        }
        read.push_back(address);
    }
    into = std::move(read);
    return std::nullopt;
}

}  // namespace

BlockCheckConfig read_block_check(config::Table& table) {
    BlockCheckConfig config;
    table.optional("enabled", config.enabled);
    table.optional("interface", config.interface, interface_name);
    std::vector<std::string> texts;
    table.optional("control", texts,
                   [&](const std::vector<std::string>& given) { return controls(given, config.controls); });
    table.optional("private_addresses", config.private_addresses);
    if (config.enabled && config.controls.empty()) {
        table.refuse("control", "is needed: a node that is cut off reaches nothing, blocked or not");
    }
    return config;
}

}  // namespace magpie::agent
