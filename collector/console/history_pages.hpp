#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "collector/console/inventory.hpp"
#include "platform/http/client.hpp"
#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector::console {

/// What the history store answers, at once or later; nothing comes where the asker is gone.
using HistoryAnswered = std::function<void(const tl::expected<http::Answer, http::Failure>&)>;
/// Asks the store. False where too many wait already.
using AskHistory = std::function<bool(const std::string& target, HistoryAnswered answered)>;

/// Where the store is asked; `ask` is null where there is none.
struct HistorySource {
    std::string base;  // path of the store's url, before /api/v1/query_range
    AskHistory ask;
};

/// The history of a metric of a pole, out of the history store.
[[nodiscard]] http::Response history_page(const HistorySource& source, const PoleName& pole,
                                          const http::Request& request, const Now& now);

}  // namespace magpie::collector::console
