#pragma once

#include <vector>

#include "agent/outbox/outbox.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/number.hpp"

namespace magpie::agent {

/// Which held reports are still to be sent late: of each epoch those above a number, up to another. Owned by
/// EdgeSession.
class Backlog {
  public:
    explicit Backlog(Outbox& outbox) : outbox_(outbox) {}

    /// A new connection: all that is not known to have arrived, oldest epoch first.
    void restart();
    /// The collector misses something between what it has and what it saw.
    void missing(const Acknowledge& acknowledge);
    /// The next one to send; null when there is none. What only the wall clock dates waits until that is known. Valid
    /// until the outbox is called again.
    [[nodiscard]] const Report* next(bool wall_known);
    /// It is on its way.
    void sent(const Report& report);

  private:
    struct Stretch {
        Epoch epoch{};
        ReportNumber after{};
        ReportNumber last{};
    };
    Outbox& outbox_;
    std::vector<Stretch> stretches_;
};

}  // namespace magpie::agent
