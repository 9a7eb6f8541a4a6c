#include "collector/ca/running_broker.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "platform/tls/x509.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::collector::ca {
namespace {

using namespace std::chrono_literals;
using namespace std::literals;
using boost::asio::ip::tcp;

/// A broker that lets in whoever comes, and of the first `takeovers` takes the client id away at once.
class TakingBroker {
  public:
    explicit TakingBroker(int takeovers, std::string_view answer = "\x20\x02\x00\x00"sv)
        : thread_([this, takeovers, answer] {
              for (int session = 0; session <= takeovers; ++session) {
                  tcp::socket client(loop_);
                  boost::system::error_code problem;
                  acceptor_.accept(client);
                  std::string first(2, '\0');
                  boost::asio::read(client, boost::asio::buffer(first));
                  std::string rest(static_cast<unsigned char>(first[1]), '\0');
                  boost::asio::read(client, boost::asio::buffer(rest));
                  heard_ = first + rest;
                  boost::asio::write(client, boost::asio::buffer(answer), problem);
                  if (session == takeovers) {
                      boost::asio::read(client, boost::asio::buffer(rest), problem);  // until it goes
                  }
              }
          }) {}
    TakingBroker(const TakingBroker&) = delete;
    TakingBroker& operator=(const TakingBroker&) = delete;
    ~TakingBroker() { end(); }

    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::string end() {
        if (thread_.joinable()) {
            thread_.join();
        }
        return heard_;
    }

  private:
    boost::asio::io_context loop_;
    tcp::acceptor acceptor_{loop_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
    std::string heard_;
    std::thread thread_;
};

TEST(ConnectPacket, IsMqttsOwn) {
    EXPECT_EQ(connect_packet("pole-7", "admin", "pw"), "\x10\x1d\0\4MQTT\4\xc2\0\x3c\0\6pole-7\0\5admin\0\2pw"sv);
    const auto large = connect_packet("pole-7", "admin", std::string(200, 'x'));
    EXPECT_EQ(large.substr(0, 3), "\x10\xe3\1"sv);
    EXPECT_EQ(large.size(), 3 + 227U);
}

TEST(Kick, HoldsTheIdUntilNobodyComesBack) {
    TakingBroker broker(2);
    const auto back = kick({broker.port(), "pw"}, "pole-7", {.quiet = 50ms, .most = 5});
    ASSERT_TRUE(back) << back.error();
    EXPECT_EQ(*back, 2);
    EXPECT_EQ(broker.end(), connect_packet("pole-7", "admin", "pw"));
}

TEST(Kick, SaysWhenTheClientIsStillLetIn) {
    TakingBroker broker(2);
    const auto back = kick({broker.port(), "pw"}, "pole-7", {.quiet = 10s, .most = 2});
    ASSERT_FALSE(back);
    EXPECT_NE(back.error().find("has not read the new CRL"), std::string::npos);
    const auto last = kick({broker.port(), "pw"}, "pole-7", {.quiet = 1ms, .most = 1});
    EXPECT_TRUE(last) << last.error();
}

TEST(Kick, ABrokerThatDoesNotWantItIsNamed) {
    TakingBroker broker(0, "\x20\x02\x00\x05"sv);
    const auto back = kick({broker.port(), "pw"}, "pole-7", {});
    ASSERT_FALSE(back);
    EXPECT_NE(back.error().find("does not let `admin` in"), std::string::npos);
}

TEST(InstallCrl, ANumberLeftBehindIsNobodysSignal) {
    const tls::Directory directory;
    EXPECT_FALSE(*install_crl(directory.file(""), "a list"));
    directory.write("mosquitto.pid", std::to_string(::getpid()));  // we would not live through it
    EXPECT_FALSE(*install_crl(directory.file(""), "a newer list"));
    EXPECT_EQ(*tls::read_file(directory.file("crl.pem")), "a newer list");
    directory.write("mosquitto.pid", "-1\n");
    EXPECT_FALSE(*install_crl(directory.file(""), "a list"));
    EXPECT_FALSE(install_crl(directory.file("none"), "a list"));
}

}  // namespace
}  // namespace magpie::collector::ca
