#include "agent/capture/app/config.hpp"

#include <net/if.h>
#include <sys/un.h>

#include <algorithm>
#include <set>
#include <utility>

#include "platform/config/reader.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

namespace {

config::Refusal socket_path(const std::string& path) {
    if (!path.starts_with('/') || path.size() >= sizeof(sockaddr_un::sun_path)) {
        return "must be an absolute path of at most 107 bytes";
    }
    return std::nullopt;
}

/// As the kernel has it (dev_valid_name). `any` is libpcap's word for all of them, of no one kind.
config::Refusal interface_name(const std::string& name) {
    const bool good = !name.empty() && name.size() < IFNAMSIZ && name != "." && name != ".." && name != "any" &&
                      std::ranges::none_of(name, [](unsigned char c) { return c <= ' ' || c == '/' || c == ':'; });
    return good ? std::nullopt : config::Refusal("must be the name of a network interface");
}

config::Refusal interface_name_or_none(const std::string& name) {
    return name.empty() ? std::nullopt : interface_name(name);
}

config::Refusal network_name(const std::string& ssid) {
    return ssid.empty() || ssid.size() > 32 ? config::Refusal("must be a name of 1 to 32 bytes") : std::nullopt;
}

constexpr std::size_t most_lines = 8;

}  // namespace

tl::expected<ServiceConfig, std::vector<std::string>> parse_service_config(std::string_view text,
                                                                           std::string_view file_name) {
    ServiceConfig config;
    config::Reader read(text, file_name);
    read.optional("socket", config.socket, socket_path);
    read.optional("log_level", config.log_level, config::one_of({"debug", "info", "warning", "error"}));
    auto air = read.table("air");
    air.optional("interface", config.air_interface, interface_name_or_none);
    std::set<std::string> known{config.air_interface};
    for (auto& table : read.tables("client")) {
        auto& client = config.clients.emplace_back();
        table.required("interface", client.interface, interface_name);
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
        table.required("interface", line, interface_name);
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
    if (auto done = read.finish(); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    return config;
}

}  // namespace magpie::agent
