// Messages that wait because one before them is missing. Which those are says NodeRules.

#include <algorithm>
#include <utility>

#include "collector/ingest/ingest.hpp"

namespace magpie::collector {

namespace {

/// Small messages must not cost more than they count: a flood of them would make every round of drain() slow.
std::size_t cost(std::string_view topic, std::string_view payload) {
    return sizeof(HeldMessage) + topic.size() + payload.size();
}

}  // namespace

void Ingest::hold(EdgeNode& node, const Incoming& in) {
    const auto seq = static_cast<std::uint8_t>(*in.payload.seq);
    const auto bytes = cost(in.topic_text, in.bytes);
    if (node.held_bytes + bytes > settings_.held_bytes) {
        refuse(Reason::reorder_full, in);
        return;
    }
    node.held_bytes += bytes;
    node.held.push_back({seq, std::string(in.topic_text), std::string(in.bytes)});
}

void Ingest::again(EdgeNode& node, const HeldMessage& held, bool in_order, const Now& now,
                   std::vector<ingest::Action>& actions) {
    if (quarantine_.holds(node.id, now.mono)) {
        return;  // since one of those it was held with
    }
    const auto topic = sparkplug::parse_topic(held.topic);
    const auto* payload = open(held.topic, held.payload, now);
    if (!topic || payload == nullptr) {
        return;
    }
    const Incoming in{*topic, held.topic, held.payload, *payload, now, actions};
    if (in_order) {
        take(node, in);
    } else {
        apply(node, in);
    }
    refusals_.keep_counted(held.topic, held.payload, now);
}

void Ingest::drain(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions) {
    if (node.held.empty()) {
        return;
    }
    // Each round takes one message out, so this ends.
    while (!node.held.empty()) {
        const auto next = std::ranges::find(node.held, node.rules.next_seq(), &HeldMessage::seq);
        if (next == node.held.end()) {
            return;
        }
        const auto rounds = node.held.size();
        const auto message = std::move(*next);
        node.held.erase(next);
        node.held_bytes -= cost(message.topic, message.payload);
        again(node, message, /*in_order=*/true, now, actions);
        if (node.held.size() >= rounds) {
            return;  // held again: its shape waits for a birth
        }
    }
    node.rules.resume(node.rules.next_seq());
}

void Ingest::release(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions) {
    auto held = std::move(node.held);
    node.drop_held();
    need_birth(node, "gap", now);
    if (!node.plan) {
        for (const auto& message : held) {
            refusals_.add(Reason::reorder_lost, message.topic, message.payload, now);
        }
        node.rules.forget_order();
        return;
    }
    const auto from = node.rules.next_seq();
    const auto distance = [&](const HeldMessage& message) { return static_cast<std::uint8_t>(message.seq - from); };
    std::ranges::stable_sort(held, {}, distance);
    for (const auto& message : held) {
        again(node, message, /*in_order=*/false, now, actions);
    }
    node.rules.resume(static_cast<std::uint8_t>(held.empty() ? from : held.back().seq + 1));
    node.acknowledge_at = std::min(node.acknowledge_at, now.mono);
}

}  // namespace magpie::collector
