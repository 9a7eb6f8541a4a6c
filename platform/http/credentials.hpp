#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

namespace boost::asio::ssl {
class context;
}

namespace magpie::http {

/// Whom a client trusts and who it is itself; each may be empty.
struct CredentialFiles {
    std::string ca_file;           // PEM; empty: those the system trusts
    std::string certificate_file;  // PEM, with those between it and its CA; and key_file goes with it
    std::string key_file;
    std::string token_file;  // a bearer token (RFC 6750), one line
};

struct Credentials {
    std::shared_ptr<boost::asio::ssl::context> tls;
    std::string token;  // never to be logged
};

/// Reads them once. The error is a sentence that names the file and what is wrong with it.
[[nodiscard]] tl::expected<Credentials, std::string> read_credentials(const CredentialFiles& files);

/// Who a server is, in PEM.
struct CertificateFiles {
    std::string certificate_file;  // with those between it and its CA
    std::string key_file;
};

/// What a server speaks TLS (1.2 and up) with; it asks nobody for a certificate. Reads and errors as above.
[[nodiscard]] tl::expected<std::shared_ptr<boost::asio::ssl::context>, std::string> read_server_credentials(
    const CertificateFiles& files);

}  // namespace magpie::http
