#pragma once

// Boost.Asio 1.74 in C++20 needs it first.
#include <utility>

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "platform/http/server.hpp"
#include "platform/http/stream.hpp"

namespace magpie::http {

class Connection;

/// What a server and its connections share; outlives the server by as long as the loop takes to end their operations.
struct Shared {
    Settings settings;
    Server::Handler handler;             // empty once the server is gone
    std::list<Connection*> connections;  // in the order in which they last came on
    Server::Numbers numbers{};
};

[[nodiscard]] Peer peer_of(const boost::asio::ip::tcp::socket& socket);

/// One client of the server. Each operation it waits for keeps it alive, so it goes away with the last.
///
/// greeting (TLS) -> waiting -> reading -> answering -> waiting (keep-alive) or leaving (what the client still sends is
/// read and thrown away, because closing a socket with unread bytes resets it, and the client would lose the answer) ->
/// gone
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    using Clock = std::chrono::steady_clock;

    Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<Shared> shared);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    void start();
    /// Closes the socket; no code of the handler runs any more.
    void close();

    enum class State : std::uint8_t { greeting, waiting, reading, answering, leaving, closed };
    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] const Peer& peer() const { return peer_; }
    /// When the client last finished something: its handshake, a request, taking a piece of the answer. Single bytes
    /// are nothing.
    [[nodiscard]] Clock::time_point came_on() const { return came_on_; }

  private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using Problem = boost::system::error_code;
    using Step = void (Connection::*)();

    void greeted(Problem problem);
    void wait();
    void read();
    void serve();
    void serve_command();
    [[nodiscard]] std::string allowed() const;
    void read_body();
    void hand_over();
    void complain(Problem problem);
    void refuse(unsigned status, std::string_view why);
    void answer(Response response);
    void write_header();
    void write_piece();
    void write_chunk(bool last);
    void answered();
    void leave();
    void hang_up();
    void discard();

    void enter(State state, std::chrono::milliseconds limit);
    void come_on();
    /// Calls `step` unless the operation failed or the connection was closed meanwhile.
    auto then(Step step);

    const std::shared_ptr<Shared> shared_;
    const Peer peer_;
    Stream stream_;
    const std::list<Connection*>::iterator place_;
    State state_ = State::greeting;
    Clock::time_point came_on_ = Clock::now();
    std::optional<Parser> parser_;
    Request request_;  // whose body is being read

    Response response_;
    std::string header_;
    std::string piece_;
    std::array<char, 20> chunk_size_{};
    std::size_t body_sent_ = 0;
    bool head_ = false;
    bool http_1_0_ = false;
    bool keep_alive_ = false;
    bool chunked_ = false;
};

}  // namespace magpie::http
