#pragma once

#include <string>

#include <tl/expected.hpp>

#include "platform/mqtt/client.hpp"
#include "wire/time.hpp"

namespace magpie::tls {

/// What our own certificate says of us.
struct Identity {
    std::string common_name;
    UtcMs not_before{};
    UtcMs not_after{};
    /// A sentence worth a log line, though not a reason to stay away from the broker; mostly empty. With a wall clock
    /// nobody vouches for, times outside the certificate's are only this: the clock is the likelier culprit.
    std::string warning;
};

/// Reads our certificate, its key and the CA file as the TLS library will, and finds what would fail at every connect:
/// so that a technician reads the cause once at start instead of an alert's number at every attempt. The error is a
/// sentence that names the file and what is wrong with it. `files` must name all three.
tl::expected<Identity, std::string> read_identity(const mqtt::TlsFiles& files, const Now& now);

}  // namespace magpie::tls
