#include "collector/ca/certificate.hpp"

#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <ctime>

#include "collector/ca/name.hpp"

namespace magpie::collector::ca {
namespace {

using Number = tls::Owned<BIGNUM, BN_free>;
using Integer = tls::Owned<ASN1_INTEGER, ASN1_INTEGER_free>;
using Extension = tls::Owned<X509_EXTENSION, X509_EXTENSION_free>;
using RevokedEntry = tls::Owned<X509_REVOKED, X509_REVOKED_free>;
using Time = tls::Owned<ASN1_TIME, ASN1_TIME_free>;

constexpr int serial_bits = 127;  // RFC 5280, 4.1.2.2: positive, at most 20 bytes, and not to be guessed

tl::unexpected<std::string> failed(const char* what) {
    const unsigned long why = ERR_peek_error();
    const char* reason = why != 0 ? ERR_reason_error_string(why) : nullptr;
    ERR_clear_error();
    return tl::unexpected(std::string(what) + " could not be made: " + (reason ? reason : "OpenSSL does not say why"));
}

std::time_t seconds_of(UtcMs time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

bool set_serial(X509* certificate) {
    const Number number(BN_new());
    return number && BN_rand(number.get(), serial_bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509_NAME* name, const std::string& common_name) {
    return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(common_name.data()),
                                      static_cast<int>(common_name.size()), -1, 0) == 1;
}

struct ExtensionText {
    int nid;
    std::string text;
};

/// In OpenSSL's own words (x509v3_config(5)).
std::vector<ExtensionText> extensions(const Content& content, bool self_signed) {
    std::vector<ExtensionText> all;
    switch (content.kind) {
        case Kind::root:
        case Kind::issuing:
            all.push_back({NID_basic_constraints,
                           content.kind == Kind::root ? "critical,CA:TRUE,pathlen:1" : "critical,CA:TRUE,pathlen:0"});
            all.push_back({NID_key_usage, "critical,keyCertSign,cRLSign"});
            break;
        case Kind::server:
        case Kind::client:
        case Kind::signer:
            all.push_back({NID_basic_constraints, "critical,CA:FALSE"});
            all.push_back({NID_key_usage, "critical,digitalSignature"});
            all.push_back({NID_ext_key_usage, content.kind == Kind::server   ? "serverAuth"
                                              : content.kind == Kind::client ? "clientAuth"
                                                                             : "codeSigning"});
            break;
    }
    std::string hosts;
    for (const auto& host : content.hosts) {
        hosts += (hosts.empty() ? "" : ",") + std::string(is_address(host) ? "IP:" : "DNS:") + host;
    }
    if (!hosts.empty()) {
        all.push_back({NID_subject_alt_name, hosts});
    }
    all.push_back({NID_subject_key_identifier, "hash"});
    if (!self_signed) {
        all.push_back({NID_authority_key_identifier, "keyid:always"});
    }
    return all;
}

bool add_extensions(X509* certificate, X509* issuer, const std::vector<ExtensionText>& texts) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509V3_set_ctx_nodb(&context);
    for (const auto& [nid, text] : texts) {
        const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str()));
        if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1) {
            return false;
        }
    }
    return true;
}

bool add_revoked(X509_CRL* crl, const Revoked& revoked) {
    BIGNUM* parsed = nullptr;
    BN_hex2bn(&parsed, revoked.serial.c_str());
    const Number number(parsed);
    const Integer serial(number ? BN_to_ASN1_INTEGER(number.get(), nullptr) : nullptr);
    const Time at(ASN1_TIME_set(nullptr, seconds_of(revoked.at)));
    RevokedEntry entry(X509_REVOKED_new());
    if (!serial || !at || !entry || X509_REVOKED_set_serialNumber(entry.get(), serial.get()) != 1 ||
        X509_REVOKED_set_revocationDate(entry.get(), at.get()) != 1 || X509_CRL_add0_revoked(crl, entry.get()) != 1) {
        return false;
    }
    (void)entry.release();  // it is the list's now
    return true;
}

bool add_crl_extensions(X509_CRL* crl, std::int64_t number, X509* issuer) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, nullptr, nullptr, crl, 0);
    X509V3_set_ctx_nodb(&context);
    const Extension authority(X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
    const Integer serial(ASN1_INTEGER_new());
    return authority && X509_CRL_add_ext(crl, authority.get(), -1) == 1 && serial &&
           ASN1_INTEGER_set_int64(serial.get(), number) == 1 &&
           X509_CRL_add1_ext_i2d(crl, NID_crl_number, serial.get(), 0, 0) == 1;
}

}  // namespace

tl::expected<tls::Certificate, std::string> make_certificate(const Content& content, EVP_PKEY* key,
                                                             const Issuer* issuer) {
    ERR_clear_error();
    tls::Certificate certificate(X509_new());
    X509* const x509 = certificate.get();
    const bool filled = X509_set_version(x509, X509_VERSION_3) == 1 && set_serial(x509) &&
                        set_name(X509_get_subject_name(x509), content.common_name) &&
                        ASN1_TIME_set(X509_getm_notBefore(x509), seconds_of(content.from)) != nullptr &&
                        ASN1_TIME_set(X509_getm_notAfter(x509), seconds_of(content.until)) != nullptr &&
                        X509_set_pubkey(x509, key) == 1;
    X509* const signer = issuer ? issuer->certificate : x509;
    if (!filled || X509_set_issuer_name(x509, X509_get_subject_name(signer)) != 1 ||
        !add_extensions(x509, signer, extensions(content, issuer == nullptr)) ||
        X509_sign(x509, issuer ? issuer->key : key, EVP_sha256()) == 0) {
        return failed("the certificate");
    }
    return certificate;
}

tl::expected<tls::Crl, std::string> make_crl(const std::vector<Revoked>& revoked, std::int64_t number, UtcMs from,
                                             UtcMs until, const Issuer& issuer) {
    ERR_clear_error();
    tls::Crl crl(X509_CRL_new());
    const Time begins(ASN1_TIME_set(nullptr, seconds_of(from)));
    const Time ends(ASN1_TIME_set(nullptr, seconds_of(until)));
    constexpr long version_2 = 1;
    if (!begins || !ends || X509_CRL_set_version(crl.get(), version_2) != 1 ||
        X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(issuer.certificate)) != 1 ||
        X509_CRL_set1_lastUpdate(crl.get(), begins.get()) != 1 ||
        X509_CRL_set1_nextUpdate(crl.get(), ends.get()) != 1) {
        return failed("the CRL");
    }
    for (const auto& one : revoked) {
        if (!add_revoked(crl.get(), one)) {
            return failed("the CRL");
        }
    }
    if (X509_CRL_sort(crl.get()) != 1 || !add_crl_extensions(crl.get(), number, issuer.certificate) ||
        X509_CRL_sign(crl.get(), issuer.key, EVP_sha256()) == 0) {
        return failed("the CRL");
    }
    return crl;
}

}  // namespace magpie::collector::ca
