#pragma once

#include <optional>

#include "agent/config/config.hpp"
#include "agent/identity/renewal.hpp"
#include "platform/mqtt/client.hpp"
#include "platform/tls/identity.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// The certificate and key the node has: those configured, or the renewed ones in its state directory where they last
/// longer. Nothing without TLS, or when they cannot be read.
struct OwnIdentity {
    std::optional<mqtt::TlsFiles> files;
    std::optional<tls::Identity> identity;
};
[[nodiscard]] OwnIdentity own_identity(const Config& config, const Now& now);
/// Keeps a renewed one there.
[[nodiscard]] Renewal::Keep keep_identity(const Config& config);

}  // namespace magpie::agent
