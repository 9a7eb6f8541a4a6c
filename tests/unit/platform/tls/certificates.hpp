#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "wire/time.hpp"

namespace magpie::tls {

/// A pair of certificate and key, made in the test.
struct Pair {
    std::shared_ptr<EVP_PKEY> key{EVP_EC_gen("P-256"), EVP_PKEY_free};
    std::shared_ptr<X509> certificate{X509_new(), X509_free};
};

struct Wanted {
    std::string common_name;
    UtcMs not_before;
    UtcMs not_after;
    bool authority = false;
    std::string usage;  // extended key usage, "clientAuth"
};

inline void add_extension(X509* certificate, int nid, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// Into `into`, or into a new one where that is null. In days, for time_t may end in 2038.
inline ASN1_TIME* asn1_time(ASN1_TIME* into, UtcMs time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    return ASN1_TIME_adj(into, 0, static_cast<int>(day.time_since_epoch().count()),
                         static_cast<long>(std::chrono::floor<std::chrono::seconds>(time - day).count()));
}

/// Signed by `issuer`, or by itself.
inline Pair issue(const Wanted& wanted, const Pair* issuer = nullptr) {
    static long serial = 1;
    Pair made;
    X509* x509 = made.certificate.get();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), serial++);
    asn1_time(X509_getm_notBefore(x509), wanted.not_before);
    asn1_time(X509_getm_notAfter(x509), wanted.not_after);
    X509_NAME* name = X509_get_subject_name(x509);
    if (!wanted.common_name.empty()) {
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(wanted.common_name.c_str()), -1, -1, 0);
    }
    X509_set_issuer_name(x509, issuer ? X509_get_subject_name(issuer->certificate.get()) : name);
    X509_set_pubkey(x509, made.key.get());
    add_extension(x509, NID_basic_constraints, wanted.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!wanted.usage.empty()) {
        add_extension(x509, NID_ext_key_usage, wanted.usage);
    }
    X509_sign(x509, issuer ? issuer->key.get() : made.key.get(), EVP_sha256());
    return made;
}

/// A CRL in DER.
struct WantedList {
    std::int64_t number = 1;
    UtcMs from;
    UtcMs until;
    std::vector<const X509*> revoked{};
    int critical = 0;  // NID of a critical extension that it has; 0: none
};

inline std::string list_of(const Pair& issuer, const WantedList& wanted) {
    const std::shared_ptr<X509_CRL> crl(X509_CRL_new(), X509_CRL_free);
    const auto time = [](UtcMs at) { return std::shared_ptr<ASN1_TIME>(asn1_time(nullptr, at), ASN1_TIME_free); };
    X509_CRL_set_version(crl.get(), 1);
    X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.certificate.get()));
    X509_CRL_set1_lastUpdate(crl.get(), time(wanted.from).get());
    if (wanted.until > UtcMs{}) {
        X509_CRL_set1_nextUpdate(crl.get(), time(wanted.until).get());
    }
    for (const auto* certificate : wanted.revoked) {
        X509_REVOKED* entry = X509_REVOKED_new();
        X509_REVOKED_set_serialNumber(entry, const_cast<ASN1_INTEGER*>(X509_get0_serialNumber(certificate)));
        X509_REVOKED_set_revocationDate(entry, time(wanted.from).get());
        X509_CRL_add0_revoked(crl.get(), entry);
    }
    const std::shared_ptr<ASN1_INTEGER> number(ASN1_INTEGER_new(), ASN1_INTEGER_free);
    ASN1_INTEGER_set_int64(number.get(), wanted.number);
    if (wanted.number > 0) {
        X509_CRL_add1_ext_i2d(crl.get(), NID_crl_number, number.get(), 0, 0);
    }
    if (wanted.critical != 0) {
        X509_CRL_add1_ext_i2d(crl.get(), wanted.critical, number.get(), 1, 0);
    }
    X509_CRL_sign(crl.get(), issuer.key.get(), EVP_sha256());
    unsigned char* der = nullptr;
    const int size = i2d_X509_CRL(crl.get(), &der);
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

/// A directory of its own, gone with the test.
class Directory {
  public:
    Directory() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-tls-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    ~Directory() { std::filesystem::remove_all(path_); }

    [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }

    std::string write(const std::string& name, const std::string& text) const {
        std::FILE* out = std::fopen(file(name).c_str(), "wb");
        std::fwrite(text.data(), 1, text.size(), out);
        std::fclose(out);
        return file(name);
    }
    std::string write(const std::string& name, const X509* certificate) const {
        std::FILE* out = std::fopen(file(name).c_str(), "wb");
        PEM_write_X509(out, certificate);
        std::fclose(out);
        return file(name);
    }
    std::string write(const std::string& name, EVP_PKEY* key, const char* password = nullptr) const {
        std::FILE* out = std::fopen(file(name).c_str(), "wb");
        PEM_write_PrivateKey(out, key, password ? EVP_aes_128_cbc() : nullptr, nullptr, 0, nullptr,
                             const_cast<char*>(password));
        std::fclose(out);
        return file(name);
    }

  private:
    std::filesystem::path path_;
};

}  // namespace magpie::tls
