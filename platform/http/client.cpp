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
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

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

/// One request and its answer, or a connection that is kept, or none. Each operation it waits for keeps it alive; each
/// round (a request, or a time of idling) has a number, so that what belongs to an earlier one is passed over.
class Exchange : public std::enable_shared_from_this<Exchange> {
  public:
    Exchange(asio::io_context& loop, ClientSettings settings, std::function<void()> lost)
        : settings_(std::move(settings)), lost_(std::move(lost)), resolver_(loop), socket_(loop), timer_(loop) {
        head_ = "POST " + settings_.url.target + " HTTP/1.1\r\nHost: " + settings_.url.host;
        if (settings_.url.port != "80") {
            head_ += ":" + settings_.url.port;
        }
        for (const auto& [name, value] : settings_.headers) {
            head_.append("\r\n").append(name).append(": ").append(value);
        }
        head_ += "\r\nContent-Length: ";
    }

    void post(std::string body, Client::Done done) {
        ++round_;
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

    void end() {
        ++round_;
        done_ = nullptr;
        lost_ = nullptr;
        close();
    }

  private:
    /// Calls `step` unless the round is over; a problem ends it.
    template <typename... Results, typename Step>
    auto then(Failure failure, Step step) {
        return [self = shared_from_this(), round = round_, failure, step](Problem problem, const Results&... results) {
            if (self->round_ != round) {
                return;
            }
            problem ? self->fail(failure) : step(*self, results...);
        };
    }

    void connect() {
        close();
        // An address of IPv6 stands in brackets in a URL, and in nothing else.
        auto host = settings_.url.host;
        if (host.starts_with('[')) {
            host = host.substr(1, host.size() - 2);
        }
        resolver_.async_resolve(
            host, settings_.url.port,
            then<tcp::resolver::results_type>(Failure::no_connection, [](Exchange& self, const auto& found) {
                asio::async_connect(self.socket_, found,
                                    self.then<tcp::endpoint>(Failure::no_connection,
                                                             [](Exchange& there, const auto&) { there.connected(); }));
            }));
    }

    void connected() {
        Problem ignored;
        socket_.set_option(tcp::no_delay(true), ignored);
        connected_ = true;
        buffer_.clear();
        done_ ? write() : idle();
    }

    void write() {
        request_head_ = head_ + std::to_string(body_.size()) + "\r\n\r\n";
        const std::array<asio::const_buffer, 2> request{asio::buffer(request_head_), asio::buffer(body_)};
        asio::async_write(
            socket_, request,
            then<std::size_t>(Failure::connection_lost, [](Exchange& self, std::size_t) { self.read(); }));
    }

    void read() {
        parser_.emplace();
        parser_->header_limit(header_limit);
        parser_->body_limit(settings_.answer_bytes);
        protocol::async_read(socket_, buffer_, *parser_,
                             [self = shared_from_this(), round = round_](Problem problem, std::size_t) {
                                 if (self->round_ == round) {
                                     problem ? self->fail(failure_of(problem)) : self->answered();
                                 }
                             });
    }

    static Failure failure_of(Problem problem) {
        const bool of_http = problem.category() == Problem(protocol::error::bad_method).category() &&
                             problem != protocol::error::end_of_stream && problem != protocol::error::partial_message;
        return of_http ? Failure::garbled : Failure::connection_lost;
    }

    void answered() {
        auto message = parser_->release();
        parser_.reset();
        Answer answer{.status = message.result_int(), .retry_after = {}, .body = std::move(message.body())};
        const auto retry_after = message[protocol::field::retry_after];
        answer.retry_after.assign(retry_after.data(), retry_after.size());
        over();
        if (message.keep_alive() && buffer_.size() == 0) {
            idle();
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

    /// A connection that can be read while nothing is asked has ended, or carries what nobody asked for.
    void idle() {
        socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this(), round = round_](Problem problem) {
            if (self->round_ == round && problem != asio::error::operation_aborted) {
                self->fail(Failure::connection_lost);
            }
        });
    }

    void close() {
        Problem ignored;
        connected_ = false;
        resolver_.cancel();
        socket_.close(ignored);
    }

    const ClientSettings settings_;
    std::function<void()> lost_;
    std::string head_;
    tcp::resolver resolver_;
    tcp::socket socket_;
    asio::steady_timer timer_;
    bool connected_ = false;
    std::uint64_t round_ = 0;
    std::string request_head_;
    std::string body_;
    Client::Done done_;
    boost::beast::flat_buffer buffer_;
    std::optional<protocol::response_parser<protocol::string_body>> parser_;
};

class BeastClient final : public Client {
  public:
    explicit BeastClient(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
    BeastClient(const BeastClient&) = delete;
    BeastClient& operator=(const BeastClient&) = delete;
    ~BeastClient() override { exchange_->end(); }

    void post(std::string body, Done done) override { exchange_->post(std::move(body), std::move(done)); }

  private:
    std::shared_ptr<Exchange> exchange_;
};

}  // namespace

tl::expected<Url, std::string> parse_url(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    if (!text.starts_with(scheme) || !is_visible(text)) {
        return tl::unexpected<std::string>("must be like http://host:8428/api/v1/write");
    }
    text.remove_prefix(scheme.size());
    Url url;
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
    return std::make_unique<BeastClient>(std::make_shared<Exchange>(loop, std::move(settings), std::move(lost)));
}

}  // namespace magpie::http
