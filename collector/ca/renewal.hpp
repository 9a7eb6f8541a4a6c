#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "platform/tls/x509.hpp"
#include "wire/time.hpp"

/// A node's request for a new certificate (platform/tls/renewal_request.hpp) as the CA judges it.
namespace magpie::collector::ca {

enum class Refusal : std::uint8_t {
    size,
    format,
    signature,
    other_ca,
    expired,
    not_yet_valid,
    wrong_usage,
    revoked,
    unknown_certificate,
    csr,
    csr_signature,
    other_name,
    reserved_name,
    key,
    too_soon,
    other_topic,
    internal,
};

/// One word, for the log and for the node that asked.
[[nodiscard]] std::string_view word(Refusal refusal);

struct Refused {
    Refusal reason = Refusal::format;
    std::string sentence;
};

struct Applicant {
    std::string name;
    std::string serial;  // of the certificate it has
    tls::Key key;        // the public half of the new one
};

/// The two that a node's certificate must come from; must outlive the call.
struct Trust {
    X509* root = nullptr;
    X509* issuing = nullptr;
};

inline constexpr std::size_t longest_request = 16 * 1024;

/// Who asks, if everything but the register speaks for them. A certificate that has expired gets none: it cannot have
/// come through the broker, and whoever finds an old pole in a skip would have a new one with its key.
[[nodiscard]] tl::expected<Applicant, Refused> judge_renewal(std::string_view der, const Trust& trust, UtcMs now);

}  // namespace magpie::collector::ca
