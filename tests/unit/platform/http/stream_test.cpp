#include <utility>

#include "platform/http/stream.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "platform/http/client.hpp"
#include "platform/http/credentials.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::http {
namespace {

using namespace std::chrono_literals;
using boost::asio::ip::tcp;
namespace ssl = boost::asio::ssl;
using Result = tl::expected<Answer, Failure>;

/// A server with TLS that answers 200 with the first four bytes of what it got, once that ends like a request.
class SecureStore {
  public:
    SecureStore(boost::asio::io_context& loop, const std::string& certificate, const std::string& key,
                const std::string& wants_certificates_of)
        : context_(ssl::context::tls_server), acceptor_(loop, {boost::asio::ip::address_v4::loopback(), 0}) {
        context_.use_certificate_chain_file(certificate);
        context_.use_private_key_file(key, ssl::context::pem);
        if (!wants_certificates_of.empty()) {
            context_.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
            context_.load_verify_file(wants_certificates_of);
        }
        accept();
    }
    SecureStore(const SecureStore&) = delete;
    SecureStore& operator=(const SecureStore&) = delete;

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void hangs_up() { peer_->lowest_layer().close(); }

    std::string got;
    int connections = 0;

  private:
    using Peer = ssl::stream<tcp::socket>;

    void accept() {
        acceptor_.async_accept([this](boost::system::error_code problem, tcp::socket socket) {
            if (problem) {
                return;
            }
            ++connections;
            auto peer = std::make_shared<Peer>(std::move(socket), context_);
            peer_ = peer;
            peer->async_handshake(ssl::stream_base::server, [this, peer](boost::system::error_code failed) {
                if (!failed) {
                    read(peer);
                }
            });
            accept();
        });
    }
    void read(const std::shared_ptr<Peer>& peer) {
        peer->async_read_some(boost::asio::buffer(chunk_),
                              [this, peer](boost::system::error_code problem, std::size_t size) {
                                  if (problem) {
                                      return;
                                  }
                                  got.append(chunk_.data(), size);
                                  if (got.ends_with("\r\n\r\n") || got.ends_with("body")) {
                                      const auto method = std::exchange(got, {}).substr(0, 4);
                                      answer_ = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + method;
                                      boost::asio::async_write(*peer, boost::asio::buffer(answer_),
                                                               [peer](boost::system::error_code, std::size_t) {});
                                  }
                                  read(peer);
                              });
    }

    ssl::context context_;
    tcp::acceptor acceptor_;
    std::shared_ptr<Peer> peer_;
    std::array<char, 65536> chunk_{};
    std::string answer_;
};

class SecureStream : public testing::Test {
  protected:
    SecureStream() {
        files.ca_file = directory.write("ca.crt", ca.certificate.get());
        server = {"localhost", today - 24h, today + 24h, false, "serverAuth"};
    }
    /// With the certificate that `server` says.
    void begins(const std::string& wants_certificates_of = {}) {
        const auto pair = tls::issue(server, &ca);
        store.emplace(loop, directory.write("server.crt", pair.certificate.get()),
                      directory.write("server.key", pair.key.get()), wants_certificates_of);
        connects(store->port());
    }
    void connects(std::uint16_t port) {
        const auto credentials = read_credentials(files);
        ASSERT_TRUE(credentials) << credentials.error();
        client = Client::make(loop,
                              {.url = {.host = "localhost", .port = std::to_string(port), .target = "/x", .tls = true},
                               .tls = credentials->tls,
                               .timeout = 20s},
                              [this] { ++lost; });
    }
    template <class Condition>
    testing::AssertionResult comes(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!condition()) {
            loop.restart();
            if (loop.run_one_until(end) == 0) {
                return testing::AssertionFailure() << "nothing happens";
            }
        }
        return testing::AssertionSuccess();
    }
    Result posts() {
        std::optional<Result> result;
        client->post("body", [&](Result answer) { result = std::move(answer); });
        EXPECT_TRUE(comes([&] { return result.has_value(); }));
        return result.value_or(tl::unexpected(Failure::timeout));
    }
    Result gets() {
        std::optional<Result> result;
        client->get("/y", [&](Result answer) { result = std::move(answer); });
        EXPECT_TRUE(comes([&] { return result.has_value(); }));
        return result.value_or(tl::unexpected(Failure::timeout));
    }
    void fails(Failure failure) {
        const auto result = posts();
        ASSERT_FALSE(result.has_value());
        EXPECT_EQ(result.error(), failure) << words(result.error());
    }

    const UtcMs today = std::chrono::floor<Milliseconds>(std::chrono::system_clock::now());
    tls::Directory directory;
    tls::Pair ca = tls::issue({"A CA", today - 24h, today + 24h, true, ""});
    tls::Wanted server;
    CredentialFiles files;
    boost::asio::io_context loop;
    std::optional<SecureStore> store;
    std::unique_ptr<Client> client;
    int lost = 0;
};

TEST_F(SecureStream, OneConnectionServesManyRequests) {
    begins();
    for (int round = 0; round < 20; ++round) {
        const auto posted = posts();
        ASSERT_TRUE(posted) << words(posted.error());
        EXPECT_EQ(posted->body, "POST");
        const auto got = gets();
        ASSERT_TRUE(got) << words(got.error());
        EXPECT_EQ(got->body, "GET ");
    }
    EXPECT_EQ(store->connections, 1);
    EXPECT_EQ(lost, 0);
}

TEST_F(SecureStream, TheEndOfAKeptConnectionIsTold) {
    begins();
    ASSERT_TRUE(posts());
    store->hangs_up();
    ASSERT_TRUE(comes([&] { return lost == 1; }));
    EXPECT_TRUE(posts());
    EXPECT_EQ(store->connections, 2);
}

TEST_F(SecureStream, ACertificateThatHasExpiredIsNotTrusted) {
    server.not_after = today - 1h;
    begins();
    fails(Failure::certificate_expired);
    fails(Failure::certificate_expired);
    EXPECT_EQ(store->connections, 2);
}

TEST_F(SecureStream, ACertificateOfTomorrowIsNotTrusted) {
    server.not_before = today + 1h;
    begins();
    fails(Failure::certificate_not_yet);
}

TEST_F(SecureStream, ACertificateForAnotherNameIsNotTrusted) {
    server.common_name = "otherhost";
    begins();
    fails(Failure::certificate_name);
}

TEST_F(SecureStream, ACertificateForClientsIsNotTrusted) {
    server.usage = "clientAuth";
    begins();
    fails(Failure::certificate_unfit);
}

TEST_F(SecureStream, ACertificateOfAnotherCaIsNotTrusted) {
    const auto other = tls::issue({"Another CA", today - 24h, today + 24h, true, ""});
    files.ca_file = directory.write("other.crt", other.certificate.get());
    begins();
    fails(Failure::certificate_authority);
}

TEST_F(SecureStream, WithoutCredentialsNobodyOfOursIsTrusted) {
    begins();
    client =
        Client::make(loop, {.url = {.host = "localhost", .port = std::to_string(store->port()), .tls = true}}, [] {});
    fails(Failure::certificate_authority);
}

TEST_F(SecureStream, AClientMayHaveToShowACertificate) {
    begins(files.ca_file);
    fails(Failure::certificate_refused);
    const auto own = tls::issue({"magpie", today - 24h, today + 24h, false, "clientAuth"}, &ca);
    files.certificate_file = directory.write("own.crt", own.certificate.get());
    files.key_file = directory.write("own.key", own.key.get());
    connects(store->port());
    EXPECT_TRUE(posts());
}

TEST_F(SecureStream, AServerWithoutTlsIsToldFromOneThatIsNotThere) {
    tcp::acceptor acceptor(loop, {boost::asio::ip::address_v4::loopback(), 0});
    std::optional<tcp::socket> peer;
    acceptor.async_accept([&](boost::system::error_code, tcp::socket socket) {
        peer.emplace(std::move(socket));
        const std::string plain = "HTTP/1.1 400 Bad Request\r\n\r\n";
        boost::asio::write(*peer, boost::asio::buffer(plain));
    });
    connects(acceptor.local_endpoint().port());
    fails(Failure::no_tls);
    acceptor.close();
    fails(Failure::no_connection);
}

}  // namespace
}  // namespace magpie::http
