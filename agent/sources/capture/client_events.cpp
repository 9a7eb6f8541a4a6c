#include "agent/sources/capture/client_events.hpp"

#include <cstddef>

#include "wire/capture/words.hpp"

namespace magpie::agent {

void ClientEvents::hear(const capture::EventTotals& heard) {
    for (std::size_t use = 0; use < total_.size(); ++use) {
        total_[use] += growth_[use].to(heard.by_use[use]);
    }
}

void ClientEvents::write(Readings& readings) const {
    for (std::size_t use = 0; use < total_.size(); ++use) {
        if (total_[use] > 0) {
            readings.count<"node_capture_client_events_total">(total_[use], word(static_cast<capture::EventUse>(use)));
        }
    }
}

}  // namespace magpie::agent
