#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "collector/ca/authority.hpp"
#include "platform/log/rate_limit.hpp"
#include "wire/time.hpp"

namespace magpie::collector::ca {

/// What is to be said about one request that came over the broker.
struct DeskAnswer {
    std::string node;
    std::string topic;
    std::string payload;  // empty: nothing is sent
    std::string outcome;  // "renewed", or the word of the refusal
    std::string sentence;
};

/// Requests for renewal in, answers out: whose topic it is, how often one may ask. Lives on the loop; owned by `serve`.
class RenewalDesk {
  public:
    RenewalDesk(Authority& authority, std::chrono::days lasts) : authority_(authority), lasts_(lasts) {}

    /// Nothing for a topic that is no node's.
    [[nodiscard]] std::optional<DeskAnswer> answer(std::string_view topic, std::string_view request, const Now& now);

  private:
    Authority& authority_;
    std::chrono::days lasts_;
    // A signature costs a write to the disk. An answer that was lost is asked for again a minute later.
    log::RateLimit pace_{{.burst = 1, .refill = std::chrono::minutes(1), .keys = 20'000}};
};

}  // namespace magpie::collector::ca
