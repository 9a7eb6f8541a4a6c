#pragma once

#include "agent/capture/packet_source.hpp"

namespace magpie::agent {

/// Whether two who claim to be one take turns: the first is heard again after the second, and the second after that.
/// Who was replaced, restarted or moved once is not heard again. One thread; owned by what tells the two apart.
class Turns {
  public:
    /// One of the two is heard; whether they have taken turns of late.
    [[nodiscard]] bool hear(bool second, CaptureTime at);
    /// The second is another than before.
    void restart() { *this = {}; }

  private:
    bool heard_any_ = false;
    bool second_ = false;  // was heard last
    unsigned changes_ = 0;
    CaptureTime changed_{};
};

}  // namespace magpie::agent
