#pragma once

#include <optional>

#include "agent/hostapd/monitor.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What hostapd has said, as magpie-capture is told of it; nothing of what is no stage's beginning or end, or names no
/// client.
[[nodiscard]] std::optional<capture::ClientEvent> client_event(const hostapd::Heard& heard);

}  // namespace magpie::agent
