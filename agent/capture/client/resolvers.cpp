#include "agent/capture/client/resolvers.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace magpie::agent::client {

namespace {

/// Each query is compared with all of them.
constexpr std::size_t most_addresses = 16;

}  // namespace

bool Resolvers::hear(const capture::Record& record) {
    if (std::holds_alternative<capture::Hello>(record)) {
        next_.clear();
    } else if (const auto* own = std::get_if<capture::OwnResolver>(&record)) {
        if (next_.size() < most_addresses) {
            next_.push_back(*own);
        }
    } else if (std::holds_alternative<capture::Settled>(record)) {
        auto settled = std::exchange(next_, {});
        const bool same = present_ && *present_ == settled;
        present_ = std::move(settled);
        return !same;
    }
    return false;
}

std::optional<std::uint8_t> Resolvers::index_of(const IpAddress& address) const {
    if (!present_) {
        return std::nullopt;
    }
    const auto found = std::ranges::find_if(*present_, [&](const capture::OwnResolver& own) {
        return own.address == address.bytes && (own.v6 != 0) == address.v6;
    });
    return found == present_->end() ? capture::other_resolver : found->resolver;
}

}  // namespace magpie::agent::client
