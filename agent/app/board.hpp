#pragma once

#include <cstdint>
#include <string>

namespace magpie::agent {

/// What the board calls itself: the device tree's model, else the product name of its firmware; empty when neither is
/// there. `sys_root` is the path of /sys.
[[nodiscard]] std::string board_model(const std::string& sys_root);

/// The kernel's name for the time since it booted; empty when it does not say. `proc_root` is the path of /proc.
[[nodiscard]] std::string boot_id(const std::string& proc_root);

/// The bdSeq of the next connection, kept in `directory` over restarts. 0 when nothing readable is there.
[[nodiscard]] std::uint8_t read_next_bd_seq(const std::string& directory);
/// False when it could not be kept; the next run then begins at 0 again, which a host may take for an old session.
[[nodiscard]] bool write_next_bd_seq(const std::string& directory, std::uint8_t next_bd_seq);

}  // namespace magpie::agent
