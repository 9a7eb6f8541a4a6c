#pragma once

#include <string>

#include <tl/expected.hpp>

#include "collector/ca/authority.hpp"
#include "collector/ca/broker_config.hpp"
#include "wire/time.hpp"

namespace magpie::collector::ca {

/// Everything mosquitto needs but its own certificate, which must be there already: configuration, ACL, the CA, a CRL,
/// and a new password for kicks. Root gives it all to the user that mosquitto becomes. The error is a sentence.
[[nodiscard]] tl::expected<void, std::string> write_broker_directory(Authority& authority,
                                                                     const BrokerSettings& settings, UtcMs now);

}  // namespace magpie::collector::ca
