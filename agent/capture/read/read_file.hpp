#pragma once

#include <cstdint>
#include <ostream>
#include <string>

#include "agent/capture/read/ours.hpp"

namespace magpie::agent {

enum class ReadFormat : std::uint8_t {
    json,     // one object a frame
    summary,  // what is concluded of all of them
};

/// `magpie-capture --read FILE`: reads a capture as if it were heard now, and prints what comes of it. No client's
/// address is in it. `ours`: for the summary. Returns the exit code: 0, or 1 where the file could not be read to its
/// end or is of another kind than what is ours, which `err` says.
[[nodiscard]] int read_file(const std::string& path, ReadFormat format, std::ostream& out, std::ostream& err,
                            const Ours& ours = {});

}  // namespace magpie::agent
