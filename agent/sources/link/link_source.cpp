#include "agent/sources/link/link_source.hpp"

#include <linux/rtnetlink.h>

#include <utility>

#include "agent/netlink/message.hpp"

namespace magpie::agent {

LinkSource::LinkSource(Netlink& route, Netlink& generic, LinkSettings settings)
    : route_(route),
      reader_(route, generic),
      sampler_(settings),
      port_reader_(generic),
      ports_(std::move(settings.ports)) {
    if (const auto joined = route_.join(std::uint32_t{RTNLGRP_LINK}); !joined) {
        health_.failed(reason(joined.error()));
    }
}

void LinkSource::sample(Readings& readings, const Now& now) {
    // The dump that follows is younger than any event that waits now.
    (void)receive();
    if (reader_.read(state_, health_)) {
        known_ = interfaces_of(state_.links);
        const auto reported = sampler_.sample(state_, readings, health_);
        ports_.sample(reported, state_, port_reader_.read(reported, now, health_), now, readings);
    }
    health_.write(readings);
}

bool LinkSource::receive() {
    events_.clear();
    const auto received = route_.receive(events_);
    if (!received) {
        health_.failed(reason(received.error()));
    }
    return received.has_value();
}

bool LinkSource::read_events() {
    if (!receive()) {
        return resynchronise();
    }
    bool changed = false;
    netlink::Messages messages(events_);
    while (const auto message = messages.next()) {
        const auto event = netlink::parse_link(*message);
        if (!event) {
            health_.failed(reason(event.error()));
        } else if (*event) {
            changed |= apply(**event);
        }
    }
    if (messages.malformed()) {
        health_.failed(reason(NetlinkError::malformed));
    }
    return changed;
}

LinkSource::Known LinkSource::known(const netlink::Link& link) {
    return {link.name, link.operstate, link.carrier, link.carrier_changes};
}

LinkSource::Interfaces LinkSource::interfaces_of(const std::vector<netlink::Link>& links) const {
    Interfaces interfaces;
    for (const auto& link : links) {
        if (!sampler_.excluded(link.name)) {
            interfaces.insert_or_assign(link.index, known(link));
        }
    }
    return interfaces;
}

bool LinkSource::apply(const netlink::LinkEvent& event) {
    if (event.gone || sampler_.excluded(event.link.name)) {
        return known_.erase(event.link.index) != 0;
    }
    auto now = known(event.link);
    const auto [entry, appeared] = known_.try_emplace(event.link.index, now);
    if (appeared || entry->second == now) {
        return appeared;
    }
    entry->second = std::move(now);
    return true;
}

bool LinkSource::resynchronise() {
    std::vector<netlink::Link> links;
    if (!reader_.read_links(links, health_)) {
        return false;
    }
    return std::exchange(known_, interfaces_of(links)) != known_;
}

}  // namespace magpie::agent
