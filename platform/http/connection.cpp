#include "platform/http/connection.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <limits>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>

#include "platform/http/target.hpp"

namespace magpie::http {

namespace asio = boost::asio;
namespace protocol = boost::beast::http;

namespace {

constexpr std::uint32_t header_limit = 8 * 1024;
constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t discard_limit = 256 * 1024;
constexpr std::chrono::milliseconds leave_timeout{1000};

std::string lower(std::string_view name) {
    std::string text(name);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// A value of ours that carries something foreign must not begin a line of its own.
bool fits_in_a_line(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace

Peer peer_of(const asio::ip::tcp::socket& socket) {
    boost::system::error_code ignored;
    const auto address = socket.remote_endpoint(ignored).address();
    if (ignored) {
        return {};
    }
    if (address.is_v4()) {
        return asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()).to_bytes();
    }
    Peer peer = address.to_v6().to_bytes();
    if (!address.to_v6().is_v4_mapped()) {
        std::fill(peer.begin() + 8, peer.end(), std::uint8_t{0});
    }
    return peer;
}

Connection::Connection(asio::ip::tcp::socket socket, std::shared_ptr<Shared> shared)
    : shared_(std::move(shared)),
      peer_(peer_of(socket)),
      stream_(std::move(socket), shared_->settings.tls ? shared_->settings.tls() : nullptr, header_limit + 1024),
      place_(shared_->connections.insert(shared_->connections.end(), this)) {
    Problem ignored;
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
}

Connection::~Connection() {
    shared_->connections.erase(place_);
}

void Connection::close() {
    state_ = State::closed;
    response_ = {};  // `more` may hold on to what is about to go away
    stream_.close();
}

void Connection::enter(State state, std::chrono::milliseconds limit) {
    state_ = state;
    stream_.tcp().expires_after(limit);
}

void Connection::come_on() {
    came_on_ = Clock::now();
    shared_->connections.splice(shared_->connections.end(), shared_->connections, place_);
}

void Connection::start() {
    if (!stream_.secure()) {
        return wait();
    }
    enter(State::greeting, shared_->settings.request_timeout);
    stream_.async_handshake([self = shared_from_this()](Problem problem) { self->greeted(problem); });
}

void Connection::greeted(Problem problem) {
    if (state_ == State::closed) {
        return;
    }
    if (problem) {
        ++shared_->numbers.failed_handshakes;
        return close();
    }
    wait();
}

auto Connection::then(Step step) {
    return [self = shared_from_this(), step](Problem problem, std::size_t = 0) {
        if (problem) {
            self->close();
        } else if (self->state_ != State::closed) {
            ((*self).*step)();
        }
    };
}

/// For the first byte of a request: a client that keeps its connection may take its time between two.
void Connection::wait() {
    come_on();
    auto& buffer = stream_.buffer();
    if (buffer.size() > 0) {
        return read();  // it did not wait for our answer
    }
    enter(State::waiting, shared_->settings.idle_timeout);
    stream_.async_read_some(buffer.prepare(4096), [self = shared_from_this()](Problem problem, std::size_t size) {
        if (problem || self->state_ == State::closed) {
            return self->close();
        }
        self->stream_.buffer().commit(size);
        self->read();
    });
}

/// For the whole header, so that a byte now and then does not hold a place for ever.
void Connection::read() {
    come_on();
    head_ = false;
    http_1_0_ = false;
    parser_.emplace();
    parser_->header_limit(header_limit);
    parser_->body_limit(std::numeric_limits<std::uint64_t>::max());  // serve() looks at its length
    enter(State::reading, shared_->settings.request_timeout);
    protocol::async_read_header(stream_, stream_.buffer(), *parser_,
                                [self = shared_from_this()](Problem problem, std::size_t) {
                                    if (self->state_ == State::closed) {
                                        return;
                                    }
                                    problem ? self->complain(problem) : self->serve();
                                });
}

/// A request that cannot be read gets an answer; a connection that ended, or said too little in time, gets none.
void Connection::complain(Problem problem) {
    const bool malformed = problem.category() == Problem(protocol::error::bad_method).category();
    if (problem == protocol::error::header_limit || problem == protocol::error::buffer_overflow) {
        refuse(431, "the header is too long\n");
    } else if (malformed && problem != protocol::error::end_of_stream && problem != protocol::error::partial_message) {
        refuse(400, "this is no HTTP request\n");
    } else {
        close();
    }
}

void Connection::serve() {
    const auto& message = parser_->get();
    keep_alive_ = message.keep_alive();
    http_1_0_ = message.version() < 11;
    head_ = message.method() == protocol::verb::head;
    const bool command = !head_ && message.method() != protocol::verb::get;
    if (command && !shared_->settings.takes) {
        return refuse(405, "only GET and HEAD\n");
    }
    if (!command && (parser_->chunked() || parser_->content_length().value_or(0) > 0)) {
        return refuse(413, "a request has no body here\n");
    }
    auto request = parse_target({message.target().data(), message.target().size()});
    if (!request) {
        return refuse(400, "the path cannot be read\n");
    }
    request->method.assign(message.method_string().data(), message.method_string().size());
    request->peer = peer_;
    for (const auto& field : message) {
        std::string& value = request->headers[lower({field.name_string().data(), field.name_string().size()})];
        value.append(value.empty() ? "" : ", ").append(field.value().data(), field.value().size());  // RFC 9110, 5.3
    }
    request_ = std::move(*request);
    command ? serve_command() : hand_over();
}

void Connection::serve_command() {
    const auto most = shared_->settings.takes(request_);
    if (!most) {
        return refuse(405, "this method is not for this page\n");
    }
    const auto length = parser_->content_length();
    if (parser_->chunked() || (!length && *most > 0)) {
        return refuse(411, "the length of the body must be said\n");
    }
    if (length.value_or(0) > *most) {
        return refuse(413, "the body is too long\n");
    }
    if (length.value_or(0) == 0) {
        return hand_over();
    }
    const auto expects = request_.headers.find("expect");
    if (expects == request_.headers.end() || lower(expects->second) != "100-continue") {
        return read_body();
    }
    header_ = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(header_), then(&Connection::read_body));
}

/// Within the time that the whole request has.
void Connection::read_body() {
    protocol::async_read(stream_, stream_.buffer(), *parser_,
                         [self = shared_from_this()](Problem problem, std::size_t) {
                             if (self->state_ == State::closed) {
                                 return;
                             }
                             if (problem) {
                                 return self->close();
                             }
                             self->request_.body = std::move(self->parser_->get().body());
                             self->hand_over();
                         });
}

void Connection::hand_over() {
    auto response = shared_->handler ? shared_->handler(request_) : Response{};
    request_ = {};
    if (!response.later) {
        return answer(std::move(response));
    }
    state_ = State::answering;
    response.later([self = shared_from_this()](Response late) {
        if (self->state_ != State::closed) {
            self->answer(std::move(late));
        }
    });
}

std::string Connection::allowed() const {
    std::string methods = "GET, HEAD";
    auto request = request_;
    for (const auto* const method : {"POST", "PUT", "DELETE"}) {
        request.method = method;
        if (shared_->settings.takes && shared_->settings.takes(request)) {
            methods.append(", ").append(method);
        }
    }
    return methods;
}

void Connection::refuse(unsigned status, std::string_view why) {
    keep_alive_ = false;
    Response response;
    response.status = status;
    response.body = why;
    if (status == 405) {
        response.headers.emplace_back("Allow", allowed());
    }
    answer(std::move(response));
}

void Connection::answer(Response response) {
    response_ = std::move(response);
    body_sent_ = 0;
    chunked_ = response_.more && !http_1_0_;
    // HTTP/1.0 knows no chunks: there the end of the body is the end of the connection.
    keep_alive_ = keep_alive_ && (!response_.more || chunked_);
    write_header();
}

void Connection::write_header() {
    const auto reason = protocol::obsolete_reason(protocol::int_to_status(response_.status));
    header_ = "HTTP/1.1 " + std::to_string(response_.status) + " ";
    header_.append(reason.data(), reason.size());
    const auto line = [this](std::string_view name, std::string_view value) {
        if (fits_in_a_line(name) && fits_in_a_line(value)) {
            header_.append("\r\n").append(name).append(": ").append(value);
        }
    };
    line("Content-Type", response_.content_type);
    for (const auto& [name, value] : response_.headers) {
        line(name, value);
    }
    if (chunked_) {
        line("Transfer-Encoding", "chunked");
    } else if (!response_.more) {
        line("Content-Length", std::to_string(response_.body.size()));
    }
    if (!keep_alive_ || http_1_0_) {
        line("Connection", keep_alive_ ? "keep-alive" : "close");
    }
    header_ += "\r\n\r\n";
    if (head_) {
        response_.more = nullptr;
        response_.body.clear();
    }
    enter(State::answering, shared_->settings.write_timeout);
    asio::async_write(stream_, asio::buffer(header_), then(&Connection::write_piece));
}

void Connection::write_piece() {
    come_on();
    enter(State::answering, shared_->settings.write_timeout);
    if (!response_.more) {
        const std::size_t size = std::min(response_.body.size() - body_sent_, 4 * piece_size);
        if (size == 0) {
            return answered();
        }
        const auto piece = asio::buffer(response_.body.data() + body_sent_, size);
        body_sent_ += size;
        return asio::async_write(stream_, piece, then(&Connection::write_piece));
    }
    piece_.clear();
    const bool last = !response_.more(piece_);
    if (last) {
        response_.more = nullptr;  // and what follows is the end: the body is empty
        response_.body.clear();
    }
    if (chunked_) {
        return write_chunk(last);
    }
    if (piece_.empty()) {  // nothing to say yet; other work of the loop first
        return asio::post(stream_.get_executor(), [step = then(&Connection::write_piece)] { step({}); });
    }
    asio::async_write(stream_, asio::buffer(piece_), then(&Connection::write_piece));
}

/// RFC 9112, 7.1. An empty chunk would be the end, so there is none but the last.
void Connection::write_chunk(bool last) {
    if (piece_.empty() && !last) {
        return asio::post(stream_.get_executor(), [step = then(&Connection::write_piece)] { step({}); });
    }
    int size = 0;
    std::string_view tail = last ? "0\r\n\r\n" : "";
    if (!piece_.empty()) {
        size = std::snprintf(chunk_size_.data(), chunk_size_.size(), "%zx\r\n", piece_.size());
        tail = last ? "\r\n0\r\n\r\n" : "\r\n";
    }
    const std::array<asio::const_buffer, 3> chunk{asio::buffer(chunk_size_.data(), static_cast<std::size_t>(size)),
                                                  asio::buffer(piece_), asio::buffer(tail.data(), tail.size())};
    asio::async_write(stream_, chunk, then(&Connection::write_piece));
}

void Connection::answered() {
    response_ = {};
    parser_.reset();
    if (piece_.capacity() > 4 * piece_size) {
        piece_ = {};
    }
    keep_alive_ ? wait() : leave();
}

void Connection::leave() {
    body_sent_ = 0;
    enter(State::leaving, leave_timeout);
    if (!stream_.secure()) {
        return hang_up();
    }
    // Without the end of TLS an answer that ends with its connection could have been cut short by anybody.
    stream_.async_shutdown([self = shared_from_this()](Problem) {
        if (self->state_ != State::closed) {
            self->hang_up();
        }
    });
}

void Connection::hang_up() {
    Problem ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    discard();
}

void Connection::discard() {
    auto& buffer = stream_.buffer();
    buffer.clear();
    stream_.tcp().async_read_some(buffer.prepare(4096), [self = shared_from_this()](Problem problem, std::size_t size) {
        self->body_sent_ += size;
        problem || self->state_ == State::closed || self->body_sent_ > discard_limit ? self->close() : self->discard();
    });
}

}  // namespace magpie::http
