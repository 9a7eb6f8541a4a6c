#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "platform/tls/x509.hpp"
#include "wire/time.hpp"

/// What a *signer* of the city's CA has signed: an order, firmware of a sensor node. The content of a CMS SignedData
/// (RFC 5652, DER); the signer's certificate comes from the city's CA and is for code signing (docs/protocol.md,
/// "Orders").
namespace magpie::tls {

struct SignedContent {
    std::string content;
    std::string signer;       // its common name
    Certificate certificate;  // the signer's
    Certificate issuer;       // who issued that; null where `ca_file` names the signer itself
};

/// The error is a sentence: longer than `longest`, no such form, or no signer of the CA in `ca_file`. Without a known
/// clock it is not judged whether the signer's certificate has ended.
[[nodiscard]] tl::expected<SignedContent, std::string> read_signed_content(std::string_view der, std::size_t longest,
                                                                           const std::string& ca_file, const Now& now);

/// In DER, with all that stands in the certificate file. The error is a sentence.
[[nodiscard]] tl::expected<std::string, std::string> make_signed_content(std::string_view content, std::size_t longest,
                                                                         const std::string& certificate_file,
                                                                         const std::string& key_file);

}  // namespace magpie::tls
