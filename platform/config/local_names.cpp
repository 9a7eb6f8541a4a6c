#include "platform/config/local_names.hpp"

#include <net/if.h>
#include <sys/un.h>

#include <algorithm>

namespace magpie::config {

Refusal socket_path(const std::string& path) {
    const bool good = path.starts_with('/') && path.size() < sizeof(sockaddr_un::sun_path);
    return good ? std::nullopt : Refusal("must be an absolute path of at most 107 bytes");
}

Refusal socket_path_or_none(const std::string& path) {
    return path.empty() ? std::nullopt : socket_path(path);
}

Refusal interface_name(const std::string& name) {
    constexpr std::string_view none[] = {"", ".", "..", "lo", "any"};
    const bool good = name.size() < IFNAMSIZ && std::ranges::find(none, name) == std::ranges::end(none) &&
                      std::ranges::none_of(name, [](unsigned char c) { return c <= ' ' || c == '/' || c == ':'; });
    return good ? std::nullopt : Refusal("must be the name of a network interface");
}

Refusal interface_name_or_none(const std::string& name) {
    return name.empty() ? std::nullopt : interface_name(name);
}

void read_service(Table& table, std::string& socket, std::string& log_level) {
    table.optional("socket", socket, socket_path);
    table.optional("log_level", log_level, one_of({"debug", "info", "warning", "error"}));
}

}  // namespace magpie::config
