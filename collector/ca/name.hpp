#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace magpie::collector::ca {

/// The broker and the collector believe a common name, so `+`, `a/b` or a second `collector` would speak for others.
/// The error is the rest of a sentence that begins with the name.
[[nodiscard]] tl::expected<void, std::string> check_node_name(std::string_view name);

/// Names of programs, which no node may have.
[[nodiscard]] bool is_reserved(std::string_view name);

/// What a broker is reached by: a DNS name, or an IPv4 or IPv6 address. The error as above.
[[nodiscard]] tl::expected<void, std::string> check_host(std::string_view host);

[[nodiscard]] bool is_address(std::string_view host);

}  // namespace magpie::collector::ca
