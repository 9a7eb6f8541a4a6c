#pragma once

#include <string>

#include <tl/expected.hpp>

#include "agent/station/config.hpp"
#include "agent/station/interface.hpp"
#include "platform/files/file.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// Who gives an agent what it needs for one visit: sockets in the station's network, and later the address that it has
/// been leased. One visit at a time; when the agent hangs up, whatever became of it, the network is left and the
/// address is gone. Lives on the loop's thread; owned by `main`; `log` outlives it.
class Desk {
  public:
    Desk(StationConfig config, StationInterface interface, files::File listener, const log::Log& log)
        : config_(std::move(config)), interface_(std::move(interface)), listener_(std::move(listener)), log_(log) {}

    /// Until `stop` is readable.
    void run(const files::File& stop);

  private:
    void accept();
    [[nodiscard]] tl::expected<void, int> greet(const files::File& agent) const;
    void hear();
    void end_visit();

    StationConfig config_;
    StationInterface interface_;
    files::File listener_;
    const log::Log& log_;
    files::File agent_;
};

}  // namespace magpie::agent
