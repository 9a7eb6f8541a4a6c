#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/app/city_collector.hpp"
#include "tests/unit/collector/app/city_pole.hpp"
#include "tests/unit/collector/app/city_store.hpp"

namespace magpie::fakes {

/// Many agents, a broker and a collector in one process, under virtual time. Everything that is due is done at its
/// moment, in the same order in every run with the same seed.
class City {
  public:
    struct Settings {
        std::size_t poles = 8;
        std::size_t outbox_bytes = std::size_t{2} << 20;  // of each pole
        std::uint32_t seed = 1;
        bool history = false;
        bool pair = false;  // a second collector
    };

    explicit City(const Settings& settings)
        : collector(broker, ingest_settings(), settings.history ? &store : nullptr, settings.pair ? "a" : "") {
        if (settings.pair) {
            second =
                std::make_unique<CityCollector>(broker, ingest_settings(), settings.history ? &store : nullptr, "b");
        }
        broker.keeps_no_log();
        for (std::size_t i = 0; i < settings.poles; ++i) {
            poles.push_back(std::make_unique<CityPole>(
                broker, i % 2 == 0 ? "mapo" : "jongno", "pole-" + std::to_string(i),
                settings.seed * 1000 + static_cast<std::uint32_t>(i), settings.outbox_bytes));
        }
        collector.starts(clock);
        if (second) {
            second->starts(clock);
        }
        broker.delivers();
        for (auto& pole : poles) {
            pole->starts(clock);
        }
        broker.delivers();
    }

    void passes(Milliseconds time) {
        const auto end = clock.now().mono + time;
        while (true) {
            auto due = std::min(end, collector_tick_);
            for (const auto& pole : poles) {
                due = pole->runs() ? std::min(due, pole->agent().deadline()) : due;
            }
            clock.advance(std::max(Milliseconds{0}, due - clock.now().mono));
            if (clock.now().mono >= end) {
                return;
            }
            for (const auto& pole : poles) {
                if (pole->runs() && clock.now().mono >= pole->agent().deadline()) {
                    pole->agent().tick(clock.now());
                    broker.delivers();
                }
            }
            if (clock.now().mono >= collector_tick_) {
                collector_tick_ = clock.now().mono + Milliseconds{250};
                collector.ticks(clock.now());
                if (second) {
                    second->ticks(clock.now());
                }
                broker.delivers();
            }
        }
    }

    static collector::ingest::Settings ingest_settings() {
        collector::ingest::Settings settings;
        settings.acknowledge_every = Milliseconds{2000};
        settings.rebirths.longest_backoff = Milliseconds{20000};
        return settings;
    }

    FakeClock clock;
    FakeBroker broker;
    std::vector<std::unique_ptr<CityPole>> poles;
    CityStore store;
    CityCollector collector;
    std::unique_ptr<CityCollector> second;

  private:
    Monotonic collector_tick_{};
};

}  // namespace magpie::fakes
