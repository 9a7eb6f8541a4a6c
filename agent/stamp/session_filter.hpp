#pragma once

#include <linux/filter.h>

#include <span>
#include <vector>

#include "agent/stamp/reflector.hpp"

namespace magpie::stamp {

/// As many as a program can tell apart.
inline constexpr std::size_t most_provisions = 256;

/// A program for the kernel (classic BPF) that drops what comes of no provisioned peer and session before it costs us
/// anything: a flood then costs no wake-up. The reflector's rules judge all the same what it lets through.
[[nodiscard]] std::vector<sock_filter> session_filter(std::span<const Provision> provisions);

}  // namespace magpie::stamp
