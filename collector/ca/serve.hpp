#pragma once

#include <chrono>
#include <string>

#include "collector/ca/authority.hpp"
#include "platform/clock/clock.hpp"
#include "platform/log/log.hpp"

namespace magpie::collector::ca {

struct ServeSettings {
    std::string server;            // the broker, ssl://host:port
    std::string broker_directory;  // where the CRL goes besides the CA's own; empty: nowhere
    std::chrono::days lasts{90};   // a renewed certificate
};

/// Answers requests for renewal, as the client `ca` of the broker, and writes a CRL each day, until SIGINT or SIGTERM.
/// Listens to nothing but the broker. Tells the service manager, where there is one, that it is ready once it has
/// connected or tried to, and that it is well as long as it is connected or tries to be. Returns the exit code.
int serve(Authority& authority, const ServeSettings& settings, const platform::Clock& clock, const log::Log& log);

}  // namespace magpie::collector::ca
