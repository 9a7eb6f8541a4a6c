#include "agent/netlink/module_memory.hpp"

#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>

#include "agent/netlink/ethtool_message.hpp"

namespace magpie::agent::netlink {

tl::expected<std::optional<ModuleBytes>, NetlinkError> parse_module_half(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != ETHTOOL_MSG_MODULE_EEPROM_GET_REPLY) {
        return std::nullopt;
    }
    std::optional<ModuleBytes> data;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == ETHTOOL_A_MODULE_EEPROM_DATA) {
            data.emplace(attribute->value.begin(), attribute->value.end());
        }
    }
    if (attributes.malformed() || !data || data->size() != module_half_bytes) {
        return tl::unexpected(NetlinkError::malformed);
    }
    return data;
}

tl::expected<ModuleBytes, NetlinkError> read_module_half(Netlink& generic, std::uint16_t family, int index,
                                                         const ModuleHalf& half, std::vector<std::byte>& buffer) {
    MessageWriter request;
    write_ethtool_header(request, ETHTOOL_MSG_MODULE_EEPROM_GET, ETHTOOL_A_MODULE_EEPROM_HEADER, index);
    request.number<std::uint32_t>(ETHTOOL_A_MODULE_EEPROM_OFFSET, half.upper ? module_half_bytes : 0);
    request.number<std::uint32_t>(ETHTOOL_A_MODULE_EEPROM_LENGTH, module_half_bytes);
    request.number<std::uint8_t>(ETHTOOL_A_MODULE_EEPROM_PAGE, half.page);
    request.number<std::uint8_t>(ETHTOOL_A_MODULE_EEPROM_I2C_ADDRESS, half.address);
    buffer.clear();
    if (auto asked = generic.ask({family, 0, request.written()}, buffer); !asked) {
        return tl::unexpected(asked.error());
    }
    Messages messages(buffer);
    while (const auto message = messages.next()) {
        auto half_read = message->type == family ? parse_module_half(*message) : std::optional<ModuleBytes>();
        if (!half_read) {
            return tl::unexpected(half_read.error());
        }
        if (*half_read) {
            return std::move(**half_read);
        }
    }
    return tl::unexpected(NetlinkError::malformed);
}

}  // namespace magpie::agent::netlink
