#include "collector/orders/signer_list.hpp"

#include <utility>

#include "platform/tls/revocation_list.hpp"
#include "platform/tls/x509.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

const std::string& SignerList::der(const Now& now) {
    if (!path_.empty() && (!next_look_ || now.mono >= *next_look_)) {
        next_look_ = now.mono + look_every;
        look();
    }
    return der_;
}

OrderRefusal SignerList::standing(const tls::SignedOrder& order, const Now& now) {
    if (path_.empty() || !order.issuer) {
        return OrderRefusal::none;
    }
    const auto list = tls::RevocationList::read(der(now), order.issuer.get());
    if (!list || list->until() < now.wall) {
        return OrderRefusal::revocations;
    }
    return list->holds(order.certificate.get()) ? OrderRefusal::revoked : OrderRefusal::none;
}

void SignerList::look() {
    auto read = tls::read_file(path_).and_then([this](const std::string& text) {
        return tls::revocation_list_in(text).map_error(
            [this](const std::string& why) { return escaped(path_) + " " + why; });
    });
    auto trouble = read ? std::string() : read.error();
    if (!trouble.empty() && trouble != trouble_) {
        log_->warning("orders go out without the list of what was revoked", {{"reason", trouble}});
    }
    trouble_ = std::move(trouble);
    der_ = std::move(read).value_or(std::string());
}

}  // namespace magpie::collector
