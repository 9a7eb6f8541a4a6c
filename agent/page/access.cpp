#include "agent/page/access.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace magpie::agent::page {
namespace {

using tls::PageTokenRefusal;

/// Of `Bearer TOKEN` (RFC 6750, 2.1); empty where there is none.
std::string_view token_in(const http::Request& request) {
    constexpr std::string_view scheme = "bearer ";
    const auto found = request.headers.find("authorization");
    if (found == request.headers.end() || found->second.size() <= scheme.size()) {
        return {};
    }
    const std::string_view value = found->second;
    const bool bearer = std::ranges::equal(value.substr(0, scheme.size()), scheme, [](char given, char wanted) {
        return (given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given) == wanted;
    });
    return bearer ? value.substr(scheme.size()) : std::string_view();
}

}  // namespace

std::string_view Denial::word() const {
    switch (why) {
        case Denied::no_token:
            return "none";
        case Denied::too_many:
            return "too_many";
        case Denied::wrong:
            break;
    }
    return tls::page_token_refusal_words[static_cast<std::size_t>(token)];
}

void Access::count(std::string_view why) {
    ++refused_[std::string(why)];
}

Denial Access::deny(Denial denial) {
    count(denial.word());
    return denial;
}

PageTokenRefusal Access::in_time(const PageToken& token, Monotonic first_shown, const Now& now) const {
    if (now.wall_known) {
        return now.wall < token.from - tolerance    ? PageTokenRefusal::early
               : now.wall > token.until + tolerance ? PageTokenRefusal::expired
                                                    : PageTokenRefusal::none;
    }
    const bool over = token.until < settings_.not_before || now.mono - first_shown > token.until - token.from;
    return over ? PageTokenRefusal::expired : PageTokenRefusal::none;
}

tl::expected<PageToken, PageTokenRefusal> Access::verify(std::string_view text, const Now& now) const {
    auto read = read_(text, now);
    if (!read) {
        return tl::unexpected(read.error());
    }
    if (!concerns(read->token, settings_.area, settings_.node)) {
        return tl::unexpected(PageTokenRefusal::node);
    }
    return revoked_(*read) ? tl::expected<PageToken, PageTokenRefusal>(tl::unexpected(PageTokenRefusal::revoked))
                           : std::move(read->token);
}

/// No token can be learnt from how long the search takes: what is compared are digests, each to its end.
Access::Known* Access::known(const Digest& digest) {
    Known* found = nullptr;
    for (auto& one : known_) {
        if (CRYPTO_memcmp(one.digest.data(), digest.data(), digest.size()) == 0) {
            found = &one;
        }
    }
    return found;
}

/// A token that was shown before in other bytes (an ECDSA signature has a twin) is as old as it was then.
Access::Known& Access::remember(const Digest& digest, PageToken token, const Now& now) {
    auto first_shown = now.mono;
    for (const auto& one : known_) {
        first_shown = one.token == token ? std::min(first_shown, one.first_shown) : first_shown;
    }
    if (known_.size() == most_known) {
        known_.erase(std::ranges::min_element(known_, {}, &Known::verified));
    }
    known_.push_back({digest, std::move(token), first_shown, now.mono, PageTokenRefusal::none});
    return known_.back();
}

tl::expected<Access::Known*, PageTokenRefusal> Access::look(std::string_view text, const Digest& digest,
                                                            const Now& now) {
    auto* one = known(digest);
    if (one != nullptr && now.mono < one->verified + believed) {
        return one;
    }
    auto token = verify(text, now);
    if (one != nullptr) {
        // What was good keeps its place, and with it the memory of when it was first shown.
        one->verified = now.mono;
        one->standing = token ? PageTokenRefusal::none : token.error();
        return one;
    }
    if (!token) {
        return tl::unexpected(token.error());
    }
    return &remember(digest, std::move(*token), now);
}

tl::expected<const PageToken*, Denial> Access::judge(const http::Request& request, const Now& now) {
    const auto shown = token_in(request);
    if (shown.empty()) {
        return tl::unexpected(deny({.why = Denied::no_token}));
    }
    const auto carried = read_page_token_text(shown);
    const auto text = carried ? page_token_text(*carried) : std::string();  // one of all that read alike
    Digest digest{};
    SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    if (known(digest) == nullptr && !wrong_.may_try(request.peer, now)) {
        return tl::unexpected(deny({.why = Denied::too_many}));
    }
    const auto one = look(text, digest, now);
    auto refusal = one ? (*one)->standing : one.error();
    if (refusal == PageTokenRefusal::none) {
        refusal = in_time((*one)->token, (*one)->first_shown, now);
    }
    if (refusal != PageTokenRefusal::none) {
        wrong_.add(request.peer, now);
        return tl::unexpected(deny({.why = Denied::wrong, .token = refusal}));
    }
    return &(*one)->token;
}

}  // namespace magpie::agent::page
