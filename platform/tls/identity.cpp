#include "platform/tls/identity.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>
#include <vector>

#include "platform/tls/x509.hpp"
#include "wire/text.hpp"

namespace magpie::tls {
namespace {

using Store = Owned<X509_STORE, X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;

/// A value, or the sentence that says why not.
template <class T>
using Or = tl::expected<T, std::string>;

tl::unexpected<std::string> refused(std::string sentence) {
    return tl::make_unexpected(std::move(sentence));
}

Or<std::string> read_named_file(const std::string& path, std::string_view what) {
    if (path.empty()) {
        return refused("no " + std::string(what) + " file is configured");
    }
    constexpr std::size_t most = 1024 * 1024;
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string content(most, '\0');
    if (file) {
        file.read(content.data(), static_cast<std::streamsize>(most));
    }
    if (!file.is_open() || file.bad()) {
        const int reason = errno != 0 ? errno : EIO;
        const std::string name = "the " + std::string(what) + " file " + escaped(path);
        return refused(reason == ENOENT ? name + " does not exist"
                                        : name + " cannot be read: " + std::strerror(reason));
    }
    content.resize(static_cast<std::size_t>(file.gcount()));
    return content;
}

Bio memory(const std::string& content) {
    return Bio(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())));
}

/// Every certificate of a PEM file, in its order.
Or<std::vector<Certificate>> certificates(const std::string& path, std::string_view what) {
    const Or<std::string> content = read_named_file(path, what);
    if (!content) {
        return refused(content.error());
    }
    const std::string name = "the " + std::string(what) + " file " + escaped(path);
    if (content->empty()) {
        return refused(name + " is empty");
    }
    const Bio bio = memory(*content);
    std::vector<Certificate> all;
    while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
        all.emplace_back(next);
    }
    const unsigned long why = ERR_peek_last_error();
    ERR_clear_error();
    const bool at_end = ERR_GET_LIB(why) == ERR_LIB_PEM && ERR_GET_REASON(why) == PEM_R_NO_START_LINE;
    if (all.empty() || !at_end) {
        return refused(name + (at_end ? " holds no certificate in PEM" : " holds a damaged certificate"));
    }
    return all;
}

Or<Key> private_key(const std::string& path) {
    const Or<std::string> content = read_named_file(path, "key");
    if (!content) {
        return refused(content.error());
    }
    const Bio bio = memory(*content);
    bool asked_for_password = false;
    // Without a callback OpenSSL would ask at the terminal.
    Key key(PEM_read_bio_PrivateKey(
        bio.get(), nullptr,
        [](char*, int, int, void* asked) {
            *static_cast<bool*>(asked) = true;
            return 0;
        },
        &asked_for_password));
    ERR_clear_error();
    if (!key) {
        return refused("the key file " + escaped(path) +
                       (asked_for_password ? " is protected by a password, and the daemon has nobody to ask for it"
                                           : " holds no private key in PEM"));
    }
    return key;
}

/// Whether the CA file has signed the certificate, leaving times aside; then whether the CA's own time is over.
Or<void> verify_chain(const std::vector<Certificate>& own, const std::vector<Certificate>& authorities,
                      const mqtt::TlsFiles& files, const Now& now) {
    const Store store(X509_STORE_new());
    for (const Certificate& authority : authorities) {
        X509_STORE_add_cert(store.get(), authority.get());
    }
    const Owned<STACK_OF(X509), free_stack> between(sk_X509_new_null());
    for (std::size_t i = 1; i < own.size(); ++i) {
        sk_X509_push(between.get(), own[i].get());
    }
    const StoreContext context(X509_STORE_CTX_new());
    X509_STORE_CTX_init(context.get(), store.get(), own.front().get(), between.get());
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_CLIENT);
    X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_NO_CHECK_TIME);
    const int verified = X509_verify_cert(context.get());
    ERR_clear_error();
    const std::string certificate = "the certificate " + escaped(files.certificate_file);
    if (verified != 1) {
        switch (const int reason = X509_STORE_CTX_get_error(context.get())) {
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
            case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
            case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
            case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
            case X509_V_ERR_CERT_SIGNATURE_FAILURE:
                return refused(certificate + " was signed by another CA (\"" +
                               escaped(common_name(X509_get_issuer_name(own.front().get()))) + "\") than the one in " +
                               escaped(files.ca_file));
            case X509_V_ERR_INVALID_PURPOSE:
                return refused(certificate + " is not for a client (extended key usage)");
            default:
                return refused(certificate + " does not verify against " + escaped(files.ca_file) + ": " +
                               X509_verify_cert_error_string(reason));
        }
    }
    const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context.get());
    for (int i = 1; now.wall_known && i < sk_X509_num(chain); ++i) {
        const X509* authority = sk_X509_value(chain, i);
        if (const UtcMs end = time_of(X509_get0_notAfter(authority)); end < now.wall) {
            return refused("the CA \"" + escaped(common_name(X509_get_subject_name(authority))) + "\" in " +
                           escaped(files.ca_file) + " expired on " + written(end));
        }
    }
    return {};
}

/// Nothing, or how the clock and the certificate's times disagree.
std::string out_of_its_time(const Identity& identity, const std::string& certificate, const Now& now) {
    if (now.wall < identity.not_before) {
        return certificate + " is not valid before " + written(identity.not_before) +
               ", and this machine's clock shows " + written(now.wall);
    }
    return now.wall > identity.not_after ? certificate + " expired on " + written(identity.not_after) : std::string();
}

}  // namespace

tl::expected<Identity, std::string> read_identity(const mqtt::TlsFiles& files, const Now& now) {
    ERR_clear_error();  // what an earlier call of somebody else left behind is not ours to report
    const auto own = certificates(files.certificate_file, "certificate");
    const auto key = private_key(files.key_file);
    const auto authorities = certificates(files.ca_file, "CA");
    if (!own || !key || !authorities) {
        return refused(!own ? own.error() : !key ? key.error() : authorities.error());
    }
    X509* const certificate = own->front().get();
    if (X509_check_private_key(certificate, key->get()) != 1) {
        ERR_clear_error();
        return refused("the key " + escaped(files.key_file) + " does not belong to the certificate " +
                       escaped(files.certificate_file));
    }
    if (auto chain = verify_chain(*own, *authorities, files, now); !chain) {
        return refused(chain.error());
    }
    const std::string name = "the certificate " + escaped(files.certificate_file);
    Identity identity{common_name(X509_get_subject_name(certificate)),
                      time_of(X509_get0_notBefore(certificate)),
                      time_of(X509_get0_notAfter(certificate)),
                      {}};
    if (identity.common_name.empty()) {
        return refused(name + " has no common name");
    }
    identity.warning = out_of_its_time(identity, name, now);
    if (now.wall_known && !identity.warning.empty()) {
        return refused(identity.warning);
    }
    identity.warning += identity.warning.empty() ? "" : " (the clock is not synchronised)";
    return identity;
}

}  // namespace magpie::tls
