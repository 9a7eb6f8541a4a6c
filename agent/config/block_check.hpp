#pragma once

#include <string>
#include <vector>

#include <boost/asio/ip/address.hpp>

#include "platform/config/reader.hpp"

namespace magpie::agent {

/// Whether, and from where, the node finds out if blocked addresses are still reached: [block_check]; the TOML key
/// stands beside its field.
struct BlockCheckConfig {
    bool enabled = false;                            // enabled
    std::string interface {};                        // interface; empty: as the routes say
    std::vector<boost::asio::ip::address> controls;  // control
    bool private_addresses = false;                  // private_addresses
};

[[nodiscard]] BlockCheckConfig read_block_check(config::Table& table);

}  // namespace magpie::agent
