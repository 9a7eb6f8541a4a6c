#include "agent/netlink/netlink.hpp"

#include <linux/netlink.h>

namespace magpie::agent {

std::string_view reason(NetlinkError error) {
    switch (error) {
        case NetlinkError::permission:
            return "permission";
        case NetlinkError::unsupported:
            return "unsupported";
        case NetlinkError::gone:
            return "gone";
        case NetlinkError::interrupted:
            return "interrupted";
        case NetlinkError::overrun:
            return "overrun";
        case NetlinkError::timeout:
            return "timeout";
        case NetlinkError::refused:
            return "refused";
        case NetlinkError::broken:
            return "broken";
        case NetlinkError::malformed:
            return "malformed";
    }
    return "broken";
}

tl::expected<void, NetlinkError> dump(Netlink& netlink, NetlinkRequest request, std::vector<std::byte>& answer) {
    request.flags |= NLM_F_DUMP;
    for (int attempt = 1;; ++attempt) {
        answer.clear();
        auto asked = netlink.ask(request, answer);
        if (asked || asked.error() != NetlinkError::interrupted || attempt == 3) {
            return asked;
        }
    }
}

}  // namespace magpie::agent
