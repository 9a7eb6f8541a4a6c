#pragma once

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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

/// What an i2d function writes, which wants to be asked for its size first. Empty when it could not.
template <class Object, class Write>
[[nodiscard]] std::string der_of(const Object* object, Write write) {
    const int size = write(object, nullptr);
    std::string der(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    if (size > 0) {
        write(object, &at);
    }
    return der;
}
/// What a d2i function reads, only if it is the whole of the bytes. May leave something in the queue of errors.
template <class Object, class Read>
[[nodiscard]] Object whole(std::string_view der, Read read) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const auto* const end = at + der.size();
    Object object(read(nullptr, &at, static_cast<long>(der.size())));
    return at == end ? std::move(object) : Object();
}

/// Those from the one at `from` on; none of them outlives `certificates`.
[[nodiscard]] std::vector<X509*> pointers(const std::vector<Certificate>& certificates, std::size_t from = 0);

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
    Certificate issuer{};  // who signed a good one, where that is not itself
};
[[nodiscard]] ChainVerdict verify_client(X509* certificate, const std::vector<X509*>& between,
                                         const std::vector<X509*>& authorities, UtcMs now);
/// The same of one that signs orders. Without a time dates are not judged.
[[nodiscard]] ChainVerdict verify_signer(X509* certificate, const std::vector<X509*>& between,
                                         const std::vector<X509*>& authorities, std::optional<UtcMs> now);

/// Whether it is for code signing, by its extended key usage, and no authority's.
[[nodiscard]] bool is_for_orders(X509* certificate);

/// At most 1 MiB. The error is a sentence that names the file.
[[nodiscard]] tl::expected<std::string, std::string> read_file(const std::string& path);
/// At least one. The error as above.
[[nodiscard]] tl::expected<std::vector<Certificate>, std::string> read_certificates(const std::string& path);

/// A certificate, what stands behind it in its file, and its key.
struct Credential {
    std::vector<Certificate> chain;
    Key key;
};
/// The error is a sentence: a file cannot be read, or the key is another's.
[[nodiscard]] tl::expected<Credential, std::string> read_credential(const std::string& certificate_file,
                                                                    const std::string& key_file);

}  // namespace magpie::tls
