#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "agent/netlink/ethtool_port.hpp"
#include "agent/netlink/link.hpp"
#include "agent/netlink/netlink.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/link/module_reader.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// What the hardware of one port adds to its state; what it does not tell is absent.
struct PortState {
    int index = 0;
    std::optional<netlink::Medium> medium;
    std::optional<double> signal_quality;
    std::optional<std::size_t> down_reason;  // of netlink::link_down_words
    std::optional<netlink::PowerSourcing> power;
    std::optional<Module> module;
};

[[nodiscard]] inline const PortState* port_of(std::span<const PortState> ports, int index) {
    const auto port = std::ranges::find(ports, index, &PortState::index);
    return port == ports.end() ? nullptr : &*port;
}

/// Reads what changes slowly and costs more: PHYs and modules answer over buses of their own. Asks every minute, of all
/// but modules also whenever a carrier came or went. What this kernel does not know it is asked once. Lives on the
/// loop's thread, owned by the source.
class PortReader {
  public:
    static constexpr Milliseconds period{60'000};

    explicit PortReader(Netlink& generic) : generic_(generic), modules_(generic) {}

    /// Of these interfaces, as last read.
    [[nodiscard]] std::span<const PortState> read(std::span<const netlink::Link* const> links, const Now& now,
                                                  SourceHealth& health);

  private:
    /// Interfaces and their carriers.
    using Carriers = std::vector<std::pair<int, bool>>;
    /// One kind of question: asked until the kernel says that it does not know it.
    template <typename Part>
    struct Kind {
        bool asked = true;
        std::vector<Part> parts;
    };

    bool find_family(SourceHealth& health);
    template <typename Part, typename Read, typename Take>
    void read_kind(Kind<Part>& kind, const Read& read, const Take& take, SourceHealth& health);
    void read_conditions(SourceHealth& health);
    void read_modules(SourceHealth& health);

    Netlink& generic_;
    ModuleReader modules_;
    std::uint16_t family_ = 0;
    bool has_ethtool_ = true;
    std::optional<Monotonic> last_;
    Carriers carriers_;
    std::vector<PortState> ports_;
    Kind<netlink::LinkInfo> infos_;
    Kind<netlink::LinkCondition> conditions_;
    Kind<netlink::PowerSourcing> sourcing_;
    std::vector<std::byte> buffer_;
};

}  // namespace magpie::agent
