#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "collector/fleet/fleet.hpp"
#include "collector/throughput/token_book.hpp"
#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// Asks a node over HTTP to measure what its line carries, as docs/openapi.yaml describes it. Who may is the business
/// of Access. Lives on the loop's thread; owned by `app`, and with book and fleet outlives the server.
class ThroughputPages {
  public:
    struct Surroundings {
        /// Whether this collector is the one that speaks to nodes.
        std::function<bool()> active;
        /// One node that is to measure, for the audit.
        std::function<void(const std::string& by, const std::string& detail, const Now& now)> audit;
    };

    ThroughputPages(TokenBook& book, const Fleet& fleet, Surroundings surroundings)
        : book_(book), fleet_(fleet), surroundings_(std::move(surroundings)) {}

    /// How long a body may be of a request that changes something; nothing where none is taken.
    [[nodiscard]] static std::optional<std::size_t> takes(const http::Request& request);

    /// Nothing when this is none of its paths. `by` is who asks, for the audit.
    [[nodiscard]] std::optional<http::Response> answer(const http::Request& request, const std::string& by,
                                                       const Now& now);

  private:
    http::Response take(const http::Request& request, const std::string& by, const Now& now);

    TokenBook& book_;
    const Fleet& fleet_;
    Surroundings surroundings_;
};

}  // namespace magpie::collector
