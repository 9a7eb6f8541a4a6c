#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "collector/fleet/fleet.hpp"
#include "collector/orders/order_desk.hpp"
#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// Orders and the audit over HTTP, as docs/openapi.yaml describes them. Who may is the business of Access. Lives on the
/// loop's thread; owned by `app`, and with desk and fleet outlives the server and its responses.
class OrderPages {
  public:
    OrderPages(OrderDesk& desk, const Fleet& fleet) : desk_(desk), fleet_(fleet) {}

    /// How long a body may be of a request that changes something; nothing where none is taken.
    [[nodiscard]] static std::optional<std::size_t> takes(const http::Request& request);

    /// Nothing when this is none of its paths. `by` is who asks, for the audit.
    [[nodiscard]] std::optional<http::Response> answer(const http::Request& request, const std::string& by,
                                                       const Now& now);

  private:
    http::Response take(const http::Request& request, const std::string& by, const Now& now);
    http::Response withdraw(OrderNumber number, const std::string& by, const Now& now);
    [[nodiscard]] http::Response orders() const;
    [[nodiscard]] http::Response nodes(const http::Request& request) const;
    [[nodiscard]] http::Response audit(const http::Request& request) const;

    OrderDesk& desk_;
    const Fleet& fleet_;
};

}  // namespace magpie::collector
