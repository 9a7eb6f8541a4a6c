#include "agent/capture/air/two_channels.hpp"

namespace magpie::agent {

bool TwoChannels::hear(unsigned channel, CaptureTime at) {
    if (!first_) {
        first_ = channel;
    }
    if (channel == first_) {
        return turns_.hear(false, at);
    }
    if (channel != second_) {
        // A third takes the place of what was heard longest ago: of one that moves on and on nothing is heard twice.
        second_ = channel;
        turns_.restart();
        (void)turns_.hear(false, at);
    }
    return turns_.hear(true, at);
}

}  // namespace magpie::agent
