#include "platform/tls/signed_order.hpp"

#include <utility>

#include "platform/tls/signed_content.hpp"
#include "platform/tls/signed_data.hpp"

namespace magpie::tls {

tl::expected<SignedOrder, OrderRefusal> read_signed_order(std::string_view der, const std::string& ca_file,
                                                          const Now& now) {
    auto read = read_signed_content(der, longest_signed_order, ca_file, now);
    if (!read) {
        return tl::unexpected(OrderRefusal::signature);
    }
    auto order = decode_order(read->content);
    if (!order) {
        return tl::unexpected(OrderRefusal::format);
    }
    return SignedOrder{std::move(*order), std::move(read->signer), std::move(read->certificate),
                       std::move(read->issuer)};
}

std::optional<Order> unverified_order(std::string_view der) {
    return der.size() <= longest_signed_order ? decode_order(unverified_content(der)) : std::nullopt;
}

tl::expected<std::string, std::string> make_signed_order(const Order& order, const std::string& certificate_file,
                                                         const std::string& key_file) {
    const auto content = encode(order);
    if (!decode_order(content)) {
        return tl::unexpected(std::string("the order is too large, or contradicts itself"));
    }
    return make_signed_content(content, longest_signed_order, certificate_file, key_file);
}

}  // namespace magpie::tls
