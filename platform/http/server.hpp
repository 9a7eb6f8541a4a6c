#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace boost::asio {
class io_context;
namespace ssl {
class context;
}
}  // namespace boost::asio

namespace magpie::http {

/// Where a client is: of IPv4 the address, as ::ffff:a.b.c.d; of IPv6 the network (/64), for who has one address of it
/// has all. Nowhere: all zero.
using Peer = std::array<std::uint8_t, 16>;

struct Request {
    std::string method;
    std::string path;                            // percent-decoded, without the query
    std::map<std::string, std::string> query;    // percent-decoded; of a repeated key the last
    std::map<std::string, std::string> headers;  // names in lower case; repeated ones joined by commas
    Peer peer{};
    std::string body{};  // of a method that Settings::takes
};

/// A response with a known body, or one that is produced in pieces while it is being sent.
struct Response {
    unsigned status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
    std::vector<std::pair<std::string, std::string>>
        headers;  // further ones; of length and connection the server takes care
    /// When set, the body is sent in chunks: called again whenever the socket has taken the last piece, appends the
    /// next piece to `out`, false at the end. Other work of the loop runs between two calls.
    std::function<bool(std::string& out)> more;
    /// When set, the rest counts for nothing: it is called once, with whom to give the answer, at once or later.
    std::function<void(std::function<void(Response)>)> later{};
};

struct Settings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: the kernel picks
    std::size_t connections = 64;
    std::chrono::milliseconds idle_timeout{120'000};  // between two requests: longer than the interval of a scrape
    std::chrono::milliseconds request_timeout{
        5'000};  // from the first byte of a request to its end (8 KiB of header at most); and for a TLS handshake
    std::chrono::milliseconds write_timeout{30'000};  // for the peer to take one piece
    /// Who is being answered and has taken nothing for this long may have to give way to a new client.
    std::chrono::milliseconds patience{100};
    /// Whether a new client may come in; asked before a word is said, for a handshake is dear. Empty: all may.
    std::function<bool(const Peer&)> admits{};
    /// What the next connection is to speak TLS with; asked for each one. Empty: none does.
    std::function<std::shared_ptr<boost::asio::ssl::context>()> tls{};
    /// What is taken beside GET and HEAD: how many bytes of a body this method may have at this path; nothing: 405.
    /// Empty: nothing is.
    std::function<std::optional<std::size_t>(const Request&)> takes{};
};

/// HTTP/1.1 server on the owner's loop, GET and HEAD and what the settings take beside them; plain, or with TLS alone.
/// A slow or silent client costs a connection slot until its timeout and nothing else; when all slots are taken the one
/// that has not come on for longest is closed, in whatever it is slow: its handshake, its request, or taking the
/// answer. A peer with more than half of the slots gives way first. Lives on one thread; destroyed before the loop,
/// after which neither the handler nor a `more` is called again.
class Server {
  public:
    using Handler = std::function<Response(const Request&)>;

    /// Opens the port. The error names address, port and the system's reason.
    static tl::expected<std::unique_ptr<Server>, std::string> open(boost::asio::io_context& loop,
                                                                   const Settings& settings, Handler handler);
    virtual ~Server() = default;
    [[nodiscard]] virtual std::uint16_t port() const = 0;

    struct Numbers {
        std::uint64_t gave_way = 0;           // connections that were closed for a new client
        std::uint64_t turned_away = 0;        // new clients, for those who were there were being answered
        std::uint64_t failed_handshakes = 0;  // of TLS, also those that took too long
    };
    [[nodiscard]] virtual const Numbers& numbers() const = 0;
};

}  // namespace magpie::http
