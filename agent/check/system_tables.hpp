#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

/// What the system tells of its network in text: codecs of small tables.
namespace magpie::agent::check {

/// The name servers of resolv.conf(5), each once, in their order, three at most: as many as the system asks.
[[nodiscard]] std::vector<boost::asio::ip::address> name_servers(std::string_view resolv_conf);

/// The VLAN that an interface tags, as the kernel writes it to /proc/net/vlan/config ("eth0.42 | 42 | eth0").
[[nodiscard]] std::optional<std::uint16_t> vlan_of(std::string_view vlan_config, std::string_view interface);

/// Whether the kernel knows where on the line an address is: a complete entry of /proc/net/arp.
[[nodiscard]] bool is_on_line(std::string_view arp, std::string_view address);

}  // namespace magpie::agent::check
