#include "agent/config/check.hpp"

namespace magpie::agent {

namespace {

config::Refusal absolute_or_none(const std::string& path) {
    return path.empty() || path.starts_with('/') ? std::nullopt : config::Refusal("must be an absolute path");
}

}  // namespace

CheckConfig read_check(config::Table& table) {
    CheckConfig config;
    table.optional("enabled", config.enabled);
    table.optional("directory", config.directory, absolute_or_none);
    table.optional("vlan", config.vlan, config::between(0, 4094));
    table.optional("dhcp_servers", config.dhcp_servers, config::between(0, 8));
    return config;
}

}  // namespace magpie::agent
