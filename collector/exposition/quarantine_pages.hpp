#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// One node that is not heard for a while.
struct QuarantinedNode {
    std::string area;
    std::string node;
    std::string reason;
    UtcMs since{};
    UtcMs until{};
    unsigned times = 0;
};

/// Who is in quarantine, and out of it, over HTTP, as docs/openapi.yaml describes it. Who may is the business of
/// Access. Lives on the loop's thread; owned by `app`.
class QuarantinePages {
  public:
    struct Surroundings {
        /// Whether this collector is the one that shows and acknowledges what nodes say.
        std::function<bool()> active;
        std::function<std::vector<QuarantinedNode>(const Now& now)> list;
        /// What it was in for; nothing for one that is in none.
        std::function<std::optional<QuarantinedNode>(std::string_view node, const Now& now)> release;
        /// One that was released, for the audit.
        std::function<void(const std::string& by, const std::string& detail, const Now& now)> audit;
    };

    explicit QuarantinePages(Surroundings surroundings) : surroundings_(std::move(surroundings)) {}

    /// How long a body may be of a request that changes something; nothing where none is taken.
    [[nodiscard]] static std::optional<std::size_t> takes(const http::Request& request);

    /// Nothing when this is none of its paths. `by` is who asks, for the audit.
    [[nodiscard]] std::optional<http::Response> answer(const http::Request& request, const std::string& by,
                                                       const Now& now);

  private:
    [[nodiscard]] http::Response list(const Now& now) const;
    http::Response release(std::string_view node, const std::string& by, const Now& now);

    Surroundings surroundings_;
};

}  // namespace magpie::collector
