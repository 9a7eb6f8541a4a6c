#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent/outbox/outbox.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_flash.hpp"
#include "tests/fakes/fake_storage.hpp"

namespace magpie::agent {

/// A board with an outbox: runs that follow each other on one tmpfs and one flash.
class Spool {
  public:
    struct Options {
        std::size_t memory_bytes = std::size_t{2} << 20;
        std::size_t flash_bytes = std::size_t{16} << 20;
        bool has_run = true;
        bool has_flash = true;
        std::uint64_t first_epoch = 42;
        bool thin = false;
        Milliseconds flash_after{60'000};
    };
    Spool() : Spool(Options{}) {}
    explicit Spool(const Options& options) : options_(options), epoch_(options.first_epoch) { starts(); }

    /// A report every ten seconds, every sixth of them whole.
    void reports(int count, int series = 3) {
        for (int i = 0; i < count; ++i) {
            reports_once(committed_ % 6 == 0 || outbox->wants_whole(), series);
        }
    }
    void reports_once(bool whole, int series = 3) {
        Readings readings;
        for (int i = 0; i < series; ++i) {
            readings.count<"link_receive_bytes_total">(static_cast<double>(committed_) * 1000 + i,
                                                       "eth" + std::to_string(i));
        }
        auto report = reporter->close(readings, clock.now(), whole, false);
        if (outbox->newest() == ReportNumber{}) {
            outbox->recover();
        }
        (void)outbox->commit(std::move(report), clock.now());
        ++committed_;
        passes(std::chrono::seconds(10));
    }
    void passes(Milliseconds time) {
        const auto end = clock.now().mono + time;
        while (outbox->deadline() && *outbox->deadline() <= end) {
            clock.advance(std::max(Milliseconds{}, *outbox->deadline() - clock.now().mono));
            const auto due = outbox->deadline();
            outbox->tick(clock.now());
            if (outbox->deadline() == due) {
                break;
            }
        }
        clock.advance(std::max(Milliseconds{}, end - clock.now().mono));
    }
    /// As the next runs are configured.
    void is_given_memory(std::size_t bytes) { options_.memory_bytes = bytes; }
    /// What flash is asked for is done, and the outbox hears of it.
    void flash_finishes() {
        flash_writer.finishes();
        outbox->tick(clock.now());
    }
    /// The agent is killed and starts again; what flash was at work on is not done.
    void restarts() {
        outbox.reset();
        reporter.reset();
        ++epoch_;
        starts();
    }
    /// As restarts(), on a tmpfs that no longer knows the last number: a new epoch.
    void restarts_anew() {
        (void)run.remove({"position"}, false);
        restarts();
    }
    void power_is_cut(std::size_t appended_part = 0) {
        run = {};
        flash.power_is_cut(appended_part);
        boot_ += "'";
        restarts();
    }
    void hears(std::uint64_t received, std::uint64_t safe) { hears(outbox->epoch(), received, safe); }
    void hears(Epoch epoch, std::uint64_t received, std::uint64_t safe) {
        outbox->acknowledged({.epoch = epoch,
                              .received = ReportNumber{received},
                              .safe = ReportNumber{safe},
                              .highest = ReportNumber{received}},
                             clock.now());
    }
    /// All that is held of an epoch, in the order in which it would be sent.
    [[nodiscard]] std::vector<Report> held(Epoch epoch) {
        std::vector<Report> reports;
        ReportNumber number{};
        while (const auto* report = outbox->after(epoch, number)) {
            number = report->range.last;
            reports.push_back(*report);
        }
        return reports;
    }
    [[nodiscard]] std::vector<Report> held() { return held(outbox->epoch()); }

    fakes::FakeClock clock;
    fakes::FakeStorage run;
    fakes::FakeStorage flash;
    fakes::FakeFlash flash_writer{flash};
    std::unique_ptr<Reporter> reporter;
    std::unique_ptr<Outbox> outbox;

  private:
    void starts() {
        flash_writer = fakes::FakeFlash(flash);
        reporter = std::make_unique<Reporter>();
        outbox = std::make_unique<Outbox>(
            Epoch{epoch_},
            OutboxSettings{.memory_bytes = options_.memory_bytes,
                           .flash_bytes = options_.flash_bytes,
                           .flash_after = options_.flash_after,
                           .thin = options_.thin,
                           .boot = "boot" + boot_},
            *reporter, OutboxStorage{options_.has_run ? &run : nullptr, options_.has_flash ? &flash_writer : nullptr});
    }

    Options options_;
    std::uint64_t epoch_;
    std::string boot_;
    std::uint64_t committed_ = 0;
};

}  // namespace magpie::agent
