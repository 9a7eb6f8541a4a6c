#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "platform/tls/x509.hpp"
#include "wire/order/order.hpp"
#include "wire/time.hpp"

/// An order as it is kept and sent: the content of a CMS SignedData (RFC 5652, DER), signed by a *signer*, whose
/// certificate comes from the city's CA and is for code signing (docs/protocol.md, "Orders").
namespace magpie::tls {

inline constexpr std::size_t longest_signed_order = 64 * 1024;

struct SignedOrder {
    Order order;
    std::string signer;         // its common name
    Certificate certificate{};  // the signer's
    Certificate issuer{};  // who issued that, and says whom it has revoked since; null: the CA's file names the signer
};

/// `signature`: no signer of the CA in `ca_file` has signed this (or there is no such file); `format`: one has, and it
/// is no order. When the order ends is not judged, and without a known clock when the signer's certificate does,
/// neither.
[[nodiscard]] tl::expected<SignedOrder, OrderRefusal> read_signed_order(std::string_view der,
                                                                        const std::string& ca_file, const Now& now);

/// What the order would be if somebody had signed it: to tell which one was refused, and for nothing else.
[[nodiscard]] std::optional<Order> unverified_order(std::string_view der);

/// In DER, with all that stands in the certificate file. The error is a sentence.
[[nodiscard]] tl::expected<std::string, std::string> make_signed_order(const Order& order,
                                                                       const std::string& certificate_file,
                                                                       const std::string& key_file);

}  // namespace magpie::tls
