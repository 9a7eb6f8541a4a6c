#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/netlink/netlink.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/link/link_reader.hpp"
#include "agent/sources/link/link_sampler.hpp"
#include "agent/sources/link/port_reader.hpp"
#include "agent/sources/link/port_sampler.hpp"
#include "agent/sources/source.hpp"

namespace magpie::agent {

/// The interfaces of the node. Dumps them when sampled; between samples it listens, so that a cable that is pulled is
/// told at once. Lives on the loop's thread; owned by `app`, which watches `event_descriptor()`.
class LinkSource final : public Source {
  public:
    /// `route` and `generic` speak NETLINK_ROUTE and NETLINK_GENERIC and outlive the source.
    LinkSource(Netlink& route, Netlink& generic, LinkSettings settings);

    void sample(Readings& readings, const Now& now) override;

    /// Readable while link events wait; -1 where the kernel did not let us listen (then samples must do).
    [[nodiscard]] int event_descriptor() const { return route_.event_descriptor(); }
    /// Takes the events that wait. True when an interface came, went, was renamed, or changed its carrier or
    /// operational state since it was last read: worth a report at once. Lost events (`overrun`) are made good by a
    /// dump.
    [[nodiscard]] bool read_events();

  private:
    /// What makes an event worth telling. A carrier that went and came back between two looks shows in its changes.
    struct Known {
        std::string name;
        netlink::OperState operstate;
        bool carrier;
        std::optional<std::uint32_t> carrier_changes;
        bool operator==(const Known&) const = default;
    };
    using Interfaces = std::map<int, Known>;

    static Known known(const netlink::Link& link);
    [[nodiscard]] Interfaces interfaces_of(const std::vector<netlink::Link>& links) const;
    /// Into `events_`; false when some were lost.
    bool receive();
    bool apply(const netlink::LinkEvent& event);
    bool resynchronise();

    Netlink& route_;
    LinkReader reader_;
    LinkSampler sampler_;
    PortReader port_reader_;
    PortSampler ports_;
    SourceHealth health_{"link"};
    LinkState state_;
    Interfaces known_;
    std::vector<std::byte> events_;
};

}  // namespace magpie::agent
