#pragma once

#include "agent/app/loop.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent {

/// Rung by a source when there is something that is not to wait for the next report; the loop hears it. Lives on the
/// loop; owned by the source, which outlives its watch.
class Bell {
  public:
    Bell();
    Bell(const Bell&) = delete;
    Bell& operator=(const Bell&) = delete;
    ~Bell() = default;

    void ring();
    /// Asks for a report at once, for all that was rung since.
    [[nodiscard]] Watch watch();

  private:
    files::File event_;
};

}  // namespace magpie::agent
