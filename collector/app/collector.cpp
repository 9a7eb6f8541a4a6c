#include "collector/app/collector.hpp"

#include <utility>

namespace magpie::collector {

Collector::Collector(SessionSettings session, const ingest::Settings& settings, mqtt::Client& client, Memory memory,
                     std::optional<HistoryStore> store, std::optional<AlertReceivers> alerts)
    : memory_(std::move(memory)),
      history_(store
                   ? std::make_optional<History>(store->settings, fleet_, std::move(store->post), std::move(store->ask))
                   : std::nullopt),
      alerts_(alerts ? std::make_optional<Alerts>(alerts->settings, fleet_, std::move(alerts->post)) : std::nullopt),
      ingest_(settings, fleet_, store ? &log_ : nullptr, alerts ? &urgent_ : nullptr),
      session_(std::move(session), client,
               {.message =
                    [this](std::string_view topic, std::string_view payload, const Now& now) {
                        ingest_.message(topic, payload, now, actions_);
                        carry_out(now);
                    },
                .connected = [this](const Now& now) { ingest_.connected(now); },
                .connection_lost = [this](const Now& /*now*/) { ingest_.connection_lost(); }}) {}

void Collector::tick(const Now& now) {
    session_.tick(now);
    if (history_) {
        history_->tick(now, settled_);
        for (const auto& report : settled_) {
            ingest_.settled(report.node, report.epoch, report.range, now);
        }
        settled_.clear();
    }
    ingest_.tick(now, actions_);
    carry_out(now);
    if (alerts_) {
        alerts_->tick(now);
    }
    rollup_.step(now);
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

void Collector::settled(const ingest::Settle& settle, const Now& now) {
    if (session_.online()) {
        session_.acknowledge(settle.area, settle.node, settle.acknowledgements, now);
    }
}

}  // namespace magpie::collector
