#include <utility>

#include "platform/http/stream.hpp"

#include <algorithm>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/beast/http/error.hpp>

#include "platform/tls/x509.hpp"

namespace magpie::http {

namespace asio = boost::asio;
namespace protocol = boost::beast::http;

namespace {

/// What the server's last words were about, if about our certificate.
bool refuses_us(const Stream::Problem& problem) {
    switch (ERR_GET_REASON(static_cast<unsigned long>(problem.value()))) {
        case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED:
        case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
        case SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE:
        case SSL_R_SSLV3_ALERT_NO_CERTIFICATE:
        case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
        case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
        case SSL_R_TLSV1_ALERT_DECRYPT_ERROR:
            return true;
        default:
            return false;
    }
}

Failure failure_of_certificate(long verdict) {
    switch (verdict) {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            return Failure::certificate_expired;
        case X509_V_ERR_CERT_NOT_YET_VALID:
            return Failure::certificate_not_yet;
        case X509_V_ERR_HOSTNAME_MISMATCH:
        case X509_V_ERR_IP_ADDRESS_MISMATCH:
            return Failure::certificate_name;
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
        case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
        case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            return Failure::certificate_authority;
        default:
            return Failure::certificate_unfit;
    }
}

}  // namespace

Stream::Stream(asio::io_context& loop, std::shared_ptr<asio::ssl::context> tls, const std::string& host)
    : context_(std::move(tls)), tcp_(loop), role_(asio::ssl::stream_base::client) {
    if (!context_) {
        return;
    }
    tls_.emplace(tcp_, *context_);
    auto* const wanted = SSL_get0_param(tls_->native_handle());
    Problem no_address;
    (void)asio::ip::make_address(host, no_address);
    if (no_address) {
        X509_VERIFY_PARAM_set_hostflags(wanted, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
        X509_VERIFY_PARAM_set1_host(wanted, host.data(), host.size());
        SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
    } else {
        X509_VERIFY_PARAM_set1_ip_asc(wanted, host.c_str());
    }
}

Stream::Stream(Socket accepted, std::shared_ptr<asio::ssl::context> tls, std::size_t most_ahead)
    : context_(std::move(tls)), tcp_(std::move(accepted)), role_(asio::ssl::stream_base::server), buffer_(most_ahead) {
    if (context_) {
        tls_.emplace(tcp_, *context_);
    }
}

void Stream::close() {
    tcp_.close();
}

void Stream::keep_certificate_end() {
    if (!tls_) {
        return;
    }
    Problem ignored;
    tls_->set_verify_callback(
        [this](bool good, asio::ssl::verify_context& context) {
            auto* const shown = X509_STORE_CTX_get0_untrusted(context.native_handle());
            for (int place = 0; place < sk_X509_num(shown); ++place) {
                const auto end = tls::time_of(X509_get0_notAfter(sk_X509_value(shown, place)));
                certificate_end_ = certificate_end_ ? std::min(*certificate_end_, end) : end;
            }
            return good;
        },
        ignored);
}

Failure Stream::why_not_secure(const Problem& problem) {
    if (const auto verdict = SSL_get_verify_result(tls_->native_handle()); verdict != X509_V_OK) {
        return failure_of_certificate(verdict);
    }
    const bool by_alert = problem.category() == asio::error::get_ssl_category();
    return by_alert && refuses_us(problem) ? Failure::certificate_refused : Failure::no_tls;
}

Failure failure_of(const Stream::Problem& problem) {
    if (problem.category() == asio::error::get_ssl_category()) {
        return refuses_us(problem) ? Failure::certificate_refused : Failure::no_tls;
    }
    const bool of_http = problem.category() == Stream::Problem(protocol::error::bad_method).category() &&
                         problem != protocol::error::end_of_stream && problem != protocol::error::partial_message;
    return of_http ? Failure::garbled : Failure::connection_lost;
}

}  // namespace magpie::http
