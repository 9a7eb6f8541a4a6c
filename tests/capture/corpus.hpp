#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/capture/bytes.hpp"

namespace magpie::captures {

struct Recorded {
    Bytes bytes;                        // with radiotap, where the capture is of that
    std::size_t length = 0;             // in the air, where the capture cut it; 0: as many as there are
    std::optional<std::uint64_t> us{};  // since the capture began; else a millisecond after the last
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

/// A street for four seconds: two networks of ours, Mapo_WiFi (open) at access_point and Mapo_Secure (personal) at
/// secure_access_point, a stranger with each of the two names, the second of them open; a flood of goodbyes in the name
/// of access_point; and clients: one that comes in, one that is refused, one with a wrong key.
[[nodiscard]] Capture capture_of_a_street();

/// A file of libpcap, version 2.4 with microseconds.
[[nodiscard]] Bytes pcap_file(const Capture& capture);

}  // namespace magpie::captures
