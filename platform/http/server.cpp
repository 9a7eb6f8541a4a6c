#include <utility>

#include "platform/http/server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/http/connection.hpp"

namespace magpie::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

class BeastServer final : public Server {
  public:
    BeastServer(tcp::acceptor acceptor, const Settings& settings, Handler handler)
        : acceptor_(std::move(acceptor)),
          retry_(acceptor_.get_executor()),
          shared_(std::make_shared<Shared>(Shared{settings, std::move(handler), {}})) {
        accept();
    }
    BeastServer(const BeastServer&) = delete;
    BeastServer& operator=(const BeastServer&) = delete;
    ~BeastServer() override {
        shared_->handler = nullptr;  // also how the handlers below see that the server is gone
        for (Connection* connection : shared_->connections) {
            connection->close();
        }
    }

    [[nodiscard]] std::uint16_t port() const override {
        boost::system::error_code ignored;
        return acceptor_.local_endpoint(ignored).port();
    }

  private:
    void accept() {
        acceptor_.async_accept([this, shared = shared_](boost::system::error_code problem, tcp::socket socket) {
            if (!shared->handler) {
                return;
            }
            if (problem) {
                return accept_later();
            }
            if (make_room()) {
                std::make_shared<Connection>(std::move(socket), shared_)->start();
            }
            accept();
        });
    }

    /// Without descriptors left, accept fails at once and again.
    void accept_later() {
        retry_.expires_after(std::chrono::milliseconds(100));
        retry_.async_wait([this, shared = shared_](boost::system::error_code) {
            if (shared->handler) {
                accept();
            }
        });
    }

    /// When all places are taken, the client that has waited longest for its own next request goes, then the one that
    /// takes longest to write its request; when all are being answered, the new one goes.
    bool make_room() {
        std::size_t open = 0;
        Connection* slowest = nullptr;
        const auto sooner = [](Connection::State state) { return state == Connection::State::reading ? 1 : 0; };
        for (Connection* connection : shared_->connections) {
            const auto state = connection->state();
            if (state == Connection::State::closed) {
                continue;
            }
            ++open;
            if (state != Connection::State::answering && (!slowest || sooner(state) < sooner(slowest->state()))) {
                slowest = connection;
            }
        }
        if (open < shared_->settings.connections) {
            return true;
        }
        if (slowest) {
            slowest->close();
        }
        return slowest != nullptr;
    }

    tcp::acceptor acceptor_;
    asio::steady_timer retry_;
    std::shared_ptr<Shared> shared_;
};

}  // namespace

tl::expected<std::unique_ptr<Server>, std::string> Server::open(asio::io_context& loop, const Settings& settings,
                                                                Handler handler) {
    boost::system::error_code problem;
    const auto address = asio::ip::make_address(settings.address, problem);
    const std::string place =
        (address.is_v6() ? "[" + settings.address + "]" : settings.address) + ":" + std::to_string(settings.port);
    if (problem) {
        return tl::make_unexpected("cannot listen on " + place + ": this is no IP address");
    }
    tcp::acceptor acceptor(loop);
    const tcp::endpoint endpoint(address, settings.port);
    acceptor.open(endpoint.protocol(), problem);
    if (!problem) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), problem);
    }
    if (!problem) {
        acceptor.bind(endpoint, problem);
    }
    if (!problem) {
        acceptor.listen(asio::socket_base::max_listen_connections, problem);
    }
    if (problem) {
        return tl::make_unexpected("cannot listen on " + place + ": " + problem.message());
    }
    return std::make_unique<BeastServer>(std::move(acceptor), settings, std::move(handler));
}

}  // namespace magpie::http
