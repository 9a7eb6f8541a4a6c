#pragma once

#include <cstdint>
#include <string>

#include "platform/config/reader.hpp"

namespace magpie::agent {

/// The page for who stands at the pole: [page]; the TOML key stands beside its field. Nothing of it may be ordered: it
/// is opened where somebody has looked at the pole's own network.
struct PageConfig {
    std::string listen;                               // listen, "address:port"; empty: there is no page
    std::string address;                              // of it
    std::uint16_t port = 0;                           // of it
    std::string run_directory = "/run/magpie-agent";  // run_directory
};

[[nodiscard]] PageConfig read_page(config::Table& table);

/// Why nothing may listen at this address; empty where it may: loopback, link-local and private addresses, each of this
/// machine. A page must never be in a street's or a city's network by mistake. The rest of a sentence.
[[nodiscard]] std::string why_not_local(const std::string& address);

/// Whether an interface of this machine has the address now.
[[nodiscard]] bool is_of_this_machine(const std::string& address);

}  // namespace magpie::agent
