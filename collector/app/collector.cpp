#include "collector/app/collector.hpp"

#include <utility>

#include "wire/check/check_topic.hpp"
#include "wire/pole_page/pole_report.hpp"

namespace magpie::collector {

namespace {

ingest::Settings ingest_settings(ingest::Settings settings, const SessionSettings& session) {
    settings.one_of_pair = !session.is_alone();
    return settings;
}

}  // namespace

Collector::Collector(SessionSettings session, const ingest::Settings& settings, mqtt::Client& client, Memory memory,
                     std::optional<HistoryStore> store, std::optional<AlertReceivers> alerts,
                     const NeighbourSettings& neighbours, const SuspicionSettings& suspicion,
                     const BlockSettings& blocks, const TokenSettings& throughput, const ConsoleSettings& console)
    : memory_(std::move(memory)),
      history_(store
                   ? std::make_optional<History>(store->settings, fleet_, std::move(store->post), std::move(store->ask))
                   : std::nullopt),
      alerts_(alerts ? std::make_optional<Alerts>(alerts->settings, fleet_, std::move(alerts->post)) : std::nullopt),
      blocks_(blocks, fleet_),
      tokens_(throughput, fleet_),
      ingest_(ingest_settings(settings, session), fleet_, store ? &log_ : nullptr, alerts ? &urgent_ : nullptr,
              &orders_, &blocks_, &tokens_),
      neighbours_(neighbours, fleet_),
      suspicion_(suspicion, fleet_),
      console_(console, fleet_, suspicion_),
      lease_(session.is_alone() ? std::nullopt
                                : std::make_optional<Lease>(lease::Settings{.instance = session.instance})),
      session_(
          std::move(session), client,
          {.message =
               [this](std::string_view topic, std::string_view payload, const Now& now) {
                   ingest_.message(topic, payload, now, actions_);
                   carry_out(now);
               },
           .connected =
               [this](const Now& now) {
                   tell(lease::Online{}, now);
                   if (lease_ && lease_->active() && !active_) {
                       begin(now);
                   }
                   ingest_.connected(now);
               },
           .connection_lost =
               [this](const Now& now) {
                   ingest_.connection_lost();
                   tell(lease::Offline{}, now);
               },
           .heartbeat = [this](const Heartbeat& beat, const Now& now) { tell(lease::Heard{beat}, now); },
           .host_gone = [this](const Now& now) { tell(lease::Gone{}, now); },
           .pinged =
               [this](std::string_view node, std::string_view ping) {
                   if (active_ && session_.online()) {
                       session_.answer_ping(node, ping);
                   }
               },
           .checked =
               [this](std::string_view topic, std::string_view payload, const Now& now) {
                   if (const auto teller = check::teller_of(topic); teller && active_) {
                       console_.checks().heard({std::string(teller->area), std::string(teller->node)}, payload, now);
                   }
               },
           .reported = [this](std::string_view topic, std::string_view cms,
                              const Now& now) { take_report(topic, cms, now); }}),
      active_(!lease_) {
    if (alerts_) {
        alerts_->keep_back(
            [this](const alerts::Alert& alert) { return console_.in_maintenance(alert.area, alert.node); });
    }
    if (!active_) {
        cease();
    }
}

void Collector::on(const mqtt::Event& event, const Now& now) {
    tell(lease::Tick{}, now);
    session_.on(event, now);
}

/// Who goes says so with its STATE, and beats no more.
void Collector::stop(const Now& now) {
    lease_.reset();
    session_.stop(now);
}

void Collector::tell(const lease::Event& event, const Now& now) {
    if (!lease_) {
        return;
    }
    std::vector<lease::Action> actions;
    lease_->on(event, now, actions);
    for (const auto& action : actions) {
        if (const auto* beat = std::get_if<lease::Beat>(&action)) {
            session_.beat(beat->beat);
        } else if (std::holds_alternative<lease::StepDown>(action)) {
            cease();
            session_.change_voice(/*silent=*/true, now);
        } else {
            session_.change_voice(/*silent=*/false, now);
        }
    }
}

void Collector::begin(const Now& now) {
    active_ = true;
    ++takeovers_;
    ingest_.take_over(now);
    if (history_) {
        history_->resume();
    }
    if (alerts_) {
        alerts_->resume();
    }
}

void Collector::cease() {
    active_ = false;
    ingest_.stand_by();
    log_.full = false;
    if (history_) {
        history_->rest();
    }
    if (alerts_) {
        alerts_->rest();
    }
}

void Collector::tick(const Now& now) {
    tell(lease::Tick{}, now);
    session_.tick(now);
    if (history_ && active_) {
        history_->tick(now, settled_);
        for (const auto& report : settled_) {
            if (report.lost) {
                ingest_.lost(report.node, report.epoch, report.range, now);
            } else {
                ingest_.settled(report.node, report.epoch, report.range, now);
            }
        }
        settled_.clear();
    }
    ingest_.tick(now, actions_);
    carry_out(now);
    send_orders(now);
    see_to_blocks(now);
    give_turns(now);
    if (alerts_) {
        alerts_->tick(now);
    }
    rollup_.step(now);
    neighbours_.step(now);
    suspicion_.step(now, session_.online());
    console_.step(now);
    if (memory_.console.event) {
        console_.keep_changes(memory_.console);
    }
}

void Collector::carry_out(const Now& now) {
    if (alerts_) {
        alerts_->take(urgent_, now);
    }
    if (history_) {
        history_->take(log_, now);
    }
    for (const auto& action : actions_) {
        if (const auto* rebirth = std::get_if<ingest::AskRebirth>(&action)) {
            session_.ask_rebirth(rebirth->area, rebirth->node, now);
        } else if (const auto* remember = std::get_if<ingest::Remember>(&action)) {
            memory_.remember(*remember);
        } else if (const auto* forget = std::get_if<ingest::Forget>(&action)) {
            memory_.forget(*forget);
        } else if (const auto* settle = std::get_if<ingest::Settle>(&action)) {
            memory_.settle(*settle);
        }
    }
    actions_.clear();
}

void Collector::send_orders(const Now& now) {
    if (!active_ || !session_.online()) {
        return;
    }
    orders_.due(now, sends_);
    for (const auto& send : sends_) {
        const auto& node = fleet_.node(send.node);
        session_.order(node.area, node.node, send.order->bytes,
                       revocations_ ? std::string_view(revocations_(now)) : std::string_view(), now);
    }
    sends_.clear();
}

void Collector::take_report(std::string_view topic, std::string_view cms, const Now& now) {
    if (!active_ || !reports_) {
        return;
    }
    const auto outcome = reports_->take(topic, cms, now);
    if (outcome == ReportOutcome::stored || outcome == ReportOutcome::repeated) {
        session_.answer_report(pole_report_place(topic)->node, pole_report_id(cms));
    }
}

void Collector::see_to_blocks(const Now& now) {
    if (active_ && session_.online()) {
        blocks_.due(now, block_sends_);
        for (const auto& send : block_sends_) {
            const auto& node = fleet_.node(send.node);
            session_.verify_block(node.area, node.node, send.check, now);
        }
        block_sends_.clear();
    }
    if (!memory_.keep_block) {
        return;
    }
    std::vector<const Block*> changed;
    std::vector<BlockId> dropped;
    blocks_.take_changes(changed, dropped);
    for (const auto id : dropped) {
        memory_.drop_block(id);
    }
    for (const auto* block : changed) {
        memory_.keep_block(*block);
    }
}

void Collector::give_turns(const Now& now) {
    if (!active_) {
        tokens_.rest();
        return;
    }
    if (!session_.online()) {
        return;
    }
    tokens_.due(now, turn_sends_);
    for (const auto& send : turn_sends_) {
        const auto& node = fleet_.node(send.node);
        session_.give_turn(node.area, node.node, send.token, now);
    }
    turn_sends_.clear();
}

bool Collector::ask_check(const console::PoleName& pole, const std::string& id, const Now& now) {
    return active_ && session_.online() && session_.ask_check(pole.area, pole.node, id, now);
}

void Collector::settled(const ingest::Settle& settle, const Now& now) {
    tell(lease::Tick{}, now);
    if (active_ && session_.online()) {
        session_.acknowledge(settle.area, settle.node, settle.acknowledgements, now);
    }
}

}  // namespace magpie::collector
