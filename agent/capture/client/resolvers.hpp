#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agent/internet/packet.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent::client {

/// Which resolvers have a name, and under which index. Only what is told apart is kept: of any other resolver nothing
/// but that it is another. One thread; owned by Connections.
class Resolvers {
  public:
    /// What is told counts from Settled on, together, in the place of what was before; Hello forgets what was not
    /// settled. True where from now on an index may stand for another than before.
    [[nodiscard]] bool hear(const capture::Record& record);

    /// Its index, or that of all others; nothing until it is settled who has one.
    [[nodiscard]] std::optional<std::uint8_t> index_of(const IpAddress& address) const;

  private:
    std::optional<std::vector<capture::OwnResolver>> present_;
    std::vector<capture::OwnResolver> next_;
};

}  // namespace magpie::agent::client
