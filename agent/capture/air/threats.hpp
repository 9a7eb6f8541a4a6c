#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "agent/capture/packet_source.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// One frame that shows a threat.
struct Evidence {
    capture::Threat threat{};
    MacAddress bssid{};  // of infrastructure
    capture::Text32 ssid{};
    std::uint32_t mhz = 0;
    std::int16_t signal_dbm = 0;
    std::uint16_t sequence = 0;  // tells one frame from the repetition of another
    CaptureTime at{};
};

/// The threats there are, each with its evidence: it begins once enough frames have shown it, over long enough for
/// those that explain it to be heard, and ends when nothing has shown it for a time. Bounded: what has not begun goes
/// first. One thread; owned by Air.
class Threats {
  public:
    void add(const Evidence& evidence);
    [[nodiscard]] bool is_present(capture::Threat threat, const MacAddress& bssid) const;

    /// Those that began or ended.
    void take(CaptureTime now, std::vector<capture::Record>& into);
    /// Those that last, and then those.
    void tell(CaptureTime now, std::vector<capture::Record>& into);

  private:
    struct Case {
        Evidence last;
        CaptureTime begun{};
        std::uint64_t frames = 0;
        bool present = false;
    };

    [[nodiscard]] Case* find(capture::Threat threat, const MacAddress& bssid);
    [[nodiscard]] Case* room();
    [[nodiscard]] static bool is_over(const Case& threat, CaptureTime now);
    static capture::ThreatSeen seen(const Case& threat, CaptureTime now);

    std::vector<Case> cases_;
};

}  // namespace magpie::agent
