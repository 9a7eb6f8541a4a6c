#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/capture/bytes.hpp"

namespace magpie::captures {

struct Recorded {
    Bytes bytes;             // with radiotap, where the capture is of that
    std::size_t length = 0;  // in the air, where the capture cut it; 0: as many as there are
};

struct Capture {
    std::string name;  // of the file, without .pcap
    std::uint32_t link_type = 0;
    std::vector<Recorded> frames;
};

inline constexpr std::uint32_t link_radiotap = 127;
inline constexpr std::uint32_t link_ieee80211 = 105;
inline constexpr std::uint32_t link_ethernet = 1;

/// What stands in tests/golden/capture: each kind of frame with and without radiotap, each PHY, headers as odd as they
/// may be, and headers that lie.
[[nodiscard]] std::vector<Capture> corpus();

[[nodiscard]] std::vector<Capture> captures_of_frames();
[[nodiscard]] Capture capture_of_phys();
[[nodiscard]] Capture capture_of_headers();
[[nodiscard]] Capture capture_of_lies();

/// A file of libpcap, version 2.4 with microseconds, one frame each millisecond.
[[nodiscard]] Bytes pcap_file(const Capture& capture);

}  // namespace magpie::captures
