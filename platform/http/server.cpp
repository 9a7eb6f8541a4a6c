#include <utility>

#include "platform/http/server.hpp"

#include <list>
#include <optional>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "platform/http/target.hpp"

namespace magpie::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace protocol = boost::beast::http;
using asio::ip::tcp;
using Problem = beast::error_code;

namespace {

constexpr std::uint32_t header_limit = 8 * 1024;

class Connection;

/// What the server and its connections share; the last of them takes it away.
struct Shared {
    Settings settings;
    Server::Handler handler;
    std::list<Connection*> connections;  // the one that has waited longest for a request first
};

/// One client. Kept alive by the operation it waits for; ends with it.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(tcp::socket socket, std::shared_ptr<Shared> shared)
        : stream_(std::move(socket)),
          shared_(std::move(shared)),
          place_(shared_->connections.insert(shared_->connections.end(), this)) {}
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { shared_->connections.erase(place_); }

    void read() {
        parser_.emplace();
        parser_->header_limit(header_limit);
        parser_->body_limit(std::uint64_t{0});
        idle_ = true;
        shared_->connections.splice(shared_->connections.end(), shared_->connections, place_);
        stream_.expires_after(shared_->settings.request_timeout);
        protocol::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](Problem problem, std::size_t /*bytes*/) {
            self->idle_ = false;
            problem ? self->complain(problem) : self->serve(self->parser_->get());
        });
    }
    [[nodiscard]] bool idle() const { return idle_; }
    void close() { stream_.close(); }

  private:
    /// A request that cannot be read gets an answer; a connection that ended, or said nothing in time, gets none.
    void complain(Problem problem) {
        if (problem == protocol::error::body_limit) {
            refuse(protocol::status::payload_too_large, "a request has no body here\n");
        } else if (problem == protocol::error::header_limit) {
            refuse(protocol::status::request_header_fields_too_large, "the header is too long\n");
        } else if (problem.category() == Problem(protocol::error::bad_method).category() && problem != protocol::error::end_of_stream &&
                   problem != protocol::error::partial_message) {
            refuse(protocol::status::bad_request, "this is no HTTP request\n");
        }
    }

    void serve(const protocol::request<protocol::string_body>& message) {
        keep_alive_ = message.keep_alive();
        version_ = message.version();
        head_ = message.method() == protocol::verb::head;
        if (!head_ && message.method() != protocol::verb::get) {
            refuse(protocol::status::method_not_allowed, "only GET and HEAD\n");
            return;
        }
        auto request = parse_target({message.target().data(), message.target().size()});
        if (!request) {
            refuse(protocol::status::bad_request, "the path cannot be read\n");
            return;
        }
        request->method = head_ ? "HEAD" : "GET";
        for (const auto& field : message) {
            std::string name(field.name_string());
            for (auto& c : name) {
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            }
            request->headers[std::move(name)] = std::string(field.value());
        }
        answer(shared_->handler(*request));
    }

    void refuse(protocol::status status, std::string_view why) {
        keep_alive_ = false;
        Response response;
        response.status = static_cast<unsigned>(status);
        response.body = why;
        answer(std::move(response));
    }

    void answer(Response response) {
        more_ = std::move(response.more);
        message_.emplace(protocol::int_to_status(response.status), version_);
        message_->set(protocol::field::content_type, response.content_type);
        message_->body() = std::move(response.body);
        // HTTP/1.0 knows no chunks: there the end of the body is the end of the connection.
        chunked_ = more_ && version_ >= 11;
        keep_alive_ = keep_alive_ && (!more_ || chunked_);
        message_->keep_alive(keep_alive_);
        if (chunked_) {
            message_->chunked(true);
        } else if (!more_) {
            message_->prepare_payload();
        }
        serializer_.emplace(*message_);
        stream_.expires_after(shared_->settings.write_timeout);
        const auto sent = [self = shared_from_this()](Problem problem, std::size_t /*bytes*/) {
            if (!problem) {
                self->more_ && !self->head_ ? self->next_piece() : self->answered();
            }
        };
        if (more_ || head_) {
            protocol::async_write_header(stream_, *serializer_, sent);
        } else {
            protocol::async_write(stream_, *serializer_, sent);
        }
    }

    void next_piece() {
        piece_.clear();
        const bool last = !more_(piece_);
        stream_.expires_after(shared_->settings.write_timeout);
        const auto sent = [self = shared_from_this(), last](Problem problem, std::size_t /*bytes*/) {
            if (!problem) {
                last ? self->last_chunk() : self->next_piece();
            }
        };
        if (piece_.empty()) {
            // An empty chunk would be the end.
            asio::post(stream_.get_executor(), [sent] { sent({}, 0); });
        } else if (chunked_) {
            asio::async_write(stream_, protocol::make_chunk(asio::buffer(piece_)), sent);
        } else {
            asio::async_write(stream_, asio::buffer(piece_), sent);
        }
    }

    void last_chunk() {
        if (!chunked_) {
            answered();
            return;
        }
        asio::async_write(stream_, protocol::make_chunk_last(), [self = shared_from_this()](Problem problem, std::size_t /*bytes*/) {
            if (!problem) {
                self->answered();
            }
        });
    }

    void answered() {
        more_ = nullptr;
        if (keep_alive_) {
            read();
            return;
        }
        Problem ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
    }

    beast::tcp_stream stream_;
    std::shared_ptr<Shared> shared_;
    std::list<Connection*>::iterator place_;
    beast::flat_buffer buffer_;
    std::optional<protocol::request_parser<protocol::string_body>> parser_;
    std::optional<protocol::response<protocol::string_body>> message_;
    std::optional<protocol::response_serializer<protocol::string_body>> serializer_;
    std::function<bool(std::string&)> more_;
    std::string piece_;
    unsigned version_ = 11;
    bool idle_ = false;
    bool head_ = false;
    bool keep_alive_ = false;
    bool chunked_ = false;
};

class BeastServer final : public Server {
  public:
    BeastServer(tcp::acceptor acceptor, const Settings& settings, Handler handler)
        : acceptor_(std::move(acceptor)), shared_(std::make_shared<Shared>(Shared{settings, std::move(handler), {}})) {
        accept();
    }
    BeastServer(const BeastServer&) = delete;
    BeastServer& operator=(const BeastServer&) = delete;
    ~BeastServer() override {
        // Their operations end at the loop's next turn, after the handler is gone.
        shared_->handler = [](const Request& /*request*/) { return Response{}; };
        for (auto* connection : shared_->connections) {
            connection->close();
        }
    }

    [[nodiscard]] std::uint16_t port() const override { return acceptor_.local_endpoint().port(); }

  private:
    void accept() {
        acceptor_.async_accept([this](Problem problem, tcp::socket socket) {
            if (problem == asio::error::operation_aborted) {
                return;  // the server is gone
            }
            if (!problem && make_room()) {
                std::make_shared<Connection>(std::move(socket), shared_)->read();
            }
            accept();
        });
    }

    /// When all places are taken the client that has waited longest without a request goes; when all are being served, the new one does.
    bool make_room() {
        if (shared_->connections.size() < shared_->settings.connections) {
            return true;
        }
        for (auto* connection : shared_->connections) {
            if (connection->idle()) {
                connection->close();
                return true;
            }
        }
        return false;
    }

    tcp::acceptor acceptor_;
    std::shared_ptr<Shared> shared_;
};

}  // namespace

tl::expected<std::unique_ptr<Server>, std::string> Server::open(asio::io_context& loop, const Settings& settings, Handler handler) {
    const auto place = settings.address + ":" + std::to_string(settings.port);
    Problem problem;
    const auto address = asio::ip::make_address(settings.address, problem);
    if (problem) {
        return tl::unexpected("cannot listen on " + place + ": this is no IP address");
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
        return tl::unexpected("cannot listen on " + place + ": " + problem.message());
    }
    return std::make_unique<BeastServer>(std::move(acceptor), settings, std::move(handler));
}

}  // namespace magpie::http
