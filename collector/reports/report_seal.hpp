#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wire/time.hpp"

namespace magpie::collector {

/// Why the signature of a report does not hold.
enum class SealFault : std::uint8_t {
    none,       // it holds
    format,     // nothing signed, in the form that poles sign in
    signature,  // not as it was signed
    chain,      // signed by nobody of the city's CA
    identity,   // signed by another node
};
inline constexpr std::string_view seal_fault_words[] = {"none", "format", "signature", "chain", "identity"};

/// The signature of a report, looked at.
struct Seal {
    SealFault fault = SealFault::none;
    std::string signer;   // the common name of who signed it, believed only where it holds; empty where nobody has
    std::string serial;   // of that certificate, in upper case hexadecimal
    std::string content;  // what was signed; empty where it is not as it was signed
};

/// As it was when the report came (`at`). A report may have waited for longer than its certificate was good: the
/// signature stands as long as the chain does.
[[nodiscard]] Seal look_at_seal(std::string_view cms, std::string_view node, const std::string& ca_file, UtcMs at);

}  // namespace magpie::collector
