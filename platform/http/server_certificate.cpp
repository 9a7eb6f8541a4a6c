#include "platform/http/server_certificate.hpp"

#include <utility>

namespace magpie::http {

ServerCertificate::ServerCertificate(CertificateFiles files, files::WatchedFiles watched,
                                     std::shared_ptr<boost::asio::ssl::context> tls, const log::Log& log)
    : files_(std::move(files)), watched_(std::move(watched)), tls_(std::move(tls)), log_(&log) {}

tl::expected<ServerCertificate, std::string> ServerCertificate::read(CertificateFiles files, const log::Log& log) {
    files::WatchedFiles watched({files.certificate_file, files.key_file});  // before: what changes meanwhile is new
    auto tls = read_server_credentials(files);
    if (!tls) {
        return tl::unexpected(std::move(tls.error()));
    }
    return ServerCertificate(std::move(files), std::move(watched), std::move(*tls), log);
}

std::shared_ptr<boost::asio::ssl::context> ServerCertificate::for_next(const Now& now) {
    if (!watched_.changed(now)) {
        return tls_;
    }
    auto renewed = read_server_credentials(files_);
    if (renewed) {
        watched_.take();
        tls_ = std::move(*renewed);
        trouble_.clear();
        log_->info("the certificate of the pages was renewed");
    } else if (renewed.error() != trouble_) {
        trouble_ = std::move(renewed.error());
        log_->warning("the certificate of the pages stays as it was", {{"reason", trouble_}});
    }
    return tls_;
}

}  // namespace magpie::http
