#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "platform/config/reader.hpp"

namespace magpie::config {

// What the small services beside the agent are told: sockets, interfaces, how much they log.

/// An absolute path that a Unix socket can have.
[[nodiscard]] Refusal socket_path(const std::string& path);
/// The same, or none.
[[nodiscard]] Refusal socket_path_or_none(const std::string& path);

/// A name as the kernel has it (dev_valid_name), and none of those that stand for no single line: lo, and libpcap's
/// any.
[[nodiscard]] Refusal interface_name(const std::string& name);
[[nodiscard]] Refusal interface_name_or_none(const std::string& name);

/// Takes `socket` and `log_level` of a service.
void read_service(Table& table, std::string& socket, std::string& log_level);

/// What was read, or what was wrong with it.
template <class Config>
[[nodiscard]] tl::expected<Config, std::vector<std::string>> finished(Reader& read, Config config) {
    if (auto done = read.finish(); !done) {
        return tl::unexpected(std::move(done.error()));
    }
    return config;
}

}  // namespace magpie::config
