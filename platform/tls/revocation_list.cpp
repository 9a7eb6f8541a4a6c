#include "platform/tls/revocation_list.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <utility>

namespace magpie::tls {
namespace {

using Integer = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;

constexpr std::size_t key_name_bytes = 16;

tl::unexpected<std::string> bad(const char* why) {
    ERR_clear_error();
    return tl::unexpected<std::string>(why);
}

bool has_critical_extension(const X509_CRL* crl) {
    for (int i = 0; i < X509_CRL_get_ext_count(crl); ++i) {
        if (X509_EXTENSION_get_critical(X509_CRL_get_ext(crl, i)) != 0) {
            return true;
        }
    }
    return false;
}

bool is_of(X509_CRL* crl, X509* issuer) {
    return X509_NAME_cmp(X509_CRL_get_issuer(crl), X509_get_subject_name(issuer)) == 0 &&
           (X509_get_key_usage(issuer) & KU_CRL_SIGN) != 0 && X509_CRL_verify(crl, X509_get0_pubkey(issuer)) == 1;
}

}  // namespace

tl::expected<RevocationList, std::string> RevocationList::read(std::string_view der, X509* issuer) {
    if (der.size() > longest_revocation_list) {
        return bad("is too large");
    }
    auto crl = whole<Crl>(der, d2i_X509_CRL);
    if (!crl) {
        return bad("is no CRL");
    }
    if (!is_of(crl.get(), issuer)) {
        return bad("is not signed by who issued the signer's certificate");
    }
    if (has_critical_extension(crl.get())) {
        return bad("is of a kind that is not known here");
    }
    const Integer number(static_cast<ASN1_INTEGER*>(X509_CRL_get_ext_d2i(crl.get(), NID_crl_number, nullptr, nullptr)));
    std::uint64_t value = 0;
    if (!number || ASN1_INTEGER_get_uint64(&value, number.get()) != 1) {
        return bad("has no number");
    }
    const auto* const end = X509_CRL_get0_nextUpdate(crl.get());
    const auto until = end != nullptr ? time_of(end) : UtcMs{};
    if (until <= UtcMs{}) {
        return bad("has no end");
    }
    ERR_clear_error();
    return RevocationList(std::move(crl), value, until);
}

bool RevocationList::holds(X509* certificate) const {
    X509_REVOKED* entry = nullptr;
    const bool found = X509_CRL_get0_by_serial(crl_.get(), &entry, X509_get0_serialNumber(certificate)) != 0;
    ERR_clear_error();
    return found;
}

tl::expected<std::string, std::string> revocation_list_in(std::string_view pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const Crl crl(PEM_read_bio_X509_CRL(bio.get(), nullptr, nullptr, nullptr));
    if (!crl) {
        return bad("holds no revocation list in PEM");
    }
    auto der = der_of(crl.get(), i2d_X509_CRL);
    if (der.size() > longest_revocation_list) {
        return bad("holds a revocation list that is too large for a node");
    }
    ERR_clear_error();
    return der;
}

std::string key_name(X509* issuer) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    X509_pubkey_digest(issuer, EVP_sha256(), digest.data(), &size);
    std::string name;
    for (std::size_t i = 0; i < key_name_bytes; ++i) {
        name += digits[digest.at(i) >> 4U];
        name += digits[digest.at(i) & 15U];
    }
    return name;
}

}  // namespace magpie::tls
