#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "platform/tls/signed_order.hpp"
#include "wire/order/order.hpp"
#include "wire/time.hpp"

/// An order (wire/order/order.hpp) as an operator writes it and reads it.
namespace magpie::collector::ca {

/// Where it does not say, it ends within a week.
inline constexpr std::chrono::days order_lasts{7};

/// From TOML (docs/operations.md, "Orders to nodes"). Of what is to be configured only the form is checked: what it
/// means the node knows, and its version. The error is one line a problem, with the name of the file and the line.
[[nodiscard]] tl::expected<magpie::Order, std::vector<std::string>> parse_order(std::string_view text,
                                                                                std::string_view file_name, UtcMs now);

/// For a person; several lines.
[[nodiscard]] std::string told(const magpie::Order& order);

}  // namespace magpie::collector::ca
