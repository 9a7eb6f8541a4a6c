#include "platform/tls/earliest_end.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <optional>

#include "platform/tls/x509.hpp"

namespace magpie::tls {
namespace {

/// One part of a PEM text; cleared when it goes, for it may be a key.
struct Part {
    Part() = default;
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;
    ~Part() {
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_clear_free(data, static_cast<std::size_t>(size));
    }

    char* name = nullptr;
    char* header = nullptr;
    unsigned char* data = nullptr;
    long size = 0;
};

/// Whether it was read, and when it ends; a list may have no end.
struct Read {
    bool good = false;
    std::optional<UtcMs> end;
};

/// Before 1970 nothing of this kind was made: such a time, and one that is none, is damage.
Read until(const ASN1_TIME* time) {
    const auto end = time_of(time);
    return {end > UtcMs{}, end};
}

Read read_certificate(const Part& part) {
    const unsigned char* at = part.data;
    // Of a TRUSTED CERTIFICATE more follows, which is OpenSSL's own.
    const Certificate certificate(d2i_X509(nullptr, &at, part.size));
    return certificate ? until(X509_get0_notAfter(certificate.get())) : Read{};
}

Read read_list(const Part& part) {
    const unsigned char* at = part.data;
    const Crl list(d2i_X509_CRL(nullptr, &at, part.size));
    const auto* const end = list ? X509_CRL_get0_nextUpdate(list.get()) : nullptr;
    return end != nullptr ? until(end) : Read{list != nullptr, std::nullopt};
}

Read read_part(const Part& part) {
    const std::string_view name = part.name;
    if (name == PEM_STRING_X509 || name == PEM_STRING_X509_OLD || name == PEM_STRING_X509_TRUSTED) {
        return read_certificate(part);
    }
    return name == PEM_STRING_X509_CRL ? read_list(part) : Read{true, std::nullopt};
}

}  // namespace

tl::expected<UtcMs, std::string> earliest_end(std::string_view pem) {
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    std::optional<UtcMs> earliest;
    while (!pem.empty()) {
        Part part;
        if (PEM_read_bio(bio.get(), &part.name, &part.header, &part.data, &part.size) != 1) {
            const auto why = ERR_peek_last_error();
            ERR_clear_error();
            if (ERR_GET_LIB(why) == ERR_LIB_PEM && ERR_GET_REASON(why) == PEM_R_NO_START_LINE) {
                break;
            }
            return tl::unexpected<std::string>("is no whole PEM");
        }
        const auto read = read_part(part);
        ERR_clear_error();
        if (!read.good) {
            return tl::unexpected<std::string>("holds a damaged certificate or revocation list");
        }
        if (read.end) {
            earliest = std::min(*read.end, earliest.value_or(*read.end));
        }
    }
    if (!earliest) {
        return tl::unexpected<std::string>("holds no certificate or revocation list in PEM that ends");
    }
    return *earliest;
}

}  // namespace magpie::tls
