#include "platform/tls/signed_order.hpp"

#include <utility>

#include "platform/tls/signed_data.hpp"
#include "platform/tls/x509.hpp"
#include "wire/text.hpp"

namespace magpie::tls {

tl::expected<SignedOrder, OrderRefusal> read_signed_order(std::string_view der, const std::string& ca_file,
                                                          const Now& now) {
    if (der.size() > longest_signed_order) {
        return tl::unexpected(OrderRefusal::signature);
    }
    const auto opened = open_signed_data(der);
    const auto authorities = read_certificates(ca_file);
    if (!opened || !authorities ||
        verify_signer(opened->signer.get(), pointers(opened->between), pointers(*authorities),
                      now.wall_known ? std::optional(now.wall) : std::nullopt)
                .error != X509_V_OK) {
        return tl::unexpected(OrderRefusal::signature);
    }
    auto order = decode_order(opened->content);
    if (!order) {
        return tl::unexpected(OrderRefusal::format);
    }
    return SignedOrder{std::move(*order), common_name(X509_get_subject_name(opened->signer.get()))};
}

std::optional<Order> unverified_order(std::string_view der) {
    return der.size() <= longest_signed_order ? decode_order(unverified_content(der)) : std::nullopt;
}

tl::expected<std::string, std::string> make_signed_order(const Order& order, const std::string& certificate_file,
                                                         const std::string& key_file) {
    const auto own = read_credential(certificate_file, key_file);
    if (!own) {
        return tl::unexpected(own.error());
    }
    X509* const signer = own->chain.front().get();
    if (!is_for_orders(signer)) {
        return tl::unexpected(escaped(certificate_file) + " is not a signer's: no node would follow the order");
    }
    const auto content = encode(order);
    auto der = decode_order(content) ? make_signed_data(signer, own->key.get(), pointers(own->chain, 1), content) : "";
    if (der.empty() || der.size() > longest_signed_order) {
        return tl::unexpected(std::string("the order is too large, contradicts itself, or could not be signed"));
    }
    return der;
}

}  // namespace magpie::tls
