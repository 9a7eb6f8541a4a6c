// What is said of a message before anybody looks into it: whether its node may speak here, and as much as it does.

#include "collector/ingest/ingest.hpp"

namespace magpie::collector {

using sparkplug::Verb;

bool Ingest::admits(const Incoming& in) {
    const auto& id = in.topic.node;
    if (quarantine_.holds(id, in.now.mono)) {
        refusals_.pass_over(Reason::quarantined);
        return false;
    }
    const auto found = nodes_.find(id);
    auto* node = found == nodes_.end() ? nullptr : found->second.get();
    // What comes in its name from elsewhere may be another's, and is nothing that it has to answer for.
    if (node != nullptr && !may_speak(*node, in)) {
        refuse(Reason::area_mismatch, in);
        return false;
    }
    quota_ = node != nullptr ? &node->quota : quarantine_.quota(id);
    if (quota_ == nullptr) {
        return true;
    }
    if (const auto reason = quota_->admit(in.topic.verb, in.bytes.size(), settings_.quota, in.now)) {
        over_quota(*reason, in);
        return false;
    }
    return true;
}

void Ingest::watch_stranger(std::string_view id, const Now& now) {
    if (!nodes_.contains(id)) {
        quarantine_.watch(id, now);
    }
}

bool Ingest::may_speak(const EdgeNode& node, const Incoming& in) const {
    if (node.area == in.topic.area) {
        return true;
    }
    // The broker ties a node's id to its certificate, and leaves the area open. A pole that was taken to another
    // district says so by a birth, once it has been quiet for a while in the old one.
    const bool gone =
        !node.rules.born() || (!node.rules.alive() && in.now.mono >= node.quiet_since + settings_.move_after);
    return gone && in.topic.verb == Verb::nbirth;
}

void Ingest::over_quota(Reason reason, const Incoming& in) {
    const bool enough = quarantine_.strike(in.topic.area, in.topic.node, reason, in.now);
    refuse(enough ? Reason::quarantined : reason, in);
    if (!enough) {
        return;
    }
    rebirths_.forget(in.topic.node);
    if (const auto found = nodes_.find(in.topic.node); found != nodes_.end()) {
        auto& node = *found->second;
        const bool lived = node.rules.alive();
        // Dead rather than silent: afterwards it begins with a birth, as one that was repaired does.
        (void)node.rules.on({.verb = Verb::ndeath, .bd_seq = node.rules.bd_seq()}, in.now, settings_.reorder_timeout);
        if (lived) {
            died(node, in.now, in.actions);
        }
        node.drop_held();
    }
}

std::optional<Quarantined> Ingest::release_node(std::string_view id, const Now& now) {
    auto was = quarantine_.release(id, now);
    if (const auto found = nodes_.find(id); was && found != nodes_.end()) {
        found->second->quota = {};
    }
    return was;
}

bool Ingest::admits_list(EdgeNode& node, const Plan& plan, const std::vector<InfoLabels>& info, const Now& now) {
    std::size_t fresh = plan.new_since(node.plan.get());
    for (std::size_t i = 0; node.plan && i < info.size(); ++i) {
        fresh += i < node.info_labels.size() && node.info_labels[i] == info[i] ? 0 : 1;
    }
    return node.quota.admit_series(fresh, settings_.quota, now);
}

bool Ingest::admits_foreign_list(EdgeNode& node, ShapeIndex shape, const Incoming& in) {
    // Devices come and go with their edge, so what an edge showed last says little: a list counts once.
    constexpr std::size_t most_lists = 65536;
    const auto& list = fleet_.shapes()[static_cast<std::size_t>(shape)];
    const auto key = list.hash ^ node_hash(in.topic.area, in.topic.node) ^ node_hash(in.topic.device, in.topic.device);
    if (foreign_lists_.contains(key)) {
        return true;
    }
    if (!node.quota.admit_series(list.plan.entries.size(), settings_.quota, in.now)) {
        return false;
    }
    if (foreign_lists_.size() >= most_lists) {
        foreign_lists_.clear();
    }
    foreign_lists_.insert(key);
    return true;
}

}  // namespace magpie::collector
