#include "agent/sources/link/port_reader.hpp"

namespace magpie::agent {

std::span<const PortState> PortReader::read(std::span<const netlink::Link* const> links, const Now& now,
                                            SourceHealth& health) {
    Carriers carriers;
    carriers.reserve(links.size());
    for (const auto* link : links) {
        carriers.emplace_back(link->index, link->carrier);
    }
    const bool is_time = !last_ || now.mono - *last_ >= period;
    if (!is_time && carriers == carriers_) {
        return ports_;
    }
    auto before = std::exchange(ports_, {});
    ports_.resize(carriers.size());
    for (std::size_t i = 0; i < carriers.size(); ++i) {
        ports_[i].index = carriers[i].first;
        if (const auto* known = port_of(before, ports_[i].index); known != nullptr && !is_time) {
            ports_[i].module = known->module;
        }
    }
    carriers_ = std::move(carriers);
    if (find_family(health)) {
        read_conditions(health);
        if (is_time) {
            read_modules(health);
        }
    }
    if (is_time) {
        last_ = now.mono;
    }
    return ports_;
}

bool PortReader::find_family(SourceHealth& health) {
    if (family_ == 0 && has_ethtool_) {
        if (const auto family = generic_.family("ethtool")) {
            family_ = *family;
        } else if (family.error() == NetlinkError::unsupported) {
            has_ethtool_ = false;
        } else {
            health.failed(reason(family.error()));
        }
    }
    return family_ != 0;
}

template <typename Part, typename Read, typename Take>
void PortReader::read_kind(Kind<Part>& kind, const Read& read, const Take& take, SourceHealth& health) {
    if (!kind.asked) {
        return;
    }
    if (const auto done = read(generic_, family_, buffer_, kind.parts); !done) {
        // An old kernel is no failure: what it does not know is absent.
        kind.asked = done.error() != NetlinkError::unsupported;
        if (kind.asked) {
            health.failed(reason(done.error()));
        }
        return;
    }
    for (const auto& part : kind.parts) {
        const auto port = std::ranges::find(ports_, part.index, &PortState::index);
        if (port != ports_.end()) {
            take(*port, part);
        }
    }
}

void PortReader::read_conditions(SourceHealth& health) {
    read_kind(
        infos_, netlink::read_link_infos,
        [](PortState& port, const netlink::LinkInfo& info) { port.medium = info.medium; }, health);
    read_kind(
        conditions_, netlink::read_link_conditions,
        [](PortState& port, const netlink::LinkCondition& condition) {
            port.signal_quality = condition.signal_quality;
            port.down_reason = condition.down_reason;
        },
        health);
    read_kind(
        sourcing_, netlink::read_power_sourcing,
        [](PortState& port, const netlink::PowerSourcing& power) { port.power = power; }, health);
}

void PortReader::read_modules(SourceHealth& health) {
    for (auto& port : ports_) {
        if (port.medium == netlink::Medium::fibre || port.medium == netlink::Medium::direct_attach) {
            port.module = modules_.read(family_, port.index, health);
        }
    }
}

}  // namespace magpie::agent
