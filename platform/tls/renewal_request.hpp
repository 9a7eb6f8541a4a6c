#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "platform/mqtt/client.hpp"
#include "wire/time.hpp"

/// A node's half of renewing its certificate before it expires: the request and the check of the answer. What goes over
/// the wire is a CMS SignedData (RFC 5652, DER) around a PKCS #10 request (RFC 2986) for a new key, signed with the
/// present certificate and key; what comes back is the new chain in PEM, or a line that says why not.
namespace magpie::tls {

inline constexpr std::string_view renew_topics = "magpie/v1/renew/";      // + node: the request
inline constexpr std::string_view renewed_topics = "magpie/v1/renewed/";  // + node: the answer
/// An answer that begins so is a refusal: a word for the reason, then a sentence.
inline constexpr std::string_view refusal_begins = "refused ";

struct RenewalRequest {
    std::string key;  // the new one, in PEM: to be kept until the answer is there, and nowhere else
    std::string der;  // to be sent
};

/// Signed with what stands in `files`, for the same common name. The error is a sentence for a person.
[[nodiscard]] tl::expected<RenewalRequest, std::string> make_renewal_request(const mqtt::TlsFiles& files);

/// The chain to write to the certificate file, once the key is in its own: for our key, with the common name of the
/// certificate in `files`, from the CA in `files`, for clients, and valid (if the clock is known). The error is a
/// sentence: what is wrong with the answer, or the refusal in the CA's own words.
[[nodiscard]] tl::expected<std::string, std::string> accept_renewal(std::string_view answer, const std::string& key,
                                                                    const mqtt::TlsFiles& files, const Now& now);

}  // namespace magpie::tls
