#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>

#include "agent/capture/packet_source.hpp"
#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent {

/// Deauthentications and disassociations, by the BSSID in whose name they are sent. An access point that restarts sends
/// a few; so does each client that leaves. Of whom they are for it knows no more than whether it is everybody. Bounded:
/// the BSSID that was quiet for longest goes first. One thread; owned by Air.
class Flood {
  public:
    struct Leave {
        MacAddress bssid{};
        bool everybody = false;
        bool retry = false;
        std::uint16_t sequence = 0;
        CaptureTime at{};
    };

    /// Whether with this one there are too many.
    [[nodiscard]] bool hear(const Leave& leave);

  private:
    /// When the last `size` happened; whether the oldest of them is young.
    template <std::size_t size>
    class Last {
      public:
        [[nodiscard]] bool add(CaptureTime at);

      private:
        std::array<CaptureTime, size> times_{};
        std::size_t count_ = 0;
    };
    struct Counted {
        bool everybody = false;
        std::uint16_t sequence = 0;
        CaptureTime at{};
    };
    struct Target {
        Last<11> all;       // more than 10 a second
        Last<6> everybody;  // more than 5 a second
        std::array<Counted, 4> counted{};
        std::size_t next = 0;
        CaptureTime at{};
    };

    [[nodiscard]] static bool is_repetition(const Leave& leave, const Target& target);

    std::map<MacAddress, Target> targets_;
};

}  // namespace magpie::agent
