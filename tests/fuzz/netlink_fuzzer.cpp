// Any bytes as what the kernel's netlink says.

#include <cstddef>
#include <cstdint>
#include <span>

#include "agent/netlink/ethtool.hpp"
#include "agent/netlink/link.hpp"
#include "agent/netlink/message.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace magpie::agent::netlink;
    Messages messages(std::as_bytes(std::span(data, size)));
    while (const auto message = messages.next()) {
        (void)parse_link(*message);
        (void)parse_link_modes(*message);
        (void)parse_driver_statistics(*message);
    }
    return 0;
}
