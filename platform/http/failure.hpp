#pragma once

#include <cstdint>
#include <string_view>

namespace magpie::http {

/// Why a request got no answer.
enum class Failure : std::uint8_t {
    no_connection,    // the name has no address, or nobody listens there
    connection_lost,  // before the answer was complete
    timeout,
    garbled,  // no HTTP, or more of it than allowed
    // What is wrong with the server's certificate:
    certificate_expired,
    certificate_not_yet,  // by this machine's clock
    certificate_name,
    certificate_authority,
    certificate_unfit,
    certificate_refused,  // ours, or that there is none
    no_tls,
};

/// As a clause that can stand alone: "no answer in time".
[[nodiscard]] std::string_view words(Failure failure);

}  // namespace magpie::http
