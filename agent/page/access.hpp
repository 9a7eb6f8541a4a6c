#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "agent/page/wrong_tokens.hpp"
#include "platform/http/server.hpp"
#include "platform/tls/signed_page_token.hpp"
#include "wire/time.hpp"

namespace magpie::agent::page {

/// Why a request is not answered, beyond what is wrong with the token itself.
enum class Denied : std::uint8_t { no_token, too_many, wrong };

struct Denial {
    Denied why = Denied::no_token;
    tls::PageTokenRefusal token = tls::PageTokenRefusal::none;  // of a wrong one
    [[nodiscard]] std::string_view word() const;
};

/// Who may see the page of this pole: whoever shows a token of the city's (docs/pole-page.md, "Who may see it"), judged
/// without asking anybody. A value that takes `now`; the Desk's.
///
/// Time: a pole that knows it judges by it, with ten minutes of tolerance. One that does not lets a token be good for
/// as long as it was made for, from when it was first shown here, and takes none that ended before `not_before`: so an
/// old one is worth its hours once more at most, and nothing on another pole.
class Access {
  public:
    struct Settings {
        std::string area;
        std::string node;
        /// It is later than this, whatever the clock says: our own certificate's beginning.
        UtcMs not_before = UtcMs::min();
    };
    /// Whose the token is and what it says.
    using Read =
        std::function<tl::expected<tls::SignedPageToken, tls::PageTokenRefusal>(std::string_view text, const Now& now)>;
    /// Whether the CA has taken its word back, as far as this node has heard.
    using Revoked = std::function<bool(const tls::SignedPageToken& token)>;

    static constexpr Milliseconds tolerance{std::chrono::minutes(10)};
    /// A token that is known is verified anew after this, for its signer may have been revoked.
    static constexpr Milliseconds believed{std::chrono::minutes(1)};

    Access(Settings settings, Read read, Revoked revoked)
        : settings_(std::move(settings)), read_(std::move(read)), revoked_(std::move(revoked)) {}

    /// The holder's token, by the request's `Authorization: Bearer`; it holds until the next call.
    [[nodiscard]] tl::expected<const PageToken*, Denial> judge(const http::Request& request, const Now& now);

    /// Refusals so far, by Denial::word().
    [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& refused() const { return refused_; }
    /// Counts one that was refused before there was a token to look at.
    void count(std::string_view why);

  private:
    using Digest = std::array<unsigned char, 32>;
    struct Known {
        Digest digest{};
        PageToken token;
        Monotonic first_shown{};
        Monotonic verified{};
        tls::PageTokenRefusal standing = tls::PageTokenRefusal::none;  // when it was verified last
    };
    static constexpr std::size_t most_known = 32;

    [[nodiscard]] Denial deny(Denial denial);
    [[nodiscard]] tls::PageTokenRefusal in_time(const PageToken& token, Monotonic first_shown, const Now& now) const;
    [[nodiscard]] tl::expected<PageToken, tls::PageTokenRefusal> verify(std::string_view text, const Now& now) const;
    [[nodiscard]] Known* known(const Digest& digest);
    [[nodiscard]] tl::expected<Known*, tls::PageTokenRefusal> look(std::string_view text, const Digest& digest,
                                                                   const Now& now);
    Known& remember(const Digest& digest, PageToken token, const Now& now);

    Settings settings_;
    Read read_;
    Revoked revoked_;
    WrongTokens wrong_;
    std::vector<Known> known_;
    std::map<std::string, std::uint64_t, std::less<>> refused_;
};

}  // namespace magpie::agent::page
