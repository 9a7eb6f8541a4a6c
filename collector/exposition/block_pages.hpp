#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "collector/blocks/block_book.hpp"
#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// Blocked addresses and what poles find of them over HTTP, as docs/openapi.yaml describes them. Who may is the
/// business of Access. Lives on the loop's thread; owned by `app`, and with the book outlives the server and its
/// responses.
class BlockPages {
  public:
    struct Surroundings {
        /// Whether this collector is the one that speaks to nodes.
        std::function<bool()> active;
        /// One posted block, for the audit.
        std::function<void(const std::string& by, const std::string& detail, const Now& now)> audit;
    };

    BlockPages(BlockBook& book, Surroundings surroundings) : book_(book), surroundings_(std::move(surroundings)) {}

    /// How long a body may be of a request that changes something; nothing where none is taken.
    [[nodiscard]] static std::optional<std::size_t> takes(const http::Request& request);

    /// Nothing when this is none of its paths. `by` is who asks, for the audit.
    [[nodiscard]] std::optional<http::Response> answer(const http::Request& request, const std::string& by,
                                                       const Now& now);

  private:
    http::Response take(const http::Request& request, const std::string& by, const Now& now);
    [[nodiscard]] http::Response blocks() const;

    BlockBook& book_;
    Surroundings surroundings_;
};

}  // namespace magpie::collector
