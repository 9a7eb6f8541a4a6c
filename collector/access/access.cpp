#include "collector/access/access.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "platform/config/reader.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

namespace {

/// A peer's requests, and its connections; a whole city is scraped with some dozens in a round.
constexpr PeerLimit::Settings request_limit{.burst = 100, .refill = Milliseconds{20}};
/// A peer's tokens that were none. Nobody finds one by trying; but each costs us a hash, and the log of a proxy a line.
constexpr PeerLimit::Settings failure_limit{.burst = 10, .refill = Milliseconds{6'000}};

constexpr std::string_view open_pages[] = {"/", "/healthz", "/readyz"};
constexpr std::string_view network_pages[] = {"/metrics",       "/metrics/rollup",     "/sd",
                                              "/api/v1/export", "/api/v1/scans",       "/api/v1/faults",
                                              "/api/v1/orders", "/api/v1/orders/nodes"};

/// All below is for who may see the network.
constexpr std::string_view console_pages = "/api/v1/console/";
/// The console itself is for everybody: what it shows it asks for with a token.
constexpr std::string_view console_files = "/console/";

template <std::size_t count>
bool is_among(const std::string_view (&pages)[count], std::string_view path) {
    return std::ranges::find(pages, path) != std::end(pages);
}

}  // namespace

tl::expected<std::vector<KnownToken>, std::string> read_tokens(const std::string& path) {
    const auto text = config::load(path);
    if (!text) {
        return tl::unexpected("the tokens file cannot be used: " + text.error());
    }
    auto tokens = parse_tokens(*text);
    if (!tokens) {
        return tl::unexpected("the tokens file " + escaped(path) + " cannot be used: " + tokens.error());
    }
    return tokens;
}

bool changes(std::string_view method) {
    return method != "GET" && method != "HEAD";
}

std::optional<Scope> scope_of(std::string_view method, std::string_view path) {
    if (changes(method)) {
        // To have a block verified commands nobody but us; who knows the address may ask.
        return path == "/api/v1/blocks" ? Scope::security : Scope::command;
    }
    if (is_among(open_pages, path) || path == "/console" || path.starts_with(console_files)) {
        return std::nullopt;
    }
    return is_among(network_pages, path) || path.starts_with(console_pages) ? Scope::network : Scope::security;
}

bool is_loopback(const std::string& address) {
    boost::system::error_code problem;
    const auto parsed = boost::asio::ip::make_address(address, problem);
    return !problem && parsed.is_loopback();
}

Access::Access(std::string tokens_file, bool on_loopback, const log::Log& log)
    : tokens_file_(std::move(tokens_file)),
      on_loopback_(on_loopback),
      log_(&log),
      watched_({tokens_file_}),
      connections_(request_limit),
      requests_(request_limit),
      failures_(failure_limit) {}

tl::expected<Access, std::string> Access::open(std::string tokens_file, const std::string& address,
                                               const log::Log& log) {
    Access access(std::move(tokens_file), is_loopback(address), log);
    if (!access.tokens_file_.empty()) {
        auto tokens = read_tokens(access.tokens_file_);
        if (!tokens) {
            return tl::unexpected(std::move(tokens.error()));
        }
        access.tokens_ = std::move(*tokens);
    }
    return access;
}

bool Access::admits(const http::Peer& peer, const Now& now) {
    const bool may = !connections_.take(peer, now);
    denied_[static_cast<std::size_t>(Denial::too_many_connections)] += may ? 0 : 1;
    return may;
}

std::optional<http::Response> Access::denies(const http::Request& request, const Now& now) {
    if (const auto wait = requests_.take(request.peer, now)) {
        return denial(Denial::too_many_requests, *wait);
    }
    const auto scope = scope_of(request.method, request.path);
    if (tokens_file_.empty() && changes(request.method) && !on_loopback_) {
        return denial(Denial::no_token);
    }
    if (tokens_file_.empty() || !scope) {
        return std::nullopt;
    }
    const auto header = request.headers.find("authorization");
    if (header == request.headers.end()) {
        return denial(Denial::no_token);
    }
    if (const auto wait = failures_.wait(request.peer, now)) {
        return denial(Denial::too_many_failures, *wait);
    }
    read_again(now);
    const auto token = bearer_token(header->second);
    const auto* const known = token ? find(*token) : nullptr;
    if (known == nullptr) {
        (void)failures_.take(request.peer, now);
        return denial(Denial::unknown_token);
    }
    return known->scopes.has(*scope) ? std::nullopt : std::optional(denial(Denial::wrong_scope));
}

bool Access::may(const http::Request& request) const {
    if (tokens_file_.empty()) {
        return on_loopback_ || !changes(request.method);
    }
    const auto scope = scope_of(request.method, request.path);
    const auto header = request.headers.find("authorization");
    const auto token = header == request.headers.end() ? std::nullopt : bearer_token(header->second);
    const auto* const known = token ? find(*token) : nullptr;
    return !scope || (known != nullptr && known->scopes.has(*scope));
}

std::string Access::who(const http::Request& request) const {
    if (tokens_file_.empty()) {
        return "loopback";
    }
    const auto header = request.headers.find("authorization");
    const auto token = header == request.headers.end() ? std::nullopt : bearer_token(header->second);
    const auto* const known = token ? find(*token) : nullptr;
    return known == nullptr ? std::string() : known->name;
}

/// Looks at every one, so that the time tells nothing.
const KnownToken* Access::find(std::string_view token) const {
    const auto digest = digest_of(token);
    const KnownToken* found = nullptr;
    for (const auto& known : tokens_) {
        if (same(known.digest, digest)) {
            found = &known;
        }
    }
    return found;
}

void Access::read_again(const Now& now) {
    if (!watched_.changed(now)) {
        return;
    }
    auto tokens = read_tokens(tokens_file_);
    if (tokens) {
        watched_.take();
        tokens_ = std::move(*tokens);
        trouble_.clear();
        log_->info("the tokens of the pages were read again", {{"tokens", tokens_.size()}});
    } else if (tokens.error() != trouble_) {
        trouble_ = std::move(tokens.error());
        log_->warning("the tokens of the pages stay as they were", {{"reason", trouble_}});
    }
}

/// RFC 6750, 3 and RFC 6585, 4.
http::Response Access::denial(Denial why, Milliseconds wait) {
    ++denied_[static_cast<std::size_t>(why)];
    http::Response response;
    const auto challenge = [&](std::string more) {
        response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"magpie\"" + std::move(more));
    };
    switch (why) {
        case Denial::no_token:
            response.status = 401;
            response.body = "this wants a bearer token\n";
            challenge("");
            break;
        case Denial::unknown_token:
            response.status = 401;
            response.body = "this token is not known\n";
            challenge(", error=\"invalid_token\"");
            break;
        case Denial::wrong_scope:
            response.status = 403;
            response.body = "this token is for other things\n";
            challenge(", error=\"insufficient_scope\"");
            break;
        case Denial::too_many_failures:
        case Denial::too_many_requests:
        case Denial::too_many_connections:
            response.status = 429;
            response.body = why == Denial::too_many_failures ? "too many unknown tokens from your address\n"
                                                             : "too many requests from your address\n";
            response.headers.emplace_back("Retry-After",
                                          std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()));
            break;
    }
    return response;
}

}  // namespace magpie::collector
