#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "platform/http/failure.hpp"

namespace boost::asio {
class io_context;
namespace ssl {
class context;
}
}  // namespace boost::asio

namespace magpie::http {

/// `http://host[:port][/path]`, or `https`; host may be a name or an address, IPv6 in brackets.
struct Url {
    std::string host;
    std::string port = "80";   // 443 with TLS
    std::string target = "/";  // path and query
    bool tls = false;
};
/// The error is the rest of a sentence that begins with what was given.
[[nodiscard]] tl::expected<Url, std::string> parse_url(std::string_view text);

struct Answer {
    unsigned status = 0;
    std::string retry_after{};  // as it stands there
    std::string body{};
};

struct ClientSettings {
    Url url;
    std::shared_ptr<boost::asio::ssl::context> tls{};  // for https; null: trusts whom the system trusts, shows nothing
    std::vector<std::pair<std::string, std::string>> headers{};
    std::chrono::milliseconds timeout{30'000};  // from post() or get() to the end of the answer
    std::size_t answer_bytes = std::size_t{64} * 1024;
};

/// HTTP/1.1 to one server over one connection, which is kept. One request at a time. With TLS (1.2 and up) the name and
/// the chain of the server's certificate are always verified. Lives on the owner's loop; after its end neither callback
/// is called again.
class Client {
  public:
    using Done = std::function<void(tl::expected<Answer, Failure>)>;

    /// `lost` tells that the kept connection ended while nothing was under way, and not because the server had said so:
    /// the server may have died.
    static std::unique_ptr<Client> make(boost::asio::io_context& loop, ClientSettings settings,
                                        std::function<void()> lost);
    virtual ~Client() = default;

    /// To the url's path. No request before the answer to the last one. `done` is called from the loop,
    /// never from within.
    virtual void post(std::string body, Done done) = 0;
    /// The same, of another path of this server.
    virtual void get(std::string_view target, Done done) = 0;
    /// DELETE of another path of this server.
    virtual void remove(std::string_view target, Done done) = 0;
};

}  // namespace magpie::http
