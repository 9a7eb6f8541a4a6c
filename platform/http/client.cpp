#include <utility>

#include "platform/http/client.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "platform/http/credentials.hpp"
#include "platform/http/stream.hpp"

namespace magpie::http {

namespace asio = boost::asio;
namespace protocol = boost::beast::http;
using asio::ip::tcp;
using Problem = boost::system::error_code;

namespace {

constexpr std::uint32_t header_limit = 8 * 1024;

bool is_digits(std::string_view text) {
    return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// What may stand in a request line or a Host header.
bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

/// One request and its answer, or a connection that is kept, or none. Each operation it waits for keeps it alive, and
/// its connection; each request has a number, so that what belongs to an earlier one is passed over.
class Exchange : public std::enable_shared_from_this<Exchange> {
  public:
    Exchange(asio::io_context& loop, ClientSettings settings, std::function<void()> lost)
        : loop_(loop), settings_(std::move(settings)), lost_(std::move(lost)), resolver_(loop), timer_(loop) {
        // An address of IPv6 stands in brackets in a URL, and in nothing else.
        const auto& host = settings_.url.host;
        host_ = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
        head_ = " HTTP/1.1\r\nHost: " + host;
        if (settings_.url.port != (settings_.url.tls ? "443" : "80")) {
            head_ += ":" + settings_.url.port;
        }
        for (const auto& [name, value] : settings_.headers) {
            head_.append("\r\n").append(name).append(": ").append(value);
        }
    }

    void post(std::string body, Client::Done done) {
        auto head = "POST " + settings_.url.target + head_ + "\r\nContent-Length: " + std::to_string(body.size());
        begin(std::move(head), std::move(body), std::move(done));
    }

    void get(std::string_view target, Client::Done done) {
        begin("GET " + std::string(target) + head_, {}, std::move(done));
    }

    void remove(std::string_view target, Client::Done done) {
        begin("DELETE " + std::string(target) + head_, {}, std::move(done));
    }

    void end() {
        ++round_;
        done_ = nullptr;
        lost_ = nullptr;
        close();
    }

  private:
    void begin(std::string head, std::string body, Client::Done done) {
        ++round_;
        request_head_ = std::move(head) + "\r\n\r\n";
        body_ = std::move(body);
        done_ = std::move(done);
        timer_.expires_after(settings_.timeout);
        timer_.async_wait([self = shared_from_this(), round = round_](Problem problem) {
            if (!problem && self->round_ == round) {
                self->fail(Failure::timeout);
            }
        });
        connected_ ? write() : connect();
    }

    /// Calls `step` with the problem, if any, unless the round is over.
    template <typename... Results, typename Step>
    auto then(Step step) {
        return [self = shared_from_this(), stream = stream_, round = round_, step](Problem problem,
                                                                                   const Results&... results) {
            if (self->round_ == round) {
                step(*self, problem, results...);
            }
        };
    }

    void connect() {
        close();
        stream_ = std::make_shared<Stream>(loop_, settings_.url.tls ? settings_.tls : nullptr, host_);
        resolver_.async_resolve(
            host_, settings_.url.port,
            then<tcp::resolver::results_type>([](Exchange& self, Problem problem, const auto& found) {
                problem ? self.fail(Failure::no_connection) : self.connect_to(found);
            }));
    }

    void connect_to(const tcp::resolver::results_type& found) {
        asio::async_connect(stream_->socket(), found,
                            then<tcp::endpoint>([](Exchange& self, Problem problem, const auto& /*where*/) {
                                problem ? self.fail(Failure::no_connection) : self.connected();
                            }));
    }

    void connected() {
        Problem ignored;
        stream_->socket().set_option(tcp::no_delay(true), ignored);
        if (!stream_->secure()) {
            ready();
            return;
        }
        stream_->async_handshake(then([](Exchange& self, Problem problem) {
            problem ? self.fail(self.stream_->why_not_secure(problem)) : self.ready();
        }));
    }

    void ready() {
        connected_ = true;
        done_ ? write() : listen();
    }

    void write() {
        written_ = false;
        const std::array<asio::const_buffer, 2> request{asio::buffer(request_head_), asio::buffer(body_)};
        asio::async_write(*stream_, request, then<std::size_t>([](Exchange& self, Problem problem, std::size_t) {
            problem ? self.fail(failure_of(problem)) : self.written();
        }));
    }

    void written() {
        written_ = true;
        if (!listening_) {
            read();
        }
    }

    void read() {
        parser_.emplace();
        parser_->header_limit(header_limit);
        parser_->body_limit(settings_.answer_bytes);
        protocol::async_read(*stream_, stream_->buffer(), *parser_,
                             then<std::size_t>([](Exchange& self, Problem problem, std::size_t) {
                                 problem ? self.fail(failure_of(problem)) : self.answered();
                             }));
    }

    void answered() {
        auto message = parser_->release();
        parser_.reset();
        Answer answer{.status = message.result_int(), .retry_after = {}, .body = std::move(message.body())};
        const auto retry_after = message[protocol::field::retry_after];
        answer.retry_after.assign(retry_after.data(), retry_after.size());
        over();
        if (message.keep_alive() && stream_->buffer().size() == 0) {
            listen();
        } else {
            // It said so: the next connection is made at once, so that a server that dies is noticed from now on.
            connect();
        }
        tell(std::move(answer));
    }

    void fail(Failure failure) {
        over();
        close();
        if (done_) {
            tell(tl::unexpected(failure));
        } else if (lost_) {
            lost_();
        }
    }

    void over() {
        ++round_;
        timer_.cancel();
    }

    void tell(tl::expected<Answer, Failure> answer) {
        const auto done = std::exchange(done_, nullptr);
        body_.clear();
        done(std::move(answer));
    }

    /// A connection that brings something while nothing is asked has ended, or carries what nobody asked for. TLS
    /// brings words of its own, so that only reading tells; what is asked meanwhile gets what was read.
    void listen() {
        constexpr std::size_t piece = 4096;
        listening_ = true;
        stream_->async_read_some(stream_->buffer().prepare(piece),
                                 [self = shared_from_this(), stream = stream_](Problem problem, std::size_t size) {
                                     if (self->stream_ == stream) {
                                         self->heard(problem, size);
                                     }
                                 });
    }

    void heard(Problem problem, std::size_t size) {
        listening_ = false;
        stream_->buffer().commit(size);
        if (problem || !done_) {
            fail(problem ? failure_of(problem) : Failure::connection_lost);
        } else if (written_) {
            read();
        }
    }

    void close() {
        connected_ = false;
        listening_ = false;
        resolver_.cancel();
        if (const auto stream = std::exchange(stream_, nullptr)) {
            stream->close();
        }
    }

    asio::io_context& loop_;
    const ClientSettings settings_;
    std::function<void()> lost_;
    std::string host_;
    std::string head_;  // from behind the path to the end of what is the same for all
    tcp::resolver resolver_;
    asio::steady_timer timer_;
    std::shared_ptr<Stream> stream_;
    bool connected_ = false;
    bool listening_ = false;
    bool written_ = false;
    std::uint64_t round_ = 0;
    std::string request_head_;
    std::string body_;
    Client::Done done_;
    std::optional<protocol::response_parser<protocol::string_body>> parser_;
};

class BeastClient final : public Client {
  public:
    explicit BeastClient(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
    BeastClient(const BeastClient&) = delete;
    BeastClient& operator=(const BeastClient&) = delete;
    ~BeastClient() override { exchange_->end(); }

    void post(std::string body, Done done) override { exchange_->post(std::move(body), std::move(done)); }
    void get(std::string_view target, Done done) override { exchange_->get(target, std::move(done)); }
    void remove(std::string_view target, Done done) override { exchange_->remove(target, std::move(done)); }

  private:
    std::shared_ptr<Exchange> exchange_;
};

}  // namespace

tl::expected<Url, std::string> parse_url(std::string_view text) {
    constexpr std::string_view plain = "http://";
    constexpr std::string_view secure = "https://";
    Url url;
    url.tls = text.starts_with(secure);
    if (!(url.tls || text.starts_with(plain)) || !is_visible(text)) {
        return tl::unexpected<std::string>("must be like http://host:8428/api/v1/write, or https://");
    }
    text.remove_prefix(url.tls ? secure.size() : plain.size());
    url.port = url.tls ? "443" : "80";
    const auto slash = std::min(text.find('/'), text.size());
    if (slash < text.size()) {
        url.target = text.substr(slash);
    }
    auto authority = text.substr(0, slash);
    const auto bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == std::string_view::npos) {
        return tl::unexpected<std::string>("has an address whose bracket is never closed");
    }
    if (const auto colon = authority.find(':', bracket); colon != std::string_view::npos) {
        if (!is_digits(authority.substr(colon + 1))) {
            return tl::unexpected<std::string>("has a port that is no number");
        }
        url.port = authority.substr(colon + 1);
        authority = authority.substr(0, colon);
    }
    if (authority.empty() || authority.find_first_of("@?#") != std::string_view::npos) {
        return tl::unexpected<std::string>("has no host, or more than host, port and path");
    }
    url.host = authority;
    return url;
}

std::unique_ptr<Client> Client::make(asio::io_context& loop, ClientSettings settings, std::function<void()> lost) {
    if (settings.url.tls && !settings.tls) {
        // Without files there is nothing that could be wrong with one.
        settings.tls = read_credentials({})->tls;
    }
    return std::make_unique<BeastClient>(std::make_shared<Exchange>(loop, std::move(settings), std::move(lost)));
}

}  // namespace magpie::http
