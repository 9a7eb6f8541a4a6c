#pragma once

#include <string>

#include <tl/expected.hpp>

#include "platform/files/file.hpp"

namespace magpie::agent::hostapd {

/// Connected to a control socket of hostapd or of wpa_supplicant, which are alike, and not blocking; a datagram is a
/// command, an answer or an event. The error is the system's.
[[nodiscard]] tl::expected<files::File, int> connect_control(const std::string& path);

}  // namespace magpie::agent::hostapd
