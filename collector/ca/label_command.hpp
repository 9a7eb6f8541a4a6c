#pragma once

#include <openssl/x509.h>

#include <string>

#include <tl/expected.hpp>

#include "collector/ca/command_line.hpp"
#include "wire/time.hpp"

namespace magpie::collector::ca {

/// `magpie-ca label`: the sign on a pole, for a phone and for a person. What to say when it is done, or why not.
[[nodiscard]] tl::expected<std::string, std::string> label_command(const Call& call, UtcMs now);

/// What the sign's code says: "MAGPIE:AREA/NODE:HASH", or "MAGPIE:AREA/NODE/SERIAL:HASH", in capital letters; who reads
/// it makes no difference of them. It names the pole and no address, so it stays true when pages move. HASH tells a
/// sign of this city from one of another and finds a slip of the pen; it proves nothing, for whoever has the city's
/// certificate can make one. Empty where a name is none.
[[nodiscard]] std::string label_words(const std::string& area, const std::string& node, const std::string& serial,
                                      X509* root);

}  // namespace magpie::collector::ca
