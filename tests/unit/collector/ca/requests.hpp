#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "collector/ca/certificate.hpp"
#include "collector/ca/renewal.hpp"
#include "platform/tls/x509.hpp"

namespace magpie::collector::ca {

/// A certificate and its key, made in the test.
struct Held {
    tls::Certificate certificate;
    tls::Key key;

    [[nodiscard]] Issuer issuer() const { return {certificate.get(), key.get()}; }
};

inline Held held(const Content& content, const Held* issuer = nullptr) {
    auto key = tls::make_key();
    const auto by = issuer ? issuer->issuer() : Issuer{};
    auto certificate = make_certificate(content, key.get(), issuer ? &by : nullptr);
    return {std::move(*certificate), std::move(key)};
}

/// PKCS #10 in DER for the public half of `key`, signed by `signer`.
inline std::string csr(const std::string& name, EVP_PKEY* key, EVP_PKEY* signer) {
    const tls::SigningRequest request(X509_REQ_new());
    X509_REQ_set_version(request.get(), 0);
    X509_NAME_add_entry_by_txt(X509_REQ_get_subject_name(request.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.data()), static_cast<int>(name.size()), -1,
                               0);
    X509_REQ_set_pubkey(request.get(), key);
    X509_REQ_sign(request.get(), signer, EVP_sha256());
    std::string der(static_cast<std::size_t>(i2d_X509_REQ(request.get(), nullptr)), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    i2d_X509_REQ(request.get(), &at);
    return der;
}

/// CMS SignedData in DER around `content`.
inline std::string signed_by(const Held& signer, std::string_view content, unsigned flags = CMS_BINARY | CMS_NOSMIMECAP,
                             const EVP_MD* digest = nullptr) {
    const tls::Bio bio(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
    const tls::SignedData data(CMS_sign(nullptr, nullptr, nullptr, bio.get(), flags | CMS_PARTIAL));
    CMS_add1_signer(data.get(), signer.certificate.get(), signer.key.get(), digest, flags);
    CMS_final(data.get(), bio.get(), nullptr, flags);
    std::string der(static_cast<std::size_t>(i2d_CMS_ContentInfo(data.get(), nullptr)), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    i2d_CMS_ContentInfo(data.get(), &at);
    return der;
}

/// As a node makes it.
inline std::string renewal_request(const Held& node, const std::string& name) {
    const auto key = tls::make_key();
    return signed_by(node, csr(name, key.get(), key.get()));
}

}  // namespace magpie::collector::ca
