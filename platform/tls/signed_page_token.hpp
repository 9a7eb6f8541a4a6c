#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "platform/tls/x509.hpp"
#include "wire/pole_page/page_token.hpp"
#include "wire/time.hpp"

/// A page token with the signature of a *signer* of the city's CA, the same whose orders nodes follow. Not CMS, as an
/// order is: that is four times as large, and a phone is to read it from a QR code.
namespace magpie::tls {

/// Why a pole does not believe a token.
enum class PageTokenRefusal : std::uint8_t {
    none,
    format,     // no token
    signature,  // of no signer of the city's CA
    revoked,    // of one who no longer is
    node,       // another pole's
    early,      // its time has not come
    expired,
};
inline constexpr std::string_view page_token_refusal_words[] = {"none", "format", "signature", "revoked",
                                                                "node", "early",  "expired"};

struct SignedPageToken {
    PageToken token;
    std::string signer;         // its common name
    Certificate certificate{};  // the signer's
    Certificate issuer{};       // null where the CA's file names the signer itself
};

/// `between`: certificates that may stand between the signer's and those in `ca_file`, believed by nobody yet (a node
/// has its own chain; the token carries the signer's alone). Only whose it is and what it says is judged: the error is
/// `format` or `signature`. Without a known clock it is not judged whether the signer's certificate has ended.
[[nodiscard]] tl::expected<SignedPageToken, PageTokenRefusal> read_signed_page_token(std::string_view text,
                                                                                     const std::vector<X509*>& between,
                                                                                     const std::string& ca_file,
                                                                                     const Now& now);

/// The text to be carried. The error is a sentence.
[[nodiscard]] tl::expected<std::string, std::string> make_signed_page_token(const PageToken& token,
                                                                            const std::string& certificate_file,
                                                                            const std::string& key_file);

}  // namespace magpie::tls
