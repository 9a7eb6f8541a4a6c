#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "wire/time.hpp"

/// OpenSSL's objects, each of which ends with its scope, and what is read from them. No call leaves anything in
/// OpenSSL's queue of errors.
namespace magpie::tls {

template <auto free_it>
struct Free {
    template <class T>
    void operator()(T* object) const {
        free_it(object);
    }
};
template <class T, auto free_it>
using Owned = std::unique_ptr<T, Free<free_it>>;

/// Not what is in it. OpenSSL's own is a macro, so it cannot be named above.
void free_stack(STACK_OF(X509) * stack);

using Bio = Owned<BIO, BIO_free>;
using Certificate = Owned<X509, X509_free>;
using Crl = Owned<X509_CRL, X509_CRL_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using SigningRequest = Owned<X509_REQ, X509_REQ_free>;
using SignedData = Owned<CMS_ContentInfo, CMS_ContentInfo_free>;

/// P-256: what Magpie's own keys are. Null when OpenSSL has no randomness.
[[nodiscard]] Key make_key();

[[nodiscard]] std::string pem_of(const X509* certificate);
[[nodiscard]] std::string pem_of(const X509_CRL* crl);
/// The private key, without a password.
[[nodiscard]] std::string pem_of(const EVP_PKEY* key);

/// Every certificate of a PEM text, in its order; empty when there is none, or one is damaged.
[[nodiscard]] std::vector<Certificate> certificates_in(std::string_view pem);
/// Null when there is none that can be read without a password.
[[nodiscard]] Key private_key_in(std::string_view pem);

/// The first common name as UTF-8; empty without one.
[[nodiscard]] std::string common_name(const X509_NAME* name);
/// The serial number in upper case hexadecimal, as openssl(1) writes it.
[[nodiscard]] std::string serial_of(const X509* certificate);
[[nodiscard]] UtcMs time_of(const ASN1_TIME* time);
/// "2026-01-31 09:00 UTC"
[[nodiscard]] std::string written(UtcMs time);

/// Whether `certificate` is one for clients that comes from `authorities` by way of `between`, at a time. The value is
/// X509_V_OK or why not (X509_STORE_CTX_get_error(3)), and how far from the certificate: 0 is itself.
struct ChainVerdict {
    int error = X509_V_OK;
    int depth = 0;
};
[[nodiscard]] ChainVerdict verify_client(X509* certificate, const std::vector<X509*>& between,
                                         const std::vector<X509*>& authorities, UtcMs now);

/// At most 1 MiB. The error is a sentence that names the file.
[[nodiscard]] tl::expected<std::string, std::string> read_file(const std::string& path);

}  // namespace magpie::tls
