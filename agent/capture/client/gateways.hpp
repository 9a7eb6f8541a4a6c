#pragma once

#include <array>
#include <cstddef>

#include "agent/capture/packet_source.hpp"
#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent::client {

/// Who on a network's interface is no client: its access point, and who answered as only the network does, to DHCP,
/// DNS or SYN. Addresses of infrastructure; forgotten when they did not for ten minutes. One thread; owned by
/// Connections.
class Gateways {
  public:
    /// Of the access point itself: for good.
    void own(const MacAddress& address);
    void learn(const MacAddress& address, CaptureTime at);
    /// Does what only a client does.
    void is_client(const MacAddress& address);
    [[nodiscard]] bool contains(const MacAddress& address) const;
    void tick(CaptureTime now);

  private:
    struct Known {
        MacAddress address;
        CaptureTime at{};
    };

    MacAddress own_{};
    std::array<Known, 8> known_{};
    std::size_t size_ = 0;
};

}  // namespace magpie::agent::client
