#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/ieee80211/mac_address.hpp"
#include "agent/netlink/message.hpp"
#include "agent/netlink/wiphy.hpp"

namespace magpie::agent::netlink {

// What the decoders of nl80211 have in common. Each `take` is false when the value cannot be what linux/nl80211.h
// promises of its attribute.

/// A frequency in MHz.
[[nodiscard]] bool take_mhz(const Attribute& attribute, std::uint32_t& mhz);
/// What a frequency has beyond whole MHz, in kHz.
[[nodiscard]] bool take_offset(const Attribute& attribute, std::uint32_t& khz);
[[nodiscard]] bool take_address(const Attribute& attribute, MacAddress& address);
/// Number of a network device.
[[nodiscard]] bool take_index(const Attribute& attribute, std::optional<int>& index);
[[nodiscard]] bool take_ssid(const Attribute& attribute, std::string& ssid);

/// The attributes of a channel, which stand among others wherever the kernel tells one.
class ChannelAttributes {
  public:
    /// Leaves attributes alone that are none of a channel's.
    [[nodiscard]] bool take(const Attribute& attribute);
    /// Nothing where there was no frequency, and for a width of the future.
    [[nodiscard]] std::optional<WorkingChannel> channel() const;

  private:
    WorkingChannel channel_;
    bool known_width_ = true;
};

/// A question about everything (`interface` 0) or one network device.
[[nodiscard]] MessageWriter nl80211_question(std::uint8_t command, int interface = 0);

}  // namespace magpie::agent::netlink
