#include "collector/suspicion/verdict.hpp"

namespace magpie::collector::suspicion {

void Verdict::judge(const Tally& tally, const Rules& rules, bool may_open, const Now& now) {
    const auto fell = static_cast<double>(tally.fell);
    const auto needed = rules.share * static_cast<double>(tally.fell + tally.up);
    if (!since_) {
        if (may_open && tally.fell >= rules.least_members && fell >= needed) {
            since_ = tally.first_fall;
            well_since_.reset();
        }
        return;
    }
    if (tally.fell > 0 && 2 * fell >= needed) {
        well_since_.reset();
        return;
    }
    if (!well_since_) {
        well_since_ = now.mono;
    }
    if (now.mono - *well_since_ >= rules.clear) {
        since_.reset();
    }
}

}  // namespace magpie::collector::suspicion
