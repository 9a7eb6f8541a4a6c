#include "agent/capture/air/twins.hpp"

#include <algorithm>

namespace magpie::agent {

using capture::Security;

Differences differences(const Announcement& announcement, const OwnName& name, bool access_points_known) {
    Differences found;
    found.unknown_bssid = access_points_known && !announcement.own;
    if (!announcement.security || name.lets_in(*announcement.security)) {
        return found;
    }
    // Of a pair the open half is there to lead to the other. Anybody can say that he has one, so only ours is believed;
    // and where the end of the list was not captured, it may have been said there.
    const bool may_be_half = announcement.owe_transition || announcement.cut;
    const bool believed = announcement.own || !access_points_known;
    const bool half = announcement.security == Security::open && name.lets_in(Security::owe) && may_be_half && believed;
    if (!half) {
        found.other_security = believed;
        found.open_twin = announcement.security == Security::open;
    }
    return found;
}

}  // namespace magpie::agent
