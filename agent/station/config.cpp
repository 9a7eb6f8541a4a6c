#include "agent/station/config.hpp"

#include <utility>

#include "platform/config/local_names.hpp"

namespace magpie::agent {

tl::expected<StationConfig, std::vector<std::string>> parse_station_config(std::string_view text,
                                                                           std::string_view file_name) {
    StationConfig config;
    config::Reader read(text, file_name);
    config::read_service(read, config.socket, config.log_level);
    read.optional("interface", config.interface, config::interface_name);
    read.optional("uplink", config.uplink, config::interface_name);
    config.control = "/run/magpie-supplicant/" + config.interface;
    const bool has_control = read.optional("control", config.control, config::socket_path);
    if (config.interface.empty() == config.uplink.empty()) {
        read.refuse(config.interface.empty() ? "interface" : "uplink",
                    "must be there, or `uplink`, and not both: each wants a service of its own");
    } else if (has_control && !config.uplink.empty()) {
        read.refuse("control", "is of no use without `interface`");
    }
    return config::finished(read, std::move(config));
}

}  // namespace magpie::agent
