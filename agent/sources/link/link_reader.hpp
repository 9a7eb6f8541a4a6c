#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "agent/netlink/ethtool.hpp"
#include "agent/netlink/link.hpp"
#include "agent/netlink/netlink.hpp"
#include "agent/report/source_health.hpp"

namespace magpie::agent {

/// All interfaces at one moment, and what their drivers add. An interface whose driver adds nothing has no
/// EthtoolState.
struct LinkState {
    std::vector<netlink::Link> links;
    std::vector<netlink::EthtoolState> ethtool;

    [[nodiscard]] const netlink::EthtoolState* ethtool_of(int index) const {
        const auto state = std::ranges::find(ethtool, index, &netlink::EthtoolState::index);
        return state == ethtool.end() ? nullptr : &*state;
    }
};

/// Reads interfaces by one dump of rtnetlink and two of ethtool netlink; buffers are reused. What fails is counted on
/// the health of the source by reason; a kernel without ethtool netlink (before 5.6; its statistics before 5.13) is
/// asked once. Lives on the loop's thread, owned by the source.
class LinkReader {
  public:
    LinkReader(Netlink& route, Netlink& generic) : route_(route), generic_(generic) {}

    /// Replaces `state`. False when not even the interfaces could be read; then it is empty.
    bool read(LinkState& state, SourceHealth& health);
    /// The interfaces alone.
    bool read_links(std::vector<netlink::Link>& links, SourceHealth& health);

  private:
    /// A part of ethtool netlink: asked until the kernel says that it has none.
    enum class Support : std::uint8_t { unknown, yes, no };

    void read_ethtool(std::vector<netlink::EthtoolState>& states, SourceHealth& health);
    bool usable(const tl::expected<void, NetlinkError>& read, Support& support, SourceHealth& health);

    Netlink& route_;
    Netlink& generic_;
    Support ethtool_ = Support::unknown;
    Support modes_supported_ = Support::unknown;
    Support statistics_supported_ = Support::unknown;
    std::uint16_t family_ = 0;
    std::vector<std::byte> buffer_;
    std::vector<netlink::LinkModes> modes_;
    std::vector<netlink::DriverStatistics> statistics_;
};

}  // namespace magpie::agent
