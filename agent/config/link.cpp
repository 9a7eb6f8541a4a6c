#include "agent/config/link.hpp"

#include <linux/if.h>

#include <algorithm>

namespace magpie::agent {

namespace {

constexpr std::size_t most_ports = 16;

config::Refusal interface_name(const std::string& name) {
    const bool fits = !name.empty() && name.size() < IFNAMSIZ && name.find_first_of("/ \t\n") == std::string::npos;
    return fits ? std::nullopt : config::Refusal("must be the name of an interface, 1 to 15 bytes");
}

PortSettings read_port(config::Table& table) {
    PortSettings port;
    table.required("interface", port.interface, interface_name);
    std::string role;
    if (table.required("role", role, config::one_of({"uplink", "wifi", "camera", "sensor"}))) {
        port.role = static_cast<PortRole>(std::ranges::find(port_role_words, role) - port_role_words.begin());
    }
    double megabits = 0;
    if (table.optional("expected_megabits_per_second", megabits, config::between(1, 400'000))) {
        port.expected_bits_per_second = megabits * 1e6;
    }
    return port;
}

}  // namespace

LinkSettings read_link(config::Table& link) {
    LinkSettings config;
    link.optional("exclude", config.exclude);
    link.optional("max_interfaces", config.max_interfaces, config::between(1, 64));
    auto tables = link.tables("port");
    if (tables.size() > most_ports) {
        link.refuse("port", "must be at most 16");
    }
    for (auto& table : tables) {
        auto port = read_port(table);
        if (std::ranges::find(config.ports, port.interface, &PortSettings::interface) != config.ports.end()) {
            table.refuse("interface", "must be another port's than this");
        }
        config.ports.push_back(std::move(port));
    }
    return config;
}

}  // namespace magpie::agent
