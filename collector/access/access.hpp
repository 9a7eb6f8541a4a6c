#pragma once

#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collector/access/peer_limit.hpp"
#include "collector/access/scope.hpp"
#include "collector/access/tokens_file.hpp"
#include "platform/files/watched_files.hpp"
#include "platform/http/server.hpp"
#include "platform/log/log.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// Why a request got another answer than its page.
enum class Denial : std::uint8_t {
    no_token,
    unknown_token,
    wrong_scope,
    too_many_failures,
    too_many_requests,
    too_many_connections
};
inline constexpr std::string_view denial_words[] = {"no_token",          "unknown_token",     "wrong_scope",
                                                    "too_many_failures", "too_many_requests", "too_many_connections"};

/// Who may read which page, and who may command. Without a file of tokens everybody may read all, and command where the
/// pages are on loopback alone; too many requests are too many either way.
/// The file is read again when it has changed; when the new one is no good, the tokens before hold, and the log says so
/// once. Lives on the loop's thread; owned by `app`, and the log outlives it.
class Access {
  public:
    /// `tokens_file` may be empty: none; `address` is where the pages are. The error is as read_tokens() gives it.
    static tl::expected<Access, std::string> open(std::string tokens_file, const std::string& address,
                                                  const log::Log& log);

    /// Whether this peer may connect once more.
    [[nodiscard]] bool admits(const http::Peer& peer, const Now& now);
    /// Nothing: it may have its page, or its way. Else the answer, 401, 403 or 429.
    [[nodiscard]] std::optional<http::Response> denies(const http::Request& request, const Now& now);

    /// Whether it would be denied for want of a token; counts nothing.
    [[nodiscard]] bool may(const http::Request& request) const;
    /// The name of the token it shows; "loopback" where there are none. Of a request that is not denied.
    [[nodiscard]] std::string who(const http::Request& request) const;

    /// How often, by Denial.
    using Counts = std::array<std::uint64_t, std::size(denial_words)>;
    [[nodiscard]] const Counts& denied() const { return denied_; }

  private:
    Access(std::string tokens_file, bool on_loopback, const log::Log& log);

    http::Response denial(Denial why, Milliseconds wait = {});
    void read_again(const Now& now);
    [[nodiscard]] const KnownToken* find(std::string_view token) const;

    std::string tokens_file_;
    bool on_loopback_;
    const log::Log* log_;
    files::WatchedFiles watched_;
    std::vector<KnownToken> tokens_;
    std::string trouble_;
    PeerLimit connections_;
    PeerLimit requests_;
    PeerLimit failures_;
    Counts denied_{};
};

/// The tokens of a file; the error is a sentence that names it.
[[nodiscard]] tl::expected<std::vector<KnownToken>, std::string> read_tokens(const std::string& path);

/// Which scope a request needs; nothing where anybody may look. What is not known is not open.
[[nodiscard]] std::optional<Scope> scope_of(std::string_view method, std::string_view path);
/// Whether an address of ours is one that only this machine reaches.
[[nodiscard]] bool is_loopback(const std::string& address);

}  // namespace magpie::collector
