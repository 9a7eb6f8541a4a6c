#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "agent/orders/order_files.hpp"
#include "platform/tls/signed_order.hpp"
#include "wire/order/order.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Who of those that the CA has made signers still is one (docs/protocol.md, "Orders"): the newest list of what was
/// revoked that has come with any order is kept for each issuer, and no older one is ever believed again. Only who
/// holds the root's key can make another issuer, so these files are few. A value; the app's, beside the Orders.
class SignerLists {
  public:
    /// In the directory of the orders.
    explicit SignerLists(std::string directory) : files_(std::move(directory)) {}

    struct Standing {
        OrderRefusal why = OrderRefusal::none;  // none: he may sign; revoked, revocations, not_kept
        std::string problem{};
    };

    /// Of the signer of `order`; `brought` is the list that came with it, in DER, or empty. A node that has never had
    /// a list of his issuer's believes the certificate alone.
    [[nodiscard]] Standing standing(const tls::SignedOrder& order, std::string_view brought, const Now& now) const;

    /// Whether the newest list that is kept has him, or cannot be read any more. How old it is does not count here: a
    /// pole that nobody reaches is the one that somebody stands at.
    [[nodiscard]] bool is_revoked(X509* signer, X509* issuer) const;

  private:
    OrderFiles files_;
};

}  // namespace magpie::agent
