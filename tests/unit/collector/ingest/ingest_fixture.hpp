#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "collector/ingest/ingest.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/ingest/pole.hpp"

namespace magpie::collector {

/// Ingest over a fleet, under virtual time, with a memory of what it asked to be remembered. A healthy pole is always
/// there: whatever a test does to another, the healthy one's series must be as they were and its next report must be
/// taken. That is checked at the end of each test.
class IngestFixture : public ::testing::Test {
  public:
    using Verb = sparkplug::Verb;

    IngestFixture() {
        settings.nodes = 4;
        settings.held_bytes = 2000;
        begin();
        says(healthy, Verb::nbirth, healthy.birth(now()));
        says(healthy, Verb::ndata, healthy.report(now(), {{fakes::Pole::bytes, healthy_bytes}}));
    }
    ~IngestFixture() override = default;

    void TearDown() override {
        EXPECT_EQ(value(healthy, fakes::Pole::bytes), healthy_bytes)
            << "another node's message changed the healthy one";
        EXPECT_EQ(value(healthy, fakes::Pole::celsius), 41.5) << "another node's message changed the healthy one";
        EXPECT_EQ(life(healthy), Life::up);
        says(healthy, Verb::ndata, healthy.report(now(), {{fakes::Pole::bytes, healthy_bytes + 1}}));
        EXPECT_EQ(value(healthy, fakes::Pole::bytes), healthy_bytes + 1) << "the healthy node is no longer heard";
    }

    [[nodiscard]] Now now() const { return clock.now(); }

    /// A collector with an empty memory, and a connection.
    void begin() {
        fleet = std::make_unique<Fleet>();
        orders = std::make_unique<OrderBook>(*fleet);
        ingest = std::make_unique<Ingest>(settings, *fleet, logs ? &log : nullptr, &urgent, orders.get());
        ingest->connected(now());
    }
    /// The process ends and comes back with what was remembered.
    void restart() {
        fleet = std::make_unique<Fleet>();
        orders = std::make_unique<OrderBook>(*fleet);
        ingest = std::make_unique<Ingest>(settings, *fleet, logs ? &log : nullptr, &urgent, orders.get());
        for (auto& [id, entry] : remembered) {
            auto stored = entry.node;
            stored.plan = entry.plan.empty() ? nullptr : ingest->restore_plan(entry.plan);
            ingest->restore_node(stored, now());
        }
        for (const auto& [id, settled] : ledgers) {
            ingest->restore_ledger(id, settled.ledger);
        }
        ingest->connected(now());
    }

    void hears(std::string_view topic, std::string_view payload) {
        ingest->message(topic, payload, now(), actions);
        carry_out();
    }
    template <typename Edge>
    void says(const Edge& edge, Verb verb, const std::string& payload, std::string_view device = {}) {
        hears(edge.topic(verb, device), payload);
    }

    /// Time passes; the healthy pole goes on reporting.
    void pass(Milliseconds time) {
        for (const auto end = now().mono + time; now().mono < end;) {
            clock.advance(std::min(Milliseconds{250}, end - now().mono));
            if (now().mono >= healthy_reports_at) {
                healthy_reports_at = now().mono + Milliseconds{10000};
                says(healthy, Verb::ndata, healthy.report(now()));
            }
            ingest->tick(now(), actions);
            carry_out();
        }
    }

    template <typename Edge>
    [[nodiscard]] std::optional<Life> life(const Edge& edge) const {
        const auto index = fleet->find(edge.area, edge.id);
        return index ? std::optional(fleet->life(*index)) : std::nullopt;
    }
    /// What the fleet holds under an alias; nothing while the series is absent.
    [[nodiscard]] std::optional<double> value(const fakes::Pole& pole, std::uint64_t alias) const {
        const auto index = fleet->find(pole.area, pole.id);
        if (!index || fleet->node(*index).row == Node::none) {
            return std::nullopt;
        }
        const auto& node = fleet->node(*index);
        const double held = fleet->shapes()[node.shape].row_values(node.row)[alias - 1];
        return std::isnan(held) ? std::nullopt : std::optional(held);
    }
    [[nodiscard]] std::uint64_t lost(const fakes::Pole& pole) const {
        return fleet->node(*fleet->find(pole.area, pole.id)).lost;
    }

    /// What a node was told last of its present epoch.
    [[nodiscard]] const Acknowledge& told(const std::string& id) const {
        return ledgers.at(id).acknowledgements.front();
    }

    [[nodiscard]] std::uint64_t refused(Reason reason) const { return ingest->refusals().counted(reason); }
    [[nodiscard]] std::uint64_t tolerated(Reason reason) const { return ingest->tolerated().counted(reason); }
    [[nodiscard]] std::uint64_t refused_in_all() const { return in_all(ingest->refusals()); }
    [[nodiscard]] std::uint64_t tolerated_in_all() const { return in_all(ingest->tolerated()); }
    [[nodiscard]] std::size_t rebirths_asked(std::string_view node) const {
        return static_cast<std::size_t>(std::ranges::count(asked, node));
    }

    struct Remembered {
        ingest::Remember node;  // without its plan
        std::string plan;       // content; empty: foreign
    };

    fakes::FakeClock clock;
    ingest::Settings settings;
    bool logs = false;  // from the next begin()
    ReportLog log;
    std::vector<UrgentReport> urgent;
    std::unique_ptr<Fleet> fleet;
    std::unique_ptr<OrderBook> orders;
    std::unique_ptr<Ingest> ingest;
    fakes::Pole healthy{.area = "jongno", .id = "healthy"};
    std::vector<std::string> asked;  // rebirths, by node
    std::map<std::string, Remembered> remembered;
    std::map<std::string, ingest::Settle> ledgers;
    std::vector<ingest::Forget> forgotten;

  private:
    static constexpr double healthy_bytes = 4242;

    static std::uint64_t in_all(const Refusals& refusals) {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < reason_words.size(); ++i) {
            sum += refusals.counted(static_cast<Reason>(i));
        }
        return sum;
    }

    void carry_out() {
        for (const auto& action : actions) {
            if (const auto* rebirth = std::get_if<ingest::AskRebirth>(&action)) {
                asked.push_back(rebirth->node);
            } else if (const auto* remember = std::get_if<ingest::Remember>(&action)) {
                auto& entry = remembered[remember->node];
                entry = {*remember, remember->plan ? remember->plan->content : std::string()};
                entry.node.plan.reset();
            } else if (const auto* forget = std::get_if<ingest::Forget>(&action)) {
                forgotten.push_back(*forget);
                if (const auto found = remembered.find(forget->node);
                    found != remembered.end() && found->second.node.area == forget->area) {
                    remembered.erase(found);
                    ledgers.erase(forget->node);
                }
            } else if (const auto* settle = std::get_if<ingest::Settle>(&action)) {
                ledgers[settle->node] = *settle;
            }
        }
        actions.clear();
    }

    std::vector<ingest::Action> actions;
    Monotonic healthy_reports_at{};
};

}  // namespace magpie::collector
