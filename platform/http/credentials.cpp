#include <utility>

#include "platform/http/credentials.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <string_view>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>

#include "wire/text.hpp"

namespace magpie::http {

namespace ssl = boost::asio::ssl;

namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 20;
constexpr std::size_t longest_token = 4096;

using Problem = boost::system::error_code;

std::string named(std::string_view what, const std::string& path) {
    return "the " + std::string(what) + " file " + escaped(path);
}

tl::expected<std::string, std::string> read_file(std::string_view what, const std::string& path) {
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string content(most_bytes, '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (!file.is_open() || file.bad()) {
        return tl::unexpected(named(what, path) + " cannot be read: " + std::strerror(errno != 0 ? errno : EIO));
    }
    content.resize(static_cast<std::size_t>(file.gcount()));
    return content;
}

/// Nothing, or what is wrong with a file that `use` could not use.
template <class Use>
std::optional<std::string> use_file(std::string_view what, const std::string& path, std::string_view wrong, Use use) {
    const auto content = read_file(what, path);
    if (!content) {
        return content.error();
    }
    Problem problem;
    use(boost::asio::buffer(*content), problem);
    ERR_clear_error();
    return problem ? std::optional(named(what, path) + std::string(wrong)) : std::nullopt;
}

/// Nothing, or what is wrong with our own certificate or its key.
std::optional<std::string> use_certificate(ssl::context& tls, const std::string& certificate_file,
                                           const std::string& key_file) {
    Problem ignored;
    // OpenSSL would ask for it at the terminal.
    tls.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string(); }, ignored);
    auto wrong = use_file("certificate", certificate_file, " holds no certificate in PEM",
                          [&](const auto& bytes, Problem& problem) { tls.use_certificate_chain(bytes, problem); });
    if (!wrong) {
        wrong = use_file(
            "key", key_file, " holds no private key in PEM, or one behind a password, or not that of the certificate",
            [&](const auto& bytes, Problem& problem) { tls.use_private_key(bytes, ssl::context::pem, problem); });
    }
    return wrong;
}

std::optional<std::string> set_up(ssl::context& tls, const CredentialFiles& files) {
    Problem ignored;
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    tls.set_verify_mode(ssl::verify_peer, ignored);
    std::optional<std::string> wrong;
    if (files.ca_file.empty()) {
        tls.set_default_verify_paths(ignored);
    } else {
        wrong = use_file("CA", files.ca_file, " holds no certificate in PEM",
                         [&](const auto& bytes, Problem& problem) { tls.add_certificate_authority(bytes, problem); });
    }
    if (wrong || files.certificate_file.empty()) {
        return wrong;
    }
    return use_certificate(tls, files.certificate_file, files.key_file);
}

tl::expected<std::string, std::string> read_token(const std::string& path) {
    auto token = read_file("token", path);
    if (!token) {
        return token;
    }
    token->erase(token->find_last_not_of(" \t\r\n") + 1);
    const bool one_word = std::ranges::all_of(*token, [](char c) { return c > ' ' && c <= '~'; });
    if (token->empty() || token->size() > longest_token || !one_word) {
        return tl::unexpected(named("token", path) + " holds no token: one line without spaces");
    }
    return token;
}

}  // namespace

tl::expected<Credentials, std::string> read_credentials(const CredentialFiles& files) {
    Credentials credentials{.tls = std::make_shared<ssl::context>(ssl::context::tls_client), .token = {}};
    if (auto wrong = set_up(*credentials.tls, files)) {
        return tl::unexpected(std::move(*wrong));
    }
    if (!files.token_file.empty()) {
        auto token = read_token(files.token_file);
        if (!token) {
            return tl::unexpected(std::move(token.error()));
        }
        credentials.token = std::move(*token);
    }
    return credentials;
}

tl::expected<std::shared_ptr<ssl::context>, std::string> read_server_credentials(const CertificateFiles& files) {
    auto tls = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
    // Who comes back shows a ticket; sessions kept here would be memory for strangers.
    SSL_CTX_set_session_cache_mode(tls->native_handle(), SSL_SESS_CACHE_OFF);
    if (auto wrong = use_certificate(*tls, files.certificate_file, files.key_file)) {
        return tl::unexpected(std::move(*wrong));
    }
    return tls;
}

}  // namespace magpie::http
