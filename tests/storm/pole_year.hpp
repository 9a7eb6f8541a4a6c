#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "agent/app/agent.hpp"
#include "collector/app/collector.hpp"
#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_flash.hpp"
#include "tests/fakes/fake_storage.hpp"
#include "tests/unit/collector/history/read_write_request.hpp"

/// What a pole's year is made of: a pole, a collector and a store that can break, and what became of each report.
namespace magpie::storm {

using Dice = std::minstd_rand;

/// Of one report: when it was committed, and under which times it is in the store. Times are true ones.
struct Fate {
    Epoch epoch{};
    ReportNumber number{};
    Monotonic taken{};
    UtcMs at{};
    std::optional<UtcMs> stored{};
    bool doubled = false;
};

/// By the number that each report carries as a measurement, counted from 1.
using Fates = std::vector<Fate>;

/// Answers at the next tick, keeps what it took some seconds after, and loses it when it dies before.
class Store {
  public:
    Store(const fakes::FakeClock& clock, Fates& fates) : clock_(clock), fates_(fates) {}

    [[nodiscard]] collector::HistoryStore edge() {
        requests_.clear();
        return {.settings = {.settle = Milliseconds{8'000}}, .post = [this](std::size_t shard, std::string body) {
                    requests_.emplace_back(shard, std::move(body));
                }};
    }
    void ticks(collector::History& history) {
        const auto now = clock_.now();
        const auto ripe =
            std::ranges::find_if(fresh_, [&](const Fresh& one) { return one.taken + keeps_after > now.mono; });
        std::for_each(fresh_.begin(), ripe, [&](const Fresh& one) { keep(one); });
        fresh_.erase(fresh_.begin(), ripe);
        const bool broke = std::exchange(broke_, false);
        for (auto& [shard, body] : std::exchange(requests_, {})) {
            if (away_ || broke) {
                history.answered(shard, tl::unexpected(http::Failure::no_connection), now);
                continue;
            }
            for (const auto& series : collector::read_body(body)) {
                if (series.name().find("=magpie_link_receive_bytes_total,") != std::string::npos) {
                    for (const auto& [time, value] : series.points) {
                        fresh_.push_back({now.mono, time, static_cast<std::size_t>(value)});
                    }
                }
            }
            history.answered(shard, http::Answer{.status = 204}, now);
        }
        if (broke) {
            history.connection_lost(0);
            history.connection_lost(1);
        }
    }
    void dies() {
        away_ = broke_ = true;
        fresh_.clear();
    }
    void returns() { away_ = false; }
    /// Of reports nobody committed.
    [[nodiscard]] std::size_t invented() const { return invented_; }

  private:
    struct Fresh {
        Monotonic taken;
        std::int64_t time;
        std::size_t report;
    };
    static constexpr Milliseconds keeps_after{7'000};

    void keep(const Fresh& one) {
        if (one.report == 0 || one.report > fates_.size()) {
            ++invented_;
            return;
        }
        auto& fate = fates_[one.report - 1];
        const UtcMs time{Milliseconds{one.time}};
        fate.doubled = fate.doubled || (fate.stored && *fate.stored != time);
        fate.stored = time;
    }

    const fakes::FakeClock& clock_;
    Fates& fates_;
    std::vector<std::pair<std::size_t, std::string>> requests_;
    std::vector<Fresh> fresh_;
    bool away_ = false;
    bool broke_ = false;
    std::size_t invented_ = 0;
};

/// The collector's process, its memory on a disk that commits at the next tick.
class CollectorProcess {
  public:
    CollectorProcess(fakes::FakeBroker& broker, const fakes::FakeClock& clock, Store& store)
        : broker_(broker), clock_(clock), store_(store) {}

    void starts() {
        client_ = std::make_unique<fakes::FakeMqttClient>(broker_);
        collector_ = std::make_unique<collector::Collector>(
            collector::SessionSettings{.server = "tcp://broker:1883", .seed = ++lives_}, collector::ingest::Settings{},
            *client_,
            collector::Memory{.remember =
                                  [this](const collector::ingest::Remember& node) {
                                      unwritten_.push_back(
                                          [this, node, plan = node.plan ? node.plan->content : std::string()] {
                                              node_ = node;
                                              node_->plan.reset();
                                              plan_ = plan;
                                          });
                                  },
                              .forget = [](const collector::ingest::Forget&) {},
                              .settle =
                                  [this](const collector::ingest::Settle& settle) {
                                      unwritten_.push_back([this, settle] {
                                          ledger_ = settle.ledger;
                                          written_.push_back(settle);
                                      });
                                  }},
            store_.edge());
        if (node_) {
            auto node = *node_;
            node.plan = plan_.empty() ? nullptr : collector_->ingest().restore_plan(plan_);
            collector_->ingest().restore_node(node, clock_.now());
        }
        if (node_ && !ledger_.empty()) {
            collector_->ingest().restore_ledger(node_->node, ledger_);
        }
        client_->listen([this](const mqtt::Event& event) { collector_->on(event, clock_.now()); });
        collector_->start(clock_.now());
    }
    /// What the disk had not taken is gone.
    void is_killed() {
        broker_.cut(*client_);
        collector_.reset();
        client_.reset();
        unwritten_.clear();
        written_.clear();
    }
    void ticks() {
        if (!collector_) {
            return;
        }
        for (const auto& write : std::exchange(unwritten_, {})) {
            write();
        }
        for (const auto& settle : std::exchange(written_, {})) {
            collector_->settled(settle, clock_.now());
        }
        collector_->tick(clock_.now());
        store_.ticks(*collector_->history());
    }
    /// Reports that it will never have, as on its disk.
    [[nodiscard]] std::uint64_t lost() const { return collector::Ledger::decode(ledger_).lost(); }

  private:
    fakes::FakeBroker& broker_;
    const fakes::FakeClock& clock_;
    Store& store_;
    std::uint32_t lives_ = 0;
    std::unique_ptr<fakes::FakeMqttClient> client_;
    std::unique_ptr<collector::Collector> collector_;
    std::vector<std::function<void()>> unwritten_;
    std::vector<collector::ingest::Settle> written_;
    std::optional<collector::ingest::Remember> node_;
    std::string plan_;
    std::string ledger_;
};

/// A time in which the rules allow that reports are lost.
struct Span {
    Monotonic from;
    Monotonic to;
};

/// What a disk does: it is full, gives EIO, writes a part and gives EIO, or works.
enum class Refuses : std::uint8_t { room, each_write, each_end, nothing };

/// A board: its agent as it is shipped, tmpfs, flash, and a clock without a battery.
class Pole {
  public:
    Pole(fakes::FakeBroker& broker, const fakes::FakeClock& clock, Fates& fates)
        : broker_(broker), clock_(clock), fates_(fates) {}

    void starts() {
        agent::Config config;
        config.node.area = "mapo";
        config.node.id = "pole-1";
        config.mqtt.servers = {"tcp://broker:1883"};
        std::vector<std::unique_ptr<agent::Source>> sources;
        sources.push_back(std::make_unique<Eyes>(fates_));
        client_ = std::make_unique<fakes::FakeMqttClient>(broker_);
        ++lives_;
        flash_writer_ = fakes::FakeFlash(flash_);
        agent_ = std::make_unique<agent::Agent>(config,
                                                agent::Beginning{.epoch = Epoch{(std::uint64_t{1} << 40) + lives_},
                                                                 .next_bd_seq = next_bd_seq_,
                                                                 .seed = lives_,
                                                                 .model = "year",
                                                                 .boot = "boot-" + std::to_string(boots_),
                                                                 .outbox = {&run_, &flash_writer_}},
                                                std::move(sources), *client_,
                                                [this](std::uint8_t next) { next_bd_seq_ = next; });
        client_->listen([this](const mqtt::Event& event) {
            agent_->on(event, now());
            note();
        });
        agent_->start(now());
        note();
        if (flash_refuses_since_) {
            flash_refuses_since_ = std::min(*flash_refuses_since_, dead_since_);  // nobody wrote either
        }
    }
    void is_killed() {
        dead_since_ = clock_.now().mono;
        if (tmpfs_refuses_since_) {
            loses_memory();
        }
        broker_.cut(*client_);
        agent_.reset();
        client_.reset();
    }
    /// Of what flash was taking in part is there. The clock is unknown for a while once the board is up again.
    void loses_power(Dice& dice) {
        const auto now = clock_.now().mono;
        loses_memory();
        if (now < knows_time_at_) {
            undated_.push_back({booted_, now});
        }
        is_killed();
        run_ = {};
        flash_.power_is_cut(dice() % 4096);
        ++boots_;
        booted_ = now;
        knows_time_at_ = now + std::chrono::seconds(dice() % 7200);
    }
    void line_is_down(bool down) {
        is_down_ = down;
        looks_after_line();
    }
    void line_hangs(bool hangs) {
        hangs_ = hangs;
        looks_after_line();
        if (!hangs && client_) {
            broker_.cut(*client_);  // at last both ends notice
        }
    }
    /// A connection that was made meanwhile.
    void looks_after_line() {
        if (client_ && is_down_ && broker_.is_connected(*client_)) {
            broker_.cut(*client_);
        } else if (client_ && hangs_ && broker_.is_connected(*client_)) {
            broker_.hangs(*client_);
        }
    }
    void flash_refuses(Refuses how, Dice& dice) { refuses(flash_, how, dice, flash_refuses_since_); }
    void tmpfs_refuses(Refuses how, Dice& dice) { refuses(run_, how, dice, tmpfs_refuses_since_); }

    /// When something is to be done; true time.
    [[nodiscard]] Monotonic due() const {
        return agent_ ? booted_ + agent_->deadline().time_since_epoch() : Monotonic::max();
    }
    void ticks() {
        agent_->tick(now());
        note();
    }

    /// What was on no flash is gone: a power cut, or a kill while tmpfs refuses. From when nothing went to flash.
    [[nodiscard]] const std::vector<Span>& cuts() const { return cuts_; }
    /// A disk that refuses.
    [[nodiscard]] const std::vector<Span>& full() const { return full_; }
    /// A boot that never knew the time: nothing dates what it left, so that the pole tells of it as lost, also of what
    /// is in the store and was not said to be safe.
    [[nodiscard]] const std::vector<Span>& undated() const { return undated_; }
    [[nodiscard]] std::uint32_t lives() const { return lives_; }
    [[nodiscard]] std::uint64_t flash_written() const { return flash_.written(); }

  private:
    /// The number of the report that is being made, and a temperature that wanders.
    class Eyes final : public agent::Source {
      public:
        explicit Eyes(const Fates& fates) : fates_(fates) {}
        void sample(agent::Readings& readings, const Now& /*now*/) override {
            readings.count<"link_receive_bytes_total">(static_cast<double>(fates_.size() + 1), "eth0");
            readings.set<"link_up">(1, "eth0");
            readings.set<"host_temperature_celsius">(static_cast<double>(fates_.size() % 100) / 4, "cpu0");
        }

      private:
        const Fates& fates_;
    };

    [[nodiscard]] Now now() const {
        const auto truth = clock_.now();
        const Monotonic mono{truth.mono - booted_};
        const bool known = truth.mono >= knows_time_at_;
        return {mono, known ? truth.wall : UtcMs{mono.time_since_epoch()}, known};
    }
    void note() {
        const auto& report = agent_->outbox().committed();
        const bool is_new =
            fates_.empty() || fates_.back().epoch != report.epoch || fates_.back().number != report.range.last;
        if (report.range.last != ReportNumber{} && is_new) {
            fates_.push_back({report.epoch, report.range.last, clock_.now().mono, clock_.now().wall});
        }
    }
    void loses_memory() {
        const auto now = clock_.now().mono;
        cuts_.push_back({flash_refuses_since_.value_or(now), now});
    }
    void refuses(fakes::FakeStorage& storage, Refuses how, Dice& dice, std::optional<Monotonic>& since) {
        switch (how) {
            case Refuses::room:
                storage.is_full_at(storage.size());
                break;
            case Refuses::each_write:
                storage.writes_fail();
                break;
            case Refuses::each_end:
                storage.writes_stop_short_by(1 + dice() % 200);
                break;
            case Refuses::nothing:
                storage.works_again();
                full_.push_back({*std::exchange(since, std::nullopt), clock_.now().mono});
                return;
        }
        since = clock_.now().mono;
    }

    fakes::FakeBroker& broker_;
    const fakes::FakeClock& clock_;
    Fates& fates_;
    fakes::FakeStorage run_;
    fakes::FakeStorage flash_;
    fakes::FakeFlash flash_writer_{flash_};
    Monotonic booted_{};
    Monotonic knows_time_at_{};
    Monotonic dead_since_{};
    std::optional<Monotonic> flash_refuses_since_;
    std::optional<Monotonic> tmpfs_refuses_since_;
    bool is_down_ = false;
    bool hangs_ = false;
    std::uint32_t lives_ = 0;
    std::uint32_t boots_ = 1;
    std::uint8_t next_bd_seq_ = 0;
    std::unique_ptr<fakes::FakeMqttClient> client_;
    std::unique_ptr<agent::Agent> agent_;
    std::vector<Span> cuts_;
    std::vector<Span> full_;
    std::vector<Span> undated_;
};

}  // namespace magpie::storm
