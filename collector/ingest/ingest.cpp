#include "collector/ingest/ingest.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "collector/ingest/birth_reader.hpp"
#include "collector/ingest/inflate.hpp"

namespace magpie::collector {

using sparkplug::Verb;
using sparkplug::Verdict;

namespace {

/// Tahu's practice, not in the specification: the real payload deflated in the body of another.
constexpr std::string_view compressed_uuid = "SPBV1.0_COMPRESSED";

Reason reason_of(sparkplug::BadTopic problem) {
    switch (problem) {
        case sparkplug::BadTopic::namespace_unknown:
            return Reason::topic_namespace;
        case sparkplug::BadTopic::verb_unknown:
            return Reason::topic_verb;
        case sparkplug::BadTopic::level_count:
            return Reason::topic_levels;
        case sparkplug::BadTopic::id_invalid:
            break;
    }
    return Reason::topic_id;
}

Reason reason_of(sparkplug::BadPayload problem) {
    switch (problem) {
        case sparkplug::BadPayload::too_large:
            return Reason::too_large;
        case sparkplug::BadPayload::too_many_metrics:
            return Reason::too_many_metrics;
        case sparkplug::BadPayload::wrong_field_type:
            return Reason::field_type;
        case sparkplug::BadPayload::truncated:
            break;
    }
    return Reason::truncated;
}

}  // namespace

Ingest::Ingest(const ingest::Settings& settings, Fleet& fleet, ReportLog* log, std::vector<UrgentReport>* urgent,
               OrderBook* orders, BlockBook* blocks, TokenBook* tokens)
    : settings_(settings),
      fleet_(fleet),
      log_(log),
      urgent_(urgent),
      orders_(orders),
      blocks_(blocks),
      tokens_(tokens),
      plans_(fleet),
      rebirths_(settings.rebirths),
      late_pace_(settings.late_per_second),
      active_(!settings.one_of_pair) {}

void Ingest::restore_node(const ingest::Remember& stored, const Now& now) {
    auto node = std::make_unique<EdgeNode>();
    node->area = stored.area;
    node->id = stored.node;
    node->plan = stored.plan;
    node->info_labels = decode_info(stored.info);
    node->interval = stored.interval;
    node->last_heard = stored.last_heard;
    node->quiet_since = now.mono;
    const auto shape = stored.plan ? std::optional(stored.plan->fleet_shape) : std::nullopt;
    node->fleet = fleet_.expect(stored.area, stored.node, shape, node->info_labels);
    node->rules = sparkplug::NodeRules::restored(stored.bd_seq, now, silence(*node));
    if (stored.down) {
        fleet_.died(*node->fleet, stored.last_heard);
        (void)node->rules.on(
            {.verb = Verb::ndeath, .timestamp = std::nullopt, .seq = std::nullopt, .bd_seq = stored.bd_seq}, now,
            settings_.reorder_timeout);
    }
    schedule(*node, now);
    nodes_[stored.node] = std::move(node);
}

void Ingest::restore_ledger(std::string_view id, std::string_view ledger) {
    if (const auto found = nodes_.find(id); found != nodes_.end()) {
        auto& node = *found->second;
        node.ledger = Ledger::decode(ledger);
        if (node.ledger.clock) {
            node.clock.restore(*node.ledger.clock);
        }
        node.ledger.forget_unsettled(settings_.one_of_pair);
        fleet_.set_lost(*node.fleet, node.ledger.lost());
    }
}

void Ingest::message(std::string_view topic_text, std::string_view bytes, const Now& now,
                     std::vector<ingest::Action>& actions) {
    counters_.bytes += bytes.size();
    const auto topic = sparkplug::parse_topic(topic_text);
    if (!topic) {
        refusals_.add(reason_of(topic.error()), topic_text, bytes, now);
        return;
    }
    ++counters_.messages[static_cast<std::size_t>(topic->verb)];
    if (topic->verb == Verb::ncmd && settings_.one_of_pair) {
        hear_command(*topic, bytes);
        return;
    }
    if (topic->verb == Verb::state || topic->verb == Verb::ncmd || topic->verb == Verb::dcmd) {
        return;  // of another host; nothing for this one
    }
    if (!admits({*topic, topic_text, bytes, payload_, now, actions})) {
        return;
    }
    const auto* payload = open(topic_text, bytes, now);
    quota_ = nullptr;
    if (payload == nullptr) {
        watch_stranger(topic->node, now);
        return;
    }
    const Incoming in{*topic, topic_text, bytes, *payload, now, actions};
    const auto done = actions.size();
    std::unique_ptr<EdgeNode> moved;
    if (auto* node = node_of(in, moved)) {
        take(*node, in);
        refusals_.keep_counted(topic_text, bytes, now);
        if (moved && !node->rules.born()) {
            // A birth that is refused moves nobody.
            actions.resize(done);
            nodes_.find(topic->node)->second = std::move(moved);
            return;
        }
        if (moved && moved->fleet) {
            forget_index(*moved->fleet);
        }
        drain(*node, now, actions);
        if (topic->verb == Verb::nbirth) {
            node->drop_held();  // what the birth did not make readable belongs to the session before it
        }
        schedule(*node, now);
    } else {
        watch_stranger(topic->node, now);
    }
}

const sparkplug::PayloadView* Ingest::open(std::string_view topic, std::string_view bytes, const Now& now) {
    auto done = decode(bytes, settings_.payload, payload_);
    const auto* payload = &payload_;
    if (done && payload_.uuid == compressed_uuid) {
        auto plain = inflate(payload_.body, settings_.payload.bytes);
        if (quota_ != nullptr) {
            quota_->inflated(plain ? plain->size() : settings_.payload.bytes, settings_.quota, now);
        }
        if (!plain) {
            refusals_.add(Reason::compression, topic, bytes, now);
            return nullptr;
        }
        tolerated_.count(Reason::compressed);
        inflated_ = std::move(*plain);
        done = decode(inflated_, settings_.payload, inflated_payload_);
        payload = &inflated_payload_;
    }
    if (!done) {
        refusals_.add(reason_of(done.error()), topic, bytes, now);
        return nullptr;
    }
    return payload;
}

EdgeNode* Ingest::node_of(const Incoming& in, std::unique_ptr<EdgeNode>& moved) {
    const auto found = nodes_.find(in.topic.node);
    if (found == nodes_.end()) {
        if (in.topic.verb == Verb::ndeath) {
            refuse(Reason::stale_death, in);
            return nullptr;
        }
        if (nodes_.size() >= settings_.nodes) {
            refuse(Reason::too_many_nodes, in);
            return nullptr;
        }
        auto node = std::make_unique<EdgeNode>();
        node->area = in.topic.area;
        node->id = in.topic.node;
        node->quiet_since = in.now.mono;
        return nodes_.emplace(in.topic.node, std::move(node)).first->second.get();
    }
    auto& node = *found->second;
    if (node.area == in.topic.area) {
        return &node;
    }
    in.actions.emplace_back(ingest::Forget{node.area, node.id});
    auto fresh = std::make_unique<EdgeNode>();
    fresh->area = in.topic.area;
    fresh->id = in.topic.node;
    fresh->ledger = node.ledger;
    fresh->quota = node.quota;
    fresh->quiet_since = in.now.mono;
    moved = std::exchange(found->second, std::move(fresh));
    return found->second.get();
}

void Ingest::take(EdgeNode& node, const Incoming& in) {
    if (in.topic.verb == Verb::nbirth) {
        node_birth(node, in);
        return;
    }
    if (in.topic.verb == Verb::ndeath) {
        node_death(node, in);
        return;
    }
    if (!in.payload.seq) {
        refuse(Reason::seq_missing, in);
        return;
    }
    if (*in.payload.seq > 255) {
        refuse(Reason::field_type, in);
        return;
    }
    const auto found = find_header(in.payload);
    const bool known = node.plan && found && found->header.shape == node.plan->shape;
    const auto verdict = node.rules.on({.verb = in.topic.verb,
                                        .timestamp = in.payload.timestamp,
                                        .seq = static_cast<std::uint8_t>(*in.payload.seq),
                                        .bd_seq = std::nullopt,
                                        .shape_known = known,
                                        .shape_differs = node.plan && found && !known,
                                        .silence = silence(node)},
                                       in.now, settings_.reorder_timeout);
    switch (verdict) {
        case Verdict::apply:
            apply(node, in);
            break;
        case Verdict::hold:
            hold(node, in);
            break;
        case Verdict::needs_birth:
            refuse(Reason::not_born, in);
            rebirths_.need(node.id, "not_born", in.now);
            break;
        case Verdict::before_birth:
            refuse(Reason::before_birth, in);
            break;
        default:
            break;
    }
}

void Ingest::connected(const Now& now) {
    connected_ = true;
    // Magpie's nodes go on by the shape of their reports; a foreign edge that reports by exception may be silent for
    // hours.
    for (const auto& [id, node] : nodes_) {
        if (!node->plan && node->rules.alive()) {
            need_birth(*node, "reconnect", now);
        }
    }
}

void Ingest::connection_lost() {
    connected_ = false;
    for (auto& [id, node] : nodes_) {
        node->drop_held();
        node->rules.resume(node->rules.next_seq());  // nothing is waited for any more
        node->rules.forget_order();
    }
}

void Ingest::died(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions) {
    if (node.fleet) {
        fleet_.died(*node.fleet, now.wall);
    }
    node.devices.clear();
    node.quiet_since = now.mono;
    node.drop_held();
    remember(node, actions);
}

void Ingest::remember(const EdgeNode& node, std::vector<ingest::Action>& actions) const {
    actions.emplace_back(ingest::Remember{.area = node.area,
                                          .node = node.id,
                                          .bd_seq = node.rules.bd_seq(),
                                          .plan = node.plan,
                                          .info = encode_info(node.info_labels),
                                          .interval = node.interval,
                                          .last_heard = node.last_heard,
                                          .down = !node.rules.alive()});
}

void Ingest::settle(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions) {
    auto& ledger = node.ledger;
    node.acknowledged = now.mono;
    node.ledger.clock = node.clock.kept();
    // While something is missing the node is told again and again, for the words themselves may be lost. One that is
    // dead is told at its birth.
    node.acknowledge_at =
        ledger.has_gap() && node.rules.alive() ? now.mono + settings_.acknowledge_every : Monotonic::max();
    const auto spacing = late_pace_.spacing(now.mono);
    auto words = ledger.acknowledgements(has_sent_all(node, spacing, now));
    if (words.empty()) {
        return;
    }
    for (auto& word : words) {
        word.late_spacing = spacing;
    }
    actions.emplace_back(ingest::Settle{.area = node.area,
                                        .node = node.id,
                                        .ledger = ledger.encode(),
                                        .acknowledgements = std::move(words),
                                        .losses = ledger.take_losses()});
}

/// Whether so long nothing late has come that nothing is under way any more: what is missing of an ended epoch then was
/// lost on the way, or went down with a collector.
bool Ingest::has_sent_all(const EdgeNode& node, Milliseconds spacing, const Now& now) const {
    const bool room = log_ == nullptr || !log_->full;
    return room && now.mono >= node.late_at + settings_.acknowledge_every + 2 * spacing;
}

void Ingest::forget_index(NodeIndex node) {
    if (orders_ != nullptr) {
        orders_->forget(node);
    }
    if (blocks_ != nullptr) {
        blocks_->forget(node);
    }
    if (tokens_ != nullptr) {
        tokens_->forget(node);
    }
}

void Ingest::schedule(EdgeNode& node, const Now& now) {
    // A node that is woken too early is set anew, so a deadline that moves away costs nothing.
    if (const auto due = node.due(); due < node.wakes_at()) {
        wheel_.set(node, due, now.mono);
    }
}

void Ingest::wake(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions) {
    if (now.mono >= node.rules.deadline()) {
        switch (node.rules.expire(now)) {
            case Verdict::gap:
                release(node, now, actions);
                break;
            case Verdict::silent:
                died(node, now, actions);
                break;
            default:
                break;
        }
    }
    if (now.mono >= node.acknowledge_at) {
        settle(node, now, actions);
    }
    if (!node.rules.born() && now.mono >= node.quiet_since + unborn_for) {
        rebirths_.forget(node.id);
        nodes_.erase(nodes_.find(node.id));
        return;
    }
    schedule(node, now);
}

void Ingest::tick(const Now& now, std::vector<ingest::Action>& actions) {
    quarantine_.tick(now.mono);
    wheel_.turn(now.mono, [&](Timed& timed) { wake(static_cast<EdgeNode&>(timed), now, actions); });
    for (const auto& forgotten : fleet_.forget_expired(now.wall)) {
        // The same id may live on in another area.
        if (const auto found = nodes_.find(forgotten.node);
            found != nodes_.end() && found->second->area == forgotten.area) {
            rebirths_.forget(forgotten.node);
            nodes_.erase(found);
        }
        forget_index(forgotten.index);
        actions.emplace_back(ingest::Forget{forgotten.area, forgotten.node});
    }
    if (!connected_) {
        return;
    }
    due_.clear();
    rebirths_.due(now, due_);
    for (const auto& id : due_) {
        if (const auto found = nodes_.find(id); found != nodes_.end()) {
            actions.emplace_back(ingest::AskRebirth{found->second->area, id});
        }
    }
}

}  // namespace magpie::collector
