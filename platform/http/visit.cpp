#include <utility>

#include "platform/http/visit.hpp"

#include <unistd.h>

#include <limits>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "platform/http/credentials.hpp"
#include "platform/http/stream.hpp"
#include "platform/mqtt/name_lookup.hpp"

namespace magpie::http {

namespace asio = boost::asio;
namespace protocol = boost::beast::http;
using asio::ip::tcp;
using Problem = boost::system::error_code;

namespace {

constexpr std::uint32_t header_limit = 8 * 1024;
constexpr std::size_t body_limit = 16 * 1024;

std::uint16_t port_of(const Url& url) {
    unsigned port = 0;
    for (const char digit : url.port) {
        port = port * 10 + static_cast<unsigned>(digit - '0');
    }
    return static_cast<std::uint16_t>(port);
}

}  // namespace

/// Each operation it waits for keeps it alive; after its end none of them does anything.
class Visit::Steps : public std::enable_shared_from_this<Steps> {
  public:
    Steps(asio::io_context& loop, VisitSettings settings, Done done)
        : loop_(loop), settings_(std::move(settings)), done_(std::move(done)), lookup_(loop), timer_(loop) {
        const auto& host = settings_.url.host;
        host_ = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
        request_ = "GET " + settings_.url.target + " HTTP/1.1\r\nHost: " + host;
        if (settings_.url.port != (settings_.url.tls ? "443" : "80")) {
            request_ += ":" + settings_.url.port;
        }
        request_ += "\r\nUser-Agent: magpie\r\nAccept: */*\r\nConnection: close\r\n\r\n";
    }

    void begin() {
        timer_.expires_after(settings_.timeout);
        timer_.async_wait([self = shared_from_this()](Problem problem) {
            if (!problem) {
                self->fail(Failure::timeout);
            }
        });
        if (settings_.address) {
            connect(*settings_.address);
            return;
        }
        // The handler is kept by the lookup, which is a part of this.
        lookup_.start(host_, [this](const mqtt::NameLookup::Answer& found) {
            if (found && !found->empty()) {
                connect(found->front());
            } else {
                visited_.no_address = true;
                fail(Failure::no_connection);
            }
        });
    }

    void end() {
        done_ = nullptr;
        lookup_.cancel();
        timer_.cancel();
        if (const auto stream = std::exchange(stream_, nullptr)) {
            stream->close();
        }
    }

  private:
    /// Calls `step` with what became of an operation, unless all is over.
    template <typename... Results, typename Step>
    auto then(Step step) {
        return [self = shared_from_this(), stream = stream_, step](Problem problem, const Results&... /*results*/) {
            if (self->done_) {
                step(*self, problem);
            }
        };
    }

    void connect(const asio::ip::address& address) {
        stream_ = std::make_shared<Stream>(loop_, settings_.url.tls ? settings_.tls : nullptr, host_);
        stream_->keep_certificate_end();
        begun_ = Clock::now();
        if (settings_.socket) {
            Problem problem;
            // A copy, for Asio closes it with the stream.
            stream_->socket().assign(tcp::v4(), ::dup(settings_.socket.descriptor()), problem);
            if (problem) {
                visited_.system_error = problem.value();
                boost::asio::post(loop_, [self = shared_from_this()] { self->fail(Failure::no_connection); });
                return;
            }
        }
        stream_->socket().async_connect({address, port_of(settings_.url)}, then([](Steps& self, Problem problem) {
                                            if (problem) {
                                                self.visited_.system_error = problem.value();
                                                self.fail(Failure::no_connection);
                                            } else {
                                                self.connected();
                                            }
                                        }));
    }

    void connected() {
        Problem ignored;
        stream_->socket().set_option(tcp::no_delay(true), ignored);
        if (!stream_->secure()) {
            write();
            return;
        }
        stream_->async_handshake(then([](Steps& self, Problem problem) {
            problem ? self.fail(self.stream_->why_not_secure(problem)) : self.write();
        }));
    }

    void write() {
        asio::async_write(*stream_, asio::buffer(request_), then<std::size_t>([](Steps& self, Problem problem) {
            problem ? self.fail(failure_of(problem)) : self.read_head();
        }));
    }

    void read_head() {
        parser_.header_limit(header_limit);
        // The head of a body that is too long is good all the same. (No limit at all is one of 0 in Boost 1.74.)
        parser_.body_limit(std::numeric_limits<std::uint64_t>::max());
        protocol::async_read_header(*stream_, stream_->buffer(), parser_,
                                    then<std::size_t>([](Steps& self, Problem problem) {
                                        problem ? self.fail(failure_of(problem)) : self.has_head();
                                    }));
    }

    void has_head() {
        visited_.took = Clock::now() - begun_;
        const auto& head = parser_.get();
        visited_.status = head.result_int();
        const auto location = head[protocol::field::location];
        visited_.location.assign(location.data(), location.size());
        visited_.body_bytes = parser_.content_length().value_or(parser_.chunked() ? 1 : 0);
        const auto type = head[protocol::field::content_type];
        const auto media = type.substr(0, type.find(';'));
        visited_.has_body_type =
            !settings_.body_type.empty() && boost::beast::iequals({media.data(), media.size()}, settings_.body_type);
        if (settings_.download > 0) {
            // Of as much as is wanted, a read more at most.
            head_at_ = Clock::now();
            read_on();
            return;
        }
        if (!visited_.has_body_type) {
            tell();
            return;
        }
        if (visited_.body_bytes > body_limit) {
            fail(Failure::garbled);
            return;
        }
        parser_.body_limit(body_limit);
        protocol::async_read(*stream_, stream_->buffer(), parser_, then<std::size_t>([](Steps& self, Problem problem) {
            if (problem) {
                self.fail(failure_of(problem));
            } else {
                self.visited_.body = std::move(self.parser_.get().body());
                self.tell();
            }
        }));
    }

    void read_on() {
        visited_.downloaded = parser_.get().body().size();
        visited_.body_took = Clock::now() - head_at_;
        if (parser_.is_done() || visited_.downloaded >= settings_.download) {
            tell();
            return;
        }
        protocol::async_read_some(*stream_, stream_->buffer(), parser_,
                                  then<std::size_t>([](Steps& self, Problem problem) {
                                      problem ? self.fail(failure_of(problem)) : self.read_on();
                                  }));
    }

    void fail(Failure failure) {
        visited_.failure = failure;
        tell();
    }

    void tell() {
        if (!done_) {
            return;
        }
        if (stream_) {
            visited_.certificate_end = stream_->certificate_end();
        }
        const auto done = std::exchange(done_, nullptr);
        const auto self = shared_from_this();
        end();
        done(visited_);
    }

    using Clock = std::chrono::steady_clock;

    asio::io_context& loop_;
    const VisitSettings settings_;
    Done done_;
    std::string host_;
    std::string request_;
    mqtt::NameLookup lookup_;
    asio::steady_timer timer_;
    std::shared_ptr<Stream> stream_;
    protocol::response_parser<protocol::string_body> parser_;
    Clock::time_point begun_{};
    Clock::time_point head_at_{};
    Visited visited_;
};

std::unique_ptr<Visit> Visit::start(asio::io_context& loop, VisitSettings settings, Done done) {
    if (settings.url.tls && !settings.tls) {
        // Without files there is nothing that could be wrong with one.
        settings.tls = read_credentials({})->tls;
    }
    auto steps = std::make_shared<Steps>(loop, std::move(settings), std::move(done));
    steps->begin();
    return std::unique_ptr<Visit>(new Visit(std::move(steps)));
}

Visit::~Visit() {
    steps_->end();
}

}  // namespace magpie::http
