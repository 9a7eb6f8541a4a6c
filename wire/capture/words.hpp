#pragma once

#include <string>
#include <string_view>

#include "wire/capture/record.hpp"

namespace magpie::capture {

// The enumerators of records as words: what stands in labels, and in the lines of a capture that is read from a file.

[[nodiscard]] std::string_view word(BadFrame bad);
[[nodiscard]] std::string_view word(FrameClass frames);
[[nodiscard]] std::string_view word(Threat threat);
[[nodiscard]] std::string_view word(Severity severity);
[[nodiscard]] std::string_view word(Stage stage);
[[nodiscard]] std::string_view word(Outcome outcome);
[[nodiscard]] std::string_view word(EventUse use);

/// As in 02:00:00:00:01:00. Of an access point alone: nothing turns a client's address into text.
[[nodiscard]] std::string access_point_text(const Bssid& bssid);

}  // namespace magpie::capture
