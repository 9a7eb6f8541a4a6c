#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "platform/tls/x509.hpp"
#include "wire/time.hpp"

/// X.509 as this CA makes it (RFC 5280). Pure functions but for the randomness of keys and serial numbers.
namespace magpie::collector::ca {

/// A signer signs orders for nodes, and can log in nowhere: its extended key usage is codeSigning alone.
enum class Kind : std::uint8_t { root, issuing, server, client, signer };

struct Content {
    Kind kind = Kind::client;
    std::string common_name;  // at most 64 characters
    UtcMs from{};
    UtcMs until{};
    std::vector<std::string> hosts;  // of a server: checked names and addresses
};

/// Who signs; must outlive the call.
struct Issuer {
    X509* certificate = nullptr;
    EVP_PKEY* key = nullptr;
};

/// For `key`, signed by `issuer`; a root signs itself. The error is a sentence.
[[nodiscard]] tl::expected<tls::Certificate, std::string> make_certificate(const Content& content, EVP_PKEY* key,
                                                                           const Issuer* issuer);

struct Revoked {
    std::string serial;  // hexadecimal
    UtcMs at{};
};

/// Everything that `issuer` has taken back. `number` must grow from one to the next.
[[nodiscard]] tl::expected<tls::Crl, std::string> make_crl(const std::vector<Revoked>& revoked, std::int64_t number,
                                                           UtcMs from, UtcMs until, const Issuer& issuer);

}  // namespace magpie::collector::ca
