#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "agent/netlink/module_memory.hpp"
#include "agent/netlink/netlink.hpp"
#include "agent/optics/module.hpp"
#include "agent/report/source_health.hpp"

namespace magpie::agent {

/// A pluggable module and what it measures.
struct Module {
    optics::Form form = optics::Form::sfp;
    optics::Identity identity;
    optics::Readings readings;
};

/// Reads modules by two or three questions each. A cage without a module is none; a driver that cannot is asked once an
/// interface, and an agent that may not (CAP_NET_ADMIN) once in its life: `module_permission`. Other failures count as
/// `module_unreadable`. Lives on the loop's thread, owned by the reader of ports.
class ModuleReader {
  public:
    explicit ModuleReader(Netlink& generic) : generic_(generic) {}

    [[nodiscard]] std::optional<Module> read(std::uint16_t family, int index, SourceHealth& health);

  private:
    std::optional<netlink::ModuleBytes> half(int index, const netlink::ModuleHalf& half, SourceHealth& health);
    void read_sfp(int index, const netlink::ModuleBytes& lower, Module& module, SourceHealth& health);
    void read_paged(int index, const netlink::ModuleBytes& lower, Module& module, SourceHealth& health);

    Netlink& generic_;
    std::uint16_t family_ = 0;
    bool may_ = true;
    std::set<int> cannot_;  // interfaces
    std::vector<std::byte> buffer_;
};

}  // namespace magpie::agent
