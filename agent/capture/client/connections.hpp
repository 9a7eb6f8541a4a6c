#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent/capture/packet_source.hpp"
#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// How clients' connections go, stage by stage, from what the interface of an access point (or the bridge behind it)
/// carries, and from the management frames of the air where they are heard. A client is known by a keyed hash, for as
/// long as its attempt lasts; totals of networks alone leave. Bounded whatever comes. One thread; owned by the
/// capture's app.
class Connections {
  public:
    /// A network of this pole; its index in the records. `bssid`: of the interface, where it is an access point's.
    std::uint8_t add_network(std::string_view ssid, MacAddress bssid);

    /// A frame of the network's interface.
    void packet(std::uint8_t network, const CapturedFrame& frame);
    /// A management or unencrypted data frame of the air; passed over where its BSSID is of none of the networks.
    void heard(const Frame& frame, CaptureTime at);

    /// Once a second: attempts that waited too long end; totals that changed are told, and each network.
    void tick(CaptureTime now, std::vector<capture::Record>& into);

    [[nodiscard]] std::uint64_t frames(std::uint8_t network) const;
    [[nodiscard]] const std::array<std::uint64_t, capture::bad_frame_count>& bad(std::uint8_t network) const;
};

}  // namespace magpie::agent
