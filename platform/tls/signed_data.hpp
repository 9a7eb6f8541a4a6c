#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "platform/tls/x509.hpp"

/// CMS SignedData (RFC 5652) in the one form that Magpie uses: DER, what was signed inside, one signer with SHA-2,
/// signed attributes and the certificate.
namespace magpie::tls {

struct Opened {
    std::string content;
    Certificate signer;
    std::vector<Certificate> between;  // all certificates that came along, believed by nobody yet
};

enum class NotOpened : std::uint8_t { format, signature, no_certificate };

/// The content, if the certificate inside has signed it. Whose that is, is for the caller to judge.
[[nodiscard]] tl::expected<Opened, NotOpened> open_signed_data(std::string_view der);

/// The content of what has the form, whoever has signed it, or nobody; to be told, never to be followed.
[[nodiscard]] std::string unverified_content(std::string_view der);

/// `between` goes along, for who has the root alone. Empty when OpenSSL could not.
[[nodiscard]] std::string make_signed_data(X509* signer, EVP_PKEY* key, const std::vector<X509*>& between,
                                           std::string_view content);

}  // namespace magpie::tls
