#include <utility>

#include "platform/http/server.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "platform/http/client.hpp"
#include "platform/http/credentials.hpp"
#include "tests/unit/platform/http/served.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::http {
namespace {

namespace ssl = boost::asio::ssl;

/// Like the one of served.hpp, behind TLS: what it got, and how it ended.
class SecureClient {
  public:
    SecureClient(boost::asio::io_context& loop, std::uint16_t port, ssl::context& context, std::string text)
        : stream_(loop, context), text_(std::move(text)) {
        stream_.lowest_layer().connect({boost::asio::ip::address_v4::loopback(), port});
        stream_.async_handshake(ssl::stream_base::client,
                                [this, here = std::weak_ptr(here_)](boost::system::error_code problem) {
                                    if (here.expired()) {
                                        return;
                                    }
                                    greeted = !problem;
                                    ended = problem;
                                    if (!problem) {
                                        boost::asio::async_write(stream_, boost::asio::buffer(text_),
                                                                 [](boost::system::error_code, std::size_t) {});
                                        read();
                                    }
                                });
    }
    SecureClient(const SecureClient&) = delete;
    SecureClient& operator=(const SecureClient&) = delete;

    [[nodiscard]] SSL* native() { return stream_.native_handle(); }

    std::string got;
    bool greeted = false;
    boost::system::error_code ended;

  private:
    void read() {
        stream_.async_read_some(boost::asio::buffer(chunk_), [this, here = std::weak_ptr(here_)](
                                                                 boost::system::error_code problem, std::size_t size) {
            if (here.expired()) {
                return;
            }
            got.append(chunk_.data(), size);
            ended = problem;
            if (!problem) {
                read();
            }
        });
    }

    ssl::stream<tcp::socket> stream_;
    std::string text_;
    std::array<char, 65536> chunk_{};
    std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
};

class Https : public Http {
  protected:
    Https() {
        const auto pair = tls::issue({"localhost", today - 24h, today + 24h, false, "serverAuth"}, &ca);
        tls = read_server_credentials({.certificate_file = directory.write("own.crt", pair.certificate.get()),
                                       .key_file = directory.write("own.key", pair.key.get())})
                  .value();
        trusting = read_credentials({.ca_file = directory.write("ca.crt", ca.certificate.get()),
                                     .certificate_file = {},
                                     .key_file = {},
                                     .token_file = {}})
                       ->tls;
    }
    void serve_securely(Settings settings = {}) {
        settings.tls = [this] { return tls; };
        serve(settings);
    }
    std::string secure_answer(const std::string& request) {
        SecureClient client(loop, server->port(), *trusting, request);
        EXPECT_TRUE(comes([&] { return bool(client.ended); })) << client.got;
        EXPECT_EQ(client.ended, boost::asio::error::eof) << client.ended.message();
        return client.got;
    }

    const UtcMs today = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
    magpie::tls::Directory directory;
    magpie::tls::Pair ca = magpie::tls::issue({"A CA", today - 24h, today + 24h, true, ""});
    std::shared_ptr<ssl::context> tls;
    std::shared_ptr<ssl::context> trusting;
};

TEST_F(Https, GetIsAnsweredAndTheEndIsSaid) {
    serve_securely();
    EXPECT_EQ(secure_answer("GET /a HTTP/1.1\r\nConnection: close\r\n\r\n"),
              "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].path, "/a");
    EXPECT_EQ(server->numbers().failed_handshakes, 0U);
}

TEST_F(Https, OurOwnClientIsServedOverOneConnection) {
    serve_securely();
    auto client =
        Client::make(loop,
                     {.url = {.host = "localhost", .port = std::to_string(server->port()), .target = "/", .tls = true},
                      .tls = trusting,
                      .timeout = 20s},
                     [] { ADD_FAILURE() << "the connection is kept"; });
    for (int i = 0; i < 3; ++i) {
        std::optional<unsigned> status;
        client->get("/x", [&](const auto& answer) { status = answer ? answer->status : 0; });
        ASSERT_TRUE(comes([&] { return status.has_value(); }));
        EXPECT_EQ(status, 200U);
    }
}

TEST_F(Https, LargeBodiesAndPiecesArriveWhole) {
    serve_securely();
    response.body.assign(3'000'000, 'x');
    const auto whole = secure_answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(whole.substr(whole.find("\r\n\r\n") + 4), response.body);
    int pieces = 0;
    response.more = [&](std::string& out) {
        out.assign(100'000, 'y');
        return ++pieces < 30;
    };
    const auto by_pieces = secure_answer("GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(by_pieces.substr(by_pieces.find("\r\n\r\n") + 4), std::string(3'000'000, 'y'));
}

TEST_F(Https, ARefusalArrivesWhateverElseIsSent) {
    serve_securely();
    const auto got = secure_answer("POST / HTTP/1.1\r\nContent-Length: 100000\r\n\r\n" + std::string(100'000, 'x'));
    EXPECT_EQ(got.substr(0, 13), "HTTP/1.1 405 ");
}

TEST_F(Https, WhoSpeaksNoTlsGetsNothing) {
    serve_securely();
    RawClient plain(loop, server->port());
    plain.sends("GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return plain.ended; }));
    EXPECT_EQ(plain.got.find("HTTP"), std::string::npos);
    EXPECT_TRUE(requests.empty());
    EXPECT_EQ(server->numbers().failed_handshakes, 1U);
}

TEST_F(Https, OldTlsIsRefused) {
    serve_securely();
    SSL_CTX_set_security_level(trusting->native_handle(), 0);  // or OpenSSL would not even ask
    SSL_CTX_set_min_proto_version(trusting->native_handle(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(trusting->native_handle(), TLS1_1_VERSION);
    SecureClient old(loop, server->port(), *trusting, "");
    ASSERT_TRUE(comes([&] { return bool(old.ended); }));
    EXPECT_FALSE(old.greeted);
    SSL_CTX_set_max_proto_version(trusting->native_handle(), TLS1_2_VERSION);
    EXPECT_NE(secure_answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
}

TEST_F(Https, AHandshakeThatTakesTooLongIsCutOff) {
    serve_securely({.request_timeout = 50ms});
    RawClient silent(loop, server->port());
    ASSERT_TRUE(comes([&] { return silent.ended; }));
    EXPECT_EQ(server->numbers().failed_handshakes, 1U);
}

TEST_F(Https, SlowHandshakesDoNotLockOthersOut) {
    serve_securely({.connections = 2});
    RawClient half(loop, server->port()), silent(loop, server->port());
    half.sends("\x16\x03\x01\x02");
    loop.run_for(10ms);
    EXPECT_NE(secure_answer("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").find("hello"), std::string::npos);
    EXPECT_TRUE(comes([&] { return half.ended; }));
    EXPECT_FALSE(silent.ended);
    EXPECT_EQ(server->numbers().gave_way, 1U);
}

TEST_F(Https, ANewCertificateIsForTheNextConnection) {
    serve_securely();
    SecureClient before(loop, server->port(), *trusting, "GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return !before.got.empty(); }));
    const auto pair = magpie::tls::issue({"elsewhere", today - 24h, today + 24h, false, "serverAuth"}, &ca);
    tls = read_server_credentials({.certificate_file = directory.write("new.crt", pair.certificate.get()),
                                   .key_file = directory.write("new.key", pair.key.get())})
              .value();
    SecureClient after(loop, server->port(), *trusting, "GET / HTTP/1.1\r\n\r\n");
    ASSERT_TRUE(comes([&] { return !after.got.empty(); }));
    X509* const shown = SSL_get1_peer_certificate(after.native());
    std::array<char, 64> name{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(shown), NID_commonName, name.data(), name.size());
    X509_free(shown);
    EXPECT_STREQ(name.data(), "elsewhere");
    EXPECT_FALSE(before.ended);
}

TEST_F(Https, NothingOfTheHandlerRunsAfterTheServerIsGone) {
    serve_securely();
    RawClient greeting(loop, server->port());
    SecureClient waiting(loop, server->port(), *trusting, "");
    ASSERT_TRUE(comes([&] { return waiting.greeted; }));
    server.reset();
    EXPECT_TRUE(comes([&] { return waiting.ended && greeting.ended; }));
    EXPECT_TRUE(requests.empty());
}

}  // namespace
}  // namespace magpie::http
