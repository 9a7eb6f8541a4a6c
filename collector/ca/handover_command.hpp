#pragma once

#include <string>

#include <tl/expected.hpp>

#include "collector/ca/command_line.hpp"
#include "wire/time.hpp"

namespace magpie::collector::ca {

/// `magpie-ca handover`: what a new pole needs, in one file; with a QR code the file is sealed, and the code is what
/// opens it. What to say when it is done, or why not.
[[nodiscard]] tl::expected<std::string, std::string> handover_command(const Call& call, UtcMs now);

/// What the QR code of a sealed file says: letters that the code holds in eleven bits a pair.
[[nodiscard]] std::string handover_words(const std::string& node, const std::string& code,
                                         const std::string& file_content);

}  // namespace magpie::collector::ca
