#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "platform/http/failure.hpp"
#include "wire/time.hpp"

namespace magpie::http {

/// One TCP connection of a client or a server, with TLS or without, and what was read from it ahead. To Asio and Beast
/// it is an AsyncReadStream and an AsyncWriteStream. Each operation must keep it alive; on the loop, owned by those.
class Stream {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Problem = boost::system::error_code;
    using executor_type = Socket::executor_type;

    /// Of a client. `tls` null: without. `host` is the name or address that the server's certificate must be for.
    Stream(boost::asio::io_context& loop, std::shared_ptr<boost::asio::ssl::context> tls, const std::string& host);
    /// Of a server, which reads at most so much ahead.
    Stream(Socket accepted, std::shared_ptr<boost::asio::ssl::context> tls, std::size_t most_ahead);

    [[nodiscard]] executor_type get_executor() { return tcp_.get_executor(); }
    [[nodiscard]] Socket& socket() { return tcp_.socket(); }
    /// Below TLS; its time limit (none at first) holds for what is above too.
    [[nodiscard]] boost::beast::tcp_stream& tcp() { return tcp_; }
    [[nodiscard]] boost::beast::flat_buffer& buffer() { return buffer_; }
    [[nodiscard]] bool secure() const { return tls_.has_value(); }

    template <class Handler>
    void async_handshake(Handler&& handler) {
        tls_->async_handshake(role_, std::forward<Handler>(handler));
    }
    /// Says the end of TLS, and waits for the other's.
    template <class Handler>
    void async_shutdown(Handler&& handler) {
        tls_->async_shutdown(std::forward<Handler>(handler));
    }
    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        tls_ ? tls_->async_read_some(buffers, std::forward<Handler>(handler))
             : tcp_.async_read_some(buffers, std::forward<Handler>(handler));
    }
    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        tls_ ? tls_->async_write_some(buffers, std::forward<Handler>(handler))
             : tcp_.async_write_some(buffers, std::forward<Handler>(handler));
    }
    void close();

    /// Before the handshake: keeps when the first of the certificates ends that the server shows, trusted or not.
    void keep_certificate_end();
    [[nodiscard]] const std::optional<UtcMs>& certificate_end() const { return certificate_end_; }

    /// Why the handshake failed.
    [[nodiscard]] Failure why_not_secure(const Problem& problem);

  private:
    std::shared_ptr<boost::asio::ssl::context> context_;
    boost::beast::tcp_stream tcp_;
    std::optional<boost::asio::ssl::stream<boost::beast::tcp_stream&>> tls_;
    boost::asio::ssl::stream_base::handshake_type role_;
    boost::beast::flat_buffer buffer_;
    std::optional<UtcMs> certificate_end_;
};

/// Of a read or a write: an alert of TLS 1.3 about our certificate comes after the handshake.
[[nodiscard]] Failure failure_of(const Stream::Problem& problem);

}  // namespace magpie::http
