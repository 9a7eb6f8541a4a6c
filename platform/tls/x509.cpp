#include "platform/tls/x509.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <fstream>
#include <limits>
#include <utility>

#include "wire/text.hpp"
#include "wire/time_text.hpp"

namespace magpie::tls {
namespace {

using Store = Owned<X509_STORE, X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;

Bio memory(std::string_view content) {
    return Bio(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
}

std::string content_of(const Bio& bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

/// Where the system counts in 32 bits a time beyond 2038 is the last there is: it must not become one of 1901.
std::time_t seconds_of(UtcMs time) {
    using Limits = std::numeric_limits<std::time_t>;
    const std::int64_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    return static_cast<std::time_t>(std::clamp<std::int64_t>(seconds, Limits::min(), Limits::max()));
}

}  // namespace

void free_stack(STACK_OF(X509) * stack) {
    sk_X509_free(stack);
}

Key make_key() {
    Key key(EVP_EC_gen("P-256"));
    ERR_clear_error();
    return key;
}

std::string pem_of(const X509* certificate) {
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    return content_of(bio);
}

std::string pem_of(const X509_CRL* crl) {
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509_CRL(bio.get(), crl);
    return content_of(bio);
}

std::string pem_of(const EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_secmem()));
    PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return content_of(bio);
}

std::vector<Certificate> certificates_in(std::string_view pem) {
    const Bio bio = memory(pem);
    std::vector<Certificate> all;
    while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
        all.emplace_back(next);
    }
    const unsigned long why = ERR_peek_last_error();
    ERR_clear_error();
    if (ERR_GET_LIB(why) != ERR_LIB_PEM || ERR_GET_REASON(why) != PEM_R_NO_START_LINE) {
        all.clear();
    }
    return all;
}

Key private_key_in(std::string_view pem) {
    const Bio bio = memory(pem);
    // Without a callback OpenSSL would ask at the terminal.
    Key key(PEM_read_bio_PrivateKey(
        bio.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr));
    ERR_clear_error();
    return key;
}

std::string common_name(const X509_NAME* name) {
    const int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    const X509_NAME_ENTRY* entry = at < 0 ? nullptr : X509_NAME_get_entry(name, at);
    unsigned char* utf8 = nullptr;
    const int length = entry ? ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry)) : -1;
    std::string text =
        length > 0 ? std::string(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length)) : std::string();
    OPENSSL_free(utf8);
    ERR_clear_error();
    return text;
}

std::string serial_of(const X509* certificate) {
    const Owned<BIGNUM, BN_free> number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
    char* hexadecimal = number ? BN_bn2hex(number.get()) : nullptr;
    std::string text = hexadecimal ? hexadecimal : "";
    OPENSSL_free(hexadecimal);
    ERR_clear_error();
    return text;
}

UtcMs time_of(const ASN1_TIME* time) {
    std::tm utc{};
    if (ASN1_TIME_to_tm(time, &utc) != 1) {
        ERR_clear_error();
        return {};
    }
    // By the calendar: a CA outlives 2038, and time_t of 32 bits does not.
    const std::chrono::year_month_day day{std::chrono::year{utc.tm_year + 1900},
                                          std::chrono::month{static_cast<unsigned>(utc.tm_mon) + 1},
                                          std::chrono::day{static_cast<unsigned>(utc.tm_mday)}};
    return UtcMs(std::chrono::sys_days(day)) + std::chrono::hours(utc.tm_hour) + std::chrono::minutes(utc.tm_min) +
           std::chrono::seconds(utc.tm_sec);
}

std::string written(UtcMs time) {
    return minute_text(time) + " UTC";
}

std::vector<X509*> pointers(const std::vector<Certificate>& certificates, std::size_t from) {
    std::vector<X509*> all;
    for (std::size_t i = from; i < certificates.size(); ++i) {
        all.push_back(certificates[i].get());
    }
    return all;
}

namespace {

template <class Ask>
ChainVerdict verify(X509* certificate, const std::vector<X509*>& between, const std::vector<X509*>& authorities,
                    const Ask& ask) {
    const Store store(X509_STORE_new());
    for (X509* authority : authorities) {
        X509_STORE_add_cert(store.get(), authority);
    }
    const Owned<STACK_OF(X509), free_stack> untrusted(sk_X509_new_null());
    for (X509* one : between) {
        sk_X509_push(untrusted.get(), one);
    }
    const StoreContext context(X509_STORE_CTX_new());
    if (X509_STORE_CTX_init(context.get(), store.get(), certificate, untrusted.get()) != 1) {
        ERR_clear_error();
        return {X509_V_ERR_OUT_OF_MEM, 0};
    }
    ask(context.get());
    const bool good = X509_verify_cert(context.get()) == 1;
    ChainVerdict verdict;
    const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
    if (!good) {
        verdict.error = X509_STORE_CTX_get_error(context.get());
        verdict.depth = X509_STORE_CTX_get_error_depth(context.get());
    } else if (sk_X509_num(chain) > 1) {
        verdict.issuer.reset(sk_X509_value(chain, 1));
        X509_up_ref(verdict.issuer.get());
    }
    ERR_clear_error();
    return verdict;
}

}  // namespace

bool is_for_orders(X509* certificate) {
    // A certificate without any extended usage passes as one for everything.
    const bool is_signer = (X509_get_extension_flags(certificate) & EXFLAG_XKUSAGE) != 0 &&
                           (X509_get_extended_key_usage(certificate) & XKU_CODE_SIGN) != 0 &&
                           (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) != 0 &&
                           X509_check_ca(certificate) == 0;
    ERR_clear_error();
    return is_signer;
}

ChainVerdict verify_client(X509* certificate, const std::vector<X509*>& between, const std::vector<X509*>& authorities,
                           UtcMs now) {
    return verify(certificate, between, authorities, [now](X509_STORE_CTX* context) {
        X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT);
        X509_STORE_CTX_set_time(context, 0, seconds_of(now));
    });
}

ChainVerdict verify_signer(X509* certificate, const std::vector<X509*>& between, const std::vector<X509*>& authorities,
                           std::optional<UtcMs> now) {
    // OpenSSL 3.0 has no purpose for code signing.
    if (!is_for_orders(certificate)) {
        return {X509_V_ERR_INVALID_PURPOSE, 0};
    }
    return verify(certificate, between, authorities, [now](X509_STORE_CTX* context) {
        if (now) {
            X509_STORE_CTX_set_time(context, 0, seconds_of(*now));
        } else {
            X509_STORE_CTX_set_flags(context, X509_V_FLAG_NO_CHECK_TIME);
        }
    });
}

tl::expected<std::string, std::string> read_file(const std::string& path) {
    constexpr std::size_t most = 1024 * 1024;
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string content;
    std::array<char, 4096> part{};
    while (file && content.size() < most) {
        file.read(part.data(), part.size());
        content.append(part.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (!file.is_open() || file.bad()) {
        return tl::unexpected("cannot read " + escaped(path) + ": " + std::strerror(errno != 0 ? errno : EIO));
    }
    return content;
}

tl::expected<std::vector<Certificate>, std::string> read_certificates(const std::string& path) {
    const auto text = read_file(path);
    if (!text) {
        return tl::unexpected(text.error());
    }
    auto all = certificates_in(*text);
    if (all.empty()) {
        return tl::unexpected(escaped(path) + " holds no certificate in PEM");
    }
    return all;
}

tl::expected<Credential, std::string> read_credential(const std::string& certificate_file,
                                                      const std::string& key_file) {
    auto chain = read_certificates(certificate_file);
    const auto text = chain ? read_file(key_file) : tl::unexpected(chain.error());
    if (!text) {
        return tl::unexpected(text.error());
    }
    auto key = private_key_in(*text);
    const bool fits = key && X509_check_private_key(chain->front().get(), key.get()) == 1;
    ERR_clear_error();
    if (!fits) {
        return tl::unexpected("the key " + escaped(key_file) + " does not belong to the certificate " +
                              escaped(certificate_file));
    }
    return Credential{std::move(*chain), std::move(key)};
}

}  // namespace magpie::tls
