#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "agent/netlink/link.hpp"
#include "agent/report/readings.hpp"
#include "agent/sources/link/link_reader.hpp"
#include "agent/sources/link/port_reader.hpp"
#include "agent/sources/link/port_settings.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Judges ports: whether they have the speed and mode they should, how full those are that were named, what feeds them
/// and how their optics do. Hardware and named ports only. Knows the look before.
class PortSampler {
  public:
    /// So long errors at a forced full duplex are held against it: a mismatch shows under load alone.
    static constexpr Milliseconds mismatch_holds{300'000};

    explicit PortSampler(std::vector<PortSettings> settings) : settings_(std::move(settings)) {}

    /// `links`: those that are reported.
    void sample(std::span<const netlink::Link* const> links, const LinkState& state, std::span<const PortState> ports,
                const Now& now, Readings& readings);

  private:
    /// Of one interface at one look.
    struct Look {
        Monotonic at{};
        std::uint64_t receive_bytes = 0;
        std::uint64_t transmit_bytes = 0;
        std::uint64_t collision_signs = 0;
        std::optional<Monotonic> signs_rose;
    };

    void add(const netlink::Link& link, const netlink::EthtoolState* ethtool, const PortState* port, const Now& now,
             Readings& readings);
    static void add_utilisation(const netlink::Link& link, double bytes_per_second, const Look& before,
                                const Look& present, Readings& readings);

    std::vector<PortSettings> settings_;
    std::map<int, Look> before_;  // by index
    std::map<int, Look> seen_;    // of the look that is under way
};

}  // namespace magpie::agent
