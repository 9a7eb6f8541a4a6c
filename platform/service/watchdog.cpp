#include "platform/service/watchdog.hpp"

#include <unistd.h>

namespace magpie::service {

Watchdog::Watchdog(Notify& manager, const Environment& environment, const log::Log& log)
    : manager_(manager), log_(log), every_(watchdog_interval(environment, ::getpid())) {
    if (every_) {
        *every_ /= 4;  // so that a word that comes late, or is lost, is no end
    }
}

bool Watchdog::due(const Now& now) const {
    return every_ && (!told_ || now.mono - *told_ >= *every_);
}

void Watchdog::tell(std::string_view standstill, const Now& now) {
    if (standstill.empty()) {
        told_ = now.mono;
        manager_.watchdog();
    } else if (said_ != standstill) {
        log_.error("stands still; the service manager will restart it", {{"reason", standstill}});
    }
    said_ = standstill;
}

}  // namespace magpie::service
