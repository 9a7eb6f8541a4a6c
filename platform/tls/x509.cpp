#include "platform/tls/x509.hpp"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fstream>

#include "wire/text.hpp"

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

std::time_t seconds_of(UtcMs time) {
    return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
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
    return UtcMs(std::chrono::seconds(::timegm(&utc)));
}

std::string written(UtcMs time) {
    const std::time_t seconds = seconds_of(time);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 40> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M UTC", &utc);
    return text.data();
}

ChainVerdict verify_client(X509* certificate, const std::vector<X509*>& between, const std::vector<X509*>& authorities,
                           UtcMs now) {
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
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_CLIENT);
    X509_STORE_CTX_set_time(context.get(), 0, seconds_of(now));
    const bool good = X509_verify_cert(context.get()) == 1;
    const ChainVerdict verdict{X509_STORE_CTX_get_error(context.get()), X509_STORE_CTX_get_error_depth(context.get())};
    ERR_clear_error();
    return good ? ChainVerdict{} : verdict;
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

}  // namespace magpie::tls
