#include "agent/station/config.hpp"

#include <net/if.h>
#include <sys/un.h>

#include <algorithm>
#include <utility>

#include "platform/config/reader.hpp"

namespace magpie::agent {

namespace {

config::Refusal socket_path(const std::string& path) {
    if (!path.starts_with('/') || path.size() >= sizeof(sockaddr_un::sun_path)) {
        return "must be an absolute path of at most 107 bytes";
    }
    return std::nullopt;
}

/// As the kernel has it (dev_valid_name).
config::Refusal interface_name(const std::string& name) {
    const bool good = !name.empty() && name.size() < IFNAMSIZ && name != "." && name != ".." && name != "lo" &&
                      std::ranges::none_of(name, [](unsigned char c) { return c <= ' ' || c == '/' || c == ':'; });
    return good ? std::nullopt : config::Refusal("must be the name of a network interface");
}

}  // namespace

tl::expected<StationConfig, std::vector<std::string>> parse_station_config(std::string_view text,
                                                                           std::string_view file_name) {
    StationConfig config;
    config::Reader read(text, file_name);
    read.optional("socket", config.socket, socket_path);
    read.required("interface", config.interface, interface_name);
    config.control = "/run/magpie-supplicant/" + config.interface;
    read.optional("control", config.control, socket_path);
    read.optional("log_level", config.log_level, config::one_of({"debug", "info", "warning", "error"}));
    if (auto done = read.finish(); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    return config;
}

}  // namespace magpie::agent
