#pragma once

#include <string>

#include <tl/expected.hpp>

#include "collector/ca/command_line.hpp"
#include "wire/time.hpp"

namespace magpie::collector::ca {

/// `magpie-ca page-token`: what lets somebody see the page of a pole for some hours, as text or as a QR code. Signed by
/// a signer, as orders are; needs no directory of the CA. What to say when it is done, or why not.
[[nodiscard]] tl::expected<std::string, std::string> page_token_command(const Call& call, UtcMs now);

}  // namespace magpie::collector::ca
