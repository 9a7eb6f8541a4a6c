#include <utility>

#include "platform/http/server.hpp"

#include <algorithm>

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
          shared_(std::make_shared<Shared>(Shared{settings, std::move(handler), {}, {}})) {
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
    [[nodiscard]] const Numbers& numbers() const override { return shared_->numbers; }

  private:
    void accept() {
        acceptor_.async_accept([this, shared = shared_](boost::system::error_code problem, tcp::socket socket) {
            if (!shared->handler) {
                return;
            }
            if (problem) {
                return accept_later();
            }
            const auto peer = peer_of(socket);
            const auto& admits = shared_->settings.admits;
            if ((!admits || admits(peer)) && make_room(peer)) {
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

    /// When all places are taken, who has not come on for longest goes. First one of the peer that has most of them, if
    /// there is such a one, and whatever it does when somebody else comes. When all are being answered and take what
    /// they get, the new one goes.
    bool make_room(const Peer& peer) {
        const Peer* const greedy = majority();
        std::size_t open = 0;
        Connection* slowest = nullptr;
        Connection* slowest_of_greedy = nullptr;
        const auto recent = Connection::Clock::now() - shared_->settings.patience;
        for (Connection* connection : shared_->connections) {
            const auto state = connection->state();
            if (state == Connection::State::closed) {
                continue;
            }
            ++open;
            const bool busy = state == Connection::State::answering && connection->came_on() >= recent;
            if (!slowest && !busy) {
                slowest = connection;
            }
            const bool of_greedy = greedy && connection->peer() == *greedy;
            if (!slowest_of_greedy && of_greedy && (!busy || peer != *greedy)) {
                slowest_of_greedy = connection;
            }
        }
        if (open < shared_->settings.connections) {
            return true;
        }
        Connection* const goes = slowest_of_greedy ? slowest_of_greedy : slowest;
        if (!goes) {
            ++shared_->numbers.turned_away;
            return false;
        }
        ++shared_->numbers.gave_way;
        goes->close();
        return true;
    }

    /// The peer with more than half of the connections, if there is one (Boyer and Moore's vote).
    [[nodiscard]] const Peer* majority() const {
        const Peer* candidate = nullptr;
        std::size_t lead = 0;
        for (const Connection* connection : shared_->connections) {
            if (lead == 0) {
                candidate = &connection->peer();
            }
            lead = *candidate == connection->peer() ? lead + 1 : lead - 1;
        }
        const auto is_of_candidate = [&](const Connection* connection) { return connection->peer() == *candidate; };
        const auto count = candidate ? std::ranges::count_if(shared_->connections, is_of_candidate) : 0;
        return 2 * static_cast<std::size_t>(count) > shared_->connections.size() ? candidate : nullptr;
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
