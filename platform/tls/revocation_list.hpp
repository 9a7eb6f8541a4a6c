#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

#include "platform/tls/x509.hpp"
#include "wire/time.hpp"

namespace magpie::tls {

/// Over 3,000 certificates: a tenth of a city, of those that have not expired yet.
inline constexpr std::size_t longest_revocation_list = 128 * 1024;

/// What one authority has revoked: a CRL (RFC 5280, 5), judged by whoever takes it. A value.
class RevocationList {
  public:
    /// Only one that `issuer` has signed, whole, with a number and an end. A critical extension is not read over: it
    /// makes of a list a part of one, or one of other authorities. The error is the rest of a sentence about the list.
    [[nodiscard]] static tl::expected<RevocationList, std::string> read(std::string_view der, X509* issuer);

    /// Each of an issuer's lists has a higher one than the last.
    [[nodiscard]] std::uint64_t number() const { return number_; }
    /// When the next must be there.
    [[nodiscard]] UtcMs until() const { return until_; }
    /// Of one that the same issuer has signed.
    [[nodiscard]] bool holds(X509* certificate) const;

  private:
    RevocationList(Crl crl, std::uint64_t number, UtcMs until) : crl_(std::move(crl)), number_(number), until_(until) {}

    Crl crl_;
    std::uint64_t number_;
    UtcMs until_;
};

/// The first list of a PEM text in DER, whoever has signed it. The error is the rest of a sentence about the text.
[[nodiscard]] tl::expected<std::string, std::string> revocation_list_in(std::string_view pem);

/// What tells one issuer from another, whatever its certificate: 32 hexadecimal digits of its key's SHA-256.
[[nodiscard]] std::string key_name(X509* issuer);

}  // namespace magpie::tls
