#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "platform/files/watched_files.hpp"
#include "platform/http/credentials.hpp"
#include "platform/log/log.hpp"
#include "wire/time.hpp"

namespace magpie::http {

/// The certificate a server shows, read again when its files have changed; who is connected keeps what was shown then.
/// On the server's thread, and outlives it.
class ServerCertificate {
  public:
    /// When the new files are no good, the certificate before holds, and the log, which outlives this, says so once.
    /// The error is as read_server_credentials() gives it.
    static tl::expected<ServerCertificate, std::string> read(CertificateFiles files, const log::Log& log);

    /// For the next connection.
    [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> for_next(const Now& now);

  private:
    ServerCertificate(CertificateFiles files, files::WatchedFiles watched,
                      std::shared_ptr<boost::asio::ssl::context> tls, const log::Log& log);

    CertificateFiles files_;
    files::WatchedFiles watched_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
    const log::Log* log_;
    std::string trouble_;
};

}  // namespace magpie::http
