#include "platform/tls/certificate_times.hpp"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::tls {
namespace {

using namespace std::chrono_literals;

/// Whether a client that trusts `authority` ends a handshake with a server that shows `shown`.
bool trusted(const Pair& shown, const Pair& authority) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> server_context(SSL_CTX_new(TLS_server_method()),
                                                                           SSL_CTX_free);
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> client_context(SSL_CTX_new(TLS_client_method()),
                                                                           SSL_CTX_free);
    SSL_CTX_use_certificate(server_context.get(), shown.certificate.get());
    SSL_CTX_use_PrivateKey(server_context.get(), shown.key.get());
    X509_STORE_add_cert(SSL_CTX_get_cert_store(client_context.get()), authority.certificate.get());
    SSL_CTX_set_verify(client_context.get(), SSL_VERIFY_PEER, nullptr);
    const std::unique_ptr<SSL, decltype(&SSL_free)> server(SSL_new(server_context.get()), SSL_free);
    const std::unique_ptr<SSL, decltype(&SSL_free)> client(SSL_new(client_context.get()), SSL_free);
    BIO* one = nullptr;
    BIO* other = nullptr;
    BIO_new_bio_pair(&one, 0, &other, 0);
    SSL_set_bio(server.get(), one, one);
    SSL_set_bio(client.get(), other, other);
    int done = 0;
    for (int turn = 0; turn < 10 && done != 1; ++turn) {
        done = SSL_connect(client.get());
        SSL_accept(server.get());
    }
    ERR_clear_error();
    return done == 1;
}

TEST(CertificateTimes, OnlyTheTimesAreLeftOut) {
    const auto now = std::chrono::time_point_cast<Milliseconds>(std::chrono::system_clock::now());
    const Pair ca = issue({"CA", now - 24h, now + 24h, true, ""});
    const Pair other_ca = issue({"other CA", now - 24h, now + 24h, true, ""});
    const Pair good = issue({"broker", now - 24h, now + 24h, false, "serverAuth"}, &ca);
    const Pair early = issue({"broker", now + 1h, now + 24h, false, "serverAuth"}, &ca);
    const Pair expired = issue({"broker", now - 24h, now - 1h, false, "serverAuth"}, &ca);
    const Pair client = issue({"broker", now - 24h, now + 24h, false, "clientAuth"}, &ca);
    const Pair stranger = issue({"broker", now - 24h, now + 24h, false, "serverAuth"}, &other_ca);

    EXPECT_TRUE(trusted(good, ca));
    EXPECT_FALSE(trusted(early, ca));
    check_certificate_times(false);
    EXPECT_TRUE(trusted(good, ca));
    EXPECT_TRUE(trusted(early, ca));
    EXPECT_TRUE(trusted(expired, ca));
    EXPECT_FALSE(trusted(client, ca));
    EXPECT_FALSE(trusted(stranger, ca));
    check_certificate_times(true);
    EXPECT_TRUE(trusted(good, ca));
    EXPECT_FALSE(trusted(early, ca));
    EXPECT_FALSE(trusted(expired, ca));
    EXPECT_FALSE(trusted(client, ca));
    EXPECT_FALSE(trusted(stranger, ca));
}

}  // namespace
}  // namespace magpie::tls
