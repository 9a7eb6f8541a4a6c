// One of two collectors at a broker: what it does otherwise while the other is the active one, and when it takes over.

#include "collector/ingest/ingest.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/header.hpp"
#include "wire/sparkplug/payload.hpp"

namespace magpie::collector {

namespace {

/// Of a command of a collector; an acknowledgement of each epoch a node can list is below.
constexpr sparkplug::Limits command_limits{.bytes = 32 * 1024, .metrics = 2 * most_earlier_epochs};

}  // namespace

/// What any of them has called safe is safe, also what one said that has not noticed yet that it is the active one no
/// more. What it says of itself comes back, and is nothing new.
void Ingest::hear_command(const sparkplug::TopicView& topic, std::string_view bytes) {
    const auto found = nodes_.find(topic.node);
    if (found == nodes_.end() || found->second->area != topic.area || !decode(bytes, command_limits, payload_)) {
        return;
    }
    for (const auto& metric : payload_.metrics) {
        if (metric.name == acknowledge_metric && metric.value.field == sparkplug::ValueField::bytes_value) {
            if (const auto word = decode_acknowledge(metric.value.text)) {
                found->second->ledger.told_safe(word->epoch, word->safe);
            }
        }
    }
}

/// What a node has let go of when it first speaks after a takeover it may have been told was safe: only the one before
/// knew.
void Ingest::hear(EdgeNode& node, const ReportHeader& header) {
    if (active_ && node.counts_losses) {
        node.ledger.hear(header);
    } else {
        node.ledger.follow(header);
        node.counts_losses = true;
    }
}

/// Of a node that goes on without; the other one asks where it has missed the same. A birth that this one never got
/// nobody else asks for, so that it asks for itself.
void Ingest::need_birth(const EdgeNode& node, std::string_view reason, const Now& now) {
    if (active_) {
        rebirths_.need(node.id, reason, now);
    }
}

void Ingest::take_over(const Now& now) {
    active_ = true;
    for (const auto& [id, node] : nodes_) {
        node->ledger.forget_unsettled(/*another=*/true);
        node->counts_losses = false;
        if (node->fleet) {
            fleet_.set_lost(*node->fleet, node->ledger.lost());
        }
        if (node->rules.alive() && node->ledger.lacks()) {
            late_pace_.note(node->backlog_noted, now.mono);
        }
    }
    // All are noted by now, so each is told a pace that all together can keep.
    for (const auto& [id, node] : nodes_) {
        if (node->rules.alive()) {
            node->late_at = Monotonic{};
            node->acknowledge_at = now.mono;
            schedule(*node, now);
        }
    }
}

}  // namespace magpie::collector
