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

namespace boost::asio {
class io_context;
}

namespace magpie::http {

/// `http://host[:port][/path]`; host may be a name or an address, IPv6 in brackets.
struct Url {
    std::string host;
    std::string port = "80";
    std::string target = "/";  // path and query
};
/// The error is the rest of a sentence that begins with what was given.
[[nodiscard]] tl::expected<Url, std::string> parse_url(std::string_view text);

struct Answer {
    unsigned status = 0;
    std::string retry_after{};
    std::string body{};
};

enum class Failure : std::uint8_t {
    no_connection,    // the name has no address, or nobody listens there
    connection_lost,  // before the answer was complete
    timeout,
    garbled,  // no HTTP, or more of it than allowed
};

struct ClientSettings {
    Url url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::chrono::milliseconds timeout{30'000};  // from post() to the end of the answer
    std::size_t answer_bytes = std::size_t{64} * 1024;
};

/// HTTP/1.1 POST to one address over one connection, which is kept. One request at a time. Lives on the owner's loop;
/// after its end neither callback is called again.
class Client {
  public:
    using Done = std::function<void(tl::expected<Answer, Failure>)>;

    /// `lost` tells that the kept connection ended while nothing was under way, and not because the server had said so:
    /// the server may have died.
    static std::unique_ptr<Client> make(boost::asio::io_context& loop, ClientSettings settings,
                                        std::function<void()> lost);
    virtual ~Client() = default;

    /// Must not be called before the answer to the last one. `done` is called from the loop, never from within.
    virtual void post(std::string body, Done done) = 0;
};

}  // namespace magpie::http
