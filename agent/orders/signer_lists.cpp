#include "agent/orders/signer_lists.hpp"

#include <optional>

#include "platform/tls/revocation_list.hpp"
#include "platform/tls/x509.hpp"

namespace magpie::agent {

bool SignerLists::is_revoked(X509* signer, X509* issuer) const {
    const auto kept = issuer != nullptr ? files_.revocations(tls::key_name(issuer)) : std::nullopt;
    if (!kept) {
        return false;
    }
    const auto list = tls::RevocationList::read(*kept, issuer);
    return !list || list->holds(signer);
}

SignerLists::Standing SignerLists::standing(const tls::SignedOrder& order, std::string_view brought,
                                            const Now& now) const {
    if (!order.issuer) {
        return {};
    }
    const auto name = tls::key_name(order.issuer.get());
    const auto kept = files_.revocations(name);
    // One that is damaged was good: without it, or a new one, nobody knows who was on it.
    auto newest = kept ? tl::expected<std::optional<tls::RevocationList>, std::string>(
                             tls::RevocationList::read(*kept, order.issuer.get()))
                       : std::optional<tls::RevocationList>();
    if (!brought.empty()) {
        auto list = tls::RevocationList::read(brought, order.issuer.get());
        if (!list) {
            return {OrderRefusal::revocations, "the revocation list beside it " + list.error()};
        }
        if (!newest || !*newest || list->number() > (*newest)->number()) {
            if (const auto written = files_.write_revocations(name, brought); !written) {
                return {OrderRefusal::not_kept, written.error()};
            }
            newest = std::move(*list);
        }
    }
    if (!newest) {
        return {OrderRefusal::revocations, "the revocation list that was kept " + newest.error()};
    }
    const auto& list = *newest;
    if (!list) {
        return {};
    }
    if (list->holds(order.certificate.get())) {
        return {OrderRefusal::revoked, "revocation list " + std::to_string(list->number()) + " has the signer"};
    }
    if (now.wall_known && now.wall > list->until()) {
        return {OrderRefusal::revocations, "the newest revocation list was good until " + tls::written(list->until())};
    }
    return {};
}

}  // namespace magpie::agent
