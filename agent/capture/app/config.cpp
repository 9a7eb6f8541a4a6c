#include "agent/capture/app/config.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "platform/config/local_names.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

namespace {

config::Refusal network_name(const std::string& ssid) {
    return ssid.empty() || ssid.size() > 32 ? config::Refusal("must be a name of 1 to 32 bytes") : std::nullopt;
}

constexpr std::size_t most_lines = 8;

}  // namespace

tl::expected<ServiceConfig, std::vector<std::string>> parse_service_config(std::string_view text,
                                                                           std::string_view file_name) {
    ServiceConfig config;
    config::Reader read(text, file_name);
    config::read_service(read, config.socket, config.log_level);
    auto air = read.table("air");
    air.optional("interface", config.air_interface, config::interface_name_or_none);
    std::set<std::string> known{config.air_interface};
    for (auto& table : read.tables("client")) {
        auto& client = config.clients.emplace_back();
        table.required("interface", client.interface, config::interface_name);
        table.required("ssid", client.ssid, network_name);
        if (!client.interface.empty() && !known.insert(client.interface).second) {
            table.refuse("interface", "is another's already");
        }
        if (config.clients.size() == capture::most_client_networks + 1) {
            table.refuse("interface", "is one too many: at most 16 are listened to");
        }
    }
    for (auto& table : read.tables("line")) {
        auto& line = config.lines.emplace_back();
        table.required("interface", line, config::interface_name);
        if (!line.empty() && !known.insert(line).second) {
            table.refuse("interface", "is another's already");
        }
        if (config.lines.size() == most_lines + 1) {
            table.refuse("interface", "is one too many: at most 8 are listened to");
        }
    }
    if (config.air_interface.empty() && config.clients.empty() && config.lines.empty()) {
        air.refuse("interface", "must be given, or a `[[client]]` or `[[line]]`: there is nothing to listen to");
    }
    return config::finished(read, std::move(config));
}

}  // namespace magpie::agent
