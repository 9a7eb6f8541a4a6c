#include "agent/sources/link/link_reader.hpp"

namespace magpie::agent {

namespace {

netlink::EthtoolState& state_of(std::vector<netlink::EthtoolState>& states, int index) {
    const auto known = std::ranges::find(states, index, &netlink::EthtoolState::index);
    if (known != states.end()) {
        return *known;
    }
    auto& added = states.emplace_back();
    added.index = index;
    return added;
}

}  // namespace

bool LinkReader::read_links(std::vector<netlink::Link>& links, SourceHealth& health) {
    const auto read = netlink::read_links(route_, buffer_, links);
    if (!read) {
        health.down(reason(read.error()));
        return false;
    }
    health.works();
    return true;
}

bool LinkReader::read(LinkState& state, SourceHealth& health) {
    state.ethtool.clear();
    if (!read_links(state.links, health)) {
        return false;
    }
    read_ethtool(state.ethtool, health);
    return true;
}

void LinkReader::read_ethtool(std::vector<netlink::EthtoolState>& states, SourceHealth& health) {
    if (ethtool_ == Support::unknown) {
        const auto family = generic_.family("ethtool");
        if (!family) {
            health.failed(reason(family.error()));
            ethtool_ = family.error() == NetlinkError::unsupported ? Support::no : Support::unknown;
            return;
        }
        family_ = *family;
        ethtool_ = Support::yes;
    }
    if (ethtool_ == Support::no) {
        return;
    }
    if (modes_supported_ != Support::no &&
        usable(netlink::read_link_modes(generic_, family_, buffer_, modes_), modes_supported_, health)) {
        for (const auto& modes : modes_) {
            auto& state = state_of(states, modes.index);
            state.bits_per_second = modes.bits_per_second;
            state.full_duplex = modes.full_duplex;
            state.negotiates = modes.negotiates;
            state.common_bits_per_second = modes.common_bits_per_second;
        }
    }
    if (statistics_supported_ != Support::no &&
        usable(netlink::read_driver_statistics(generic_, family_, buffer_, statistics_), statistics_supported_,
               health)) {
        for (const auto& statistics : statistics_) {
            state_of(states, statistics.index).counters = statistics.counters;
        }
    }
}

bool LinkReader::usable(const tl::expected<void, NetlinkError>& read, Support& support, SourceHealth& health) {
    if (read) {
        support = Support::yes;
        return true;
    }
    health.failed(reason(read.error()));
    if (read.error() == NetlinkError::unsupported) {
        support = Support::no;
    }
    return false;
}

}  // namespace magpie::agent
