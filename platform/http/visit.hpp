#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

#include "platform/files/file.hpp"
#include "platform/http/client.hpp"
#include "platform/http/failure.hpp"
#include "wire/time.hpp"

namespace magpie::http {

struct VisitSettings {
    Url url;
    std::optional<boost::asio::ip::address> address{};  // of its host; nothing: it is looked up
    std::shared_ptr<boost::asio::ssl::context> tls{};   // as of ClientSettings
    std::chrono::milliseconds timeout{10'000};          // of all of it
    /// Taken over to connect with, where there is one: a socket of IPv4 that somebody else has made. Needs `address`.
    files::File socket{};
    std::size_t download = 0;  // so much of the body is read at most, and timed, whatever its media type
    std::string body_type{};   // the body is read of this media type alone, 16 KiB of it at most
};

/// What one visit found, as far as it came.
struct Visited {
    std::optional<Failure> failure{};  // nothing: there was an answer
    int system_error = 0;              // why there is no connection: ECONNREFUSED
    bool no_address = false;           // the host's name has none
    unsigned status = 0;
    std::string location{};
    std::string body{};
    std::uint64_t body_bytes = 0;  // as announced
    bool has_body_type = false;
    std::optional<UtcMs> certificate_end{};  // the first of those shown, also where they are not trusted
    std::chrono::nanoseconds took{0};        // until the head of the answer was there
    std::size_t downloaded = 0;              // bytes of the body
    std::chrono::nanoseconds body_took{0};   // from the head to the last of them
};

/// One GET over a connection of its own, measured; redirects are not followed, and of the body no more is read than is
/// wanted. Lives on the owner's loop; after its end `done` is not called.
class Visit {
  public:
    using Done = std::function<void(const Visited&)>;

    /// `done` is called once from the loop, never from within.
    [[nodiscard]] static std::unique_ptr<Visit> start(boost::asio::io_context& loop, VisitSettings settings, Done done);
    Visit(const Visit&) = delete;
    Visit& operator=(const Visit&) = delete;
    ~Visit();

  private:
    class Steps;
    explicit Visit(std::shared_ptr<Steps> steps) : steps_(std::move(steps)) {}

    std::shared_ptr<Steps> steps_;
};

}  // namespace magpie::http
