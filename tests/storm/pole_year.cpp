// A pole's year in minutes: agent, broker, collector and store in one process under virtual time, with the faults of a
// seed, and the account of every report at the end (README.md).
//
//   magpie_pole_year [--days N] [--seed N] [--faults-a-day N]

#include "tests/storm/pole_year.hpp"

#include <array>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace magpie::storm {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// A store takes what is a day old, and something else may have been in the way before and after.
constexpr Milliseconds nearly_a_day = hours(18);

/// The parts, what is wrong with them now, and what is to come.
class Year {
  public:
    Year(unsigned seed, double faults_a_day) : dice_(seed), gap_(faults_a_day / 86'400'000.0) {
        broker.keeps_no_log();
        collector.starts();
        pole.starts();
        carries();
        plan_next();
    }

    void passes(Milliseconds time, bool with_faults);
    /// Whatever is wrong is put right.
    void heals();

    Fates fates;
    fakes::FakeClock clock;
    fakes::FakeBroker broker;
    Store store{clock, fates};
    CollectorProcess collector{broker, clock, store};
    Pole pole{broker, clock, fates};
    std::uint64_t thrown = 0;
    /// What may have been too old for the store when there was a way to it.
    std::vector<Span> aged;

    [[nodiscard]] Dice& dice() { return dice_; }

  private:
    struct Held {
        void (*ends)(Year& year) = nullptr;  // null: nothing is wrong
        Monotonic since{};
        Monotonic at{};
    };

    void carries() {
        pole.looks_after_line();
        while (broker.delivers_next()) {
            pole.looks_after_line();
        }
    }
    void plan_next() { next_fault_ = clock.now().mono + Milliseconds(static_cast<std::int64_t>(gap_(dice_))); }
    void throw_one();
    void end(Held& held) {
        if (clock.now().mono - held.since > nearly_a_day) {
            aged.push_back({held.since - hours(6), clock.now().mono - nearly_a_day});
        }
        std::exchange(held.ends, nullptr)(*this);
        carries();
    }

    Dice dice_;
    std::exponential_distribution<double> gap_;  // ms from one fault to the next
    Monotonic next_fault_{};
    Monotonic next_tick_{};
    std::array<Held, 7> held_;  // by what is held
};

/// What a fault holds while it lasts, so that no two of them fight over it.
enum class Thing : std::uint8_t { board, line, broker, collector, store, flash, tmpfs };

struct Fault {
    unsigned weight;
    Thing holds;
    Milliseconds longest;
    void (*begins)(Year& year);
    void (*ends)(Year& year);
};

void flash_works(Year& year) {
    year.pole.flash_refuses(Refuses::nothing, year.dice());
}

void tmpfs_works(Year& year) {
    year.pole.tmpfs_refuses(Refuses::nothing, year.dice());
}

constexpr std::array<Fault, 16> faults{{
    {18, Thing::board, minutes(2), [](Year& y) { y.pole.is_killed(); }, [](Year& y) { y.pole.starts(); }},
    {10, Thing::board, minutes(20), [](Year& y) { y.pole.loses_power(y.dice()); }, [](Year& y) { y.pole.starts(); }},
    {14, Thing::line, hours(2), [](Year& y) { y.pole.line_is_down(true); },
     [](Year& y) { y.pole.line_is_down(false); }},
    {10, Thing::line, minutes(30), [](Year& y) { y.pole.line_hangs(true); }, [](Year& y) { y.pole.line_hangs(false); }},
    {10, Thing::line, {}, [](Year& y) { y.broker.loses_next_publish(1 + y.dice()() % 4); }, [](Year&) {}},
    {4, Thing::line, {}, [](Year& y) { y.broker.repeats_next_publish(1 + y.dice()() % 4); }, [](Year&) {}},
    {8, Thing::broker, hours(1), [](Year& y) { y.broker.broker_goes_away(); },
     [](Year& y) { y.broker.broker_returns(); }},
    {1, Thing::broker, hours(36), [](Year& y) { y.broker.broker_goes_away(); },
     [](Year& y) { y.broker.broker_returns(); }},
    {12, Thing::collector, minutes(10), [](Year& y) { y.collector.is_killed(); },
     [](Year& y) { y.collector.starts(); }},
    {8, Thing::store, hours(6), [](Year& y) { y.store.dies(); }, [](Year& y) { y.store.returns(); }},
    {3, Thing::flash, hours(1), [](Year& y) { y.pole.flash_refuses(Refuses::room, y.dice()); }, flash_works},
    {3, Thing::flash, hours(1), [](Year& y) { y.pole.flash_refuses(Refuses::each_write, y.dice()); }, flash_works},
    {3, Thing::flash, hours(1), [](Year& y) { y.pole.flash_refuses(Refuses::each_end, y.dice()); }, flash_works},
    {2, Thing::tmpfs, hours(1), [](Year& y) { y.pole.tmpfs_refuses(Refuses::room, y.dice()); }, tmpfs_works},
    {1, Thing::tmpfs, hours(1), [](Year& y) { y.pole.tmpfs_refuses(Refuses::each_write, y.dice()); }, tmpfs_works},
    {1, Thing::tmpfs, hours(1), [](Year& y) { y.pole.tmpfs_refuses(Refuses::each_end, y.dice()); }, tmpfs_works},
}};

void Year::throw_one() {
    unsigned sum = 0;
    for (const auto& fault : faults) {
        sum += fault.weight;
    }
    auto at = static_cast<unsigned>(dice_() % sum);
    const auto* fault = faults.data();
    for (; at >= fault->weight; ++fault) {
        at -= fault->weight;
    }
    auto& held = held_[static_cast<std::size_t>(fault->holds)];
    if (held.ends != nullptr) {
        return;
    }
    const auto longest = std::max<std::int64_t>(1, fault->longest.count());
    const auto now = clock.now().mono;
    held = {fault->ends, now, now + Milliseconds(static_cast<std::int64_t>(dice_()) % longest)};
    ++thrown;
    fault->begins(*this);
    carries();
}

void Year::passes(Milliseconds time, bool with_faults) {
    const auto end_of_it = clock.now().mono + time;
    while (clock.now().mono < end_of_it) {
        auto due = std::min({end_of_it, next_tick_, pole.due()});
        due = with_faults ? std::min(due, next_fault_) : due;
        for (const auto& held : held_) {
            due = held.ends != nullptr ? std::min(due, held.at) : due;
        }
        clock.advance(std::max(Milliseconds{}, due - clock.now().mono));
        const auto now = clock.now().mono;
        for (auto& held : held_) {
            if (held.ends != nullptr && held.at <= now) {
                end(held);
            }
        }
        if (with_faults && next_fault_ <= now) {
            throw_one();
            plan_next();
        }
        if (pole.due() <= now) {
            pole.ticks();
            carries();
        }
        if (next_tick_ <= now) {
            next_tick_ = now + std::chrono::seconds(1);
            collector.ticks();
            carries();
        }
    }
}

void Year::heals() {
    for (auto& held : held_) {
        if (held.ends != nullptr) {
            end(held);
        }
    }
}

struct Account {
    std::uint64_t committed = 0;
    std::uint64_t stored = 0;
    std::uint64_t undated = 0;  // stored, and may be counted as lost nevertheless
    std::uint64_t young = 0;
    std::uint64_t forced = 0;
    std::uint64_t others = 0;  // missing, and nothing excuses it
    std::uint64_t doubled = 0;
    std::uint64_t misdated = 0;
};

/// As the storm's (lib/account.mjs): `flash_after` before a power cut, and while a disk refuses.
bool within(const std::vector<Span>& spans, Monotonic taken) {
    constexpr Milliseconds flash_after{60'000};
    return std::ranges::any_of(spans,
                               [&](const Span& span) { return taken > span.from - flash_after && taken <= span.to; });
}

bool is_excused(const Year& year, Monotonic taken) {
    return within(year.pole.full(), taken) || within(year.pole.undated(), taken) || within(year.aged, taken);
}

double day(Monotonic at) {
    return static_cast<double>(at.time_since_epoch().count()) / 86.4e6;
}

Account draw(const Year& year, std::size_t until) {
    constexpr Milliseconds tolerance{2'000};
    Account account;
    const auto is_missing = [&](std::size_t i) {
        const auto& fate = year.fates[i];
        return !fate.stored && !within(year.pole.cuts(), fate.taken) && !is_excused(year, fate.taken);
    };
    for (std::size_t i = 0; i < until; ++i) {
        const auto& fate = year.fates[i];
        ++account.committed;
        account.doubled += fate.doubled ? 1U : 0U;
        if (fate.stored) {
            ++account.stored;
            account.undated += within(year.pole.undated(), fate.taken) ? 1U : 0U;
            const auto off = *fate.stored - fate.at;
            account.misdated += off > tolerance || off < -tolerance ? 1U : 0U;
        } else if (within(year.pole.cuts(), fate.taken)) {
            ++account.young;
        } else if (is_excused(year, fate.taken)) {
            ++account.forced;
        } else {
            ++account.others;
            if (i == 0 || fate.epoch != year.fates[i - 1].epoch || !is_missing(i - 1)) {
                std::printf("missing from: epoch %" PRIx64 " number %" PRIu64 ", day %.3f\n", value(fate.epoch),
                            value(fate.number), day(fate.taken));
            }
            if (i + 1 == until || fate.epoch != year.fates[i + 1].epoch || !is_missing(i + 1)) {
                std::printf("     through: epoch %" PRIx64 " number %" PRIu64 ", day %.3f\n", value(fate.epoch),
                            value(fate.number), day(fate.taken));
            }
        }
    }
    return account;
}

int run(int days, unsigned seed, double faults_a_day) {
    Year year(seed, faults_a_day);
    year.passes(hours(24) * days, true);
    year.heals();
    year.passes(hours(6), false);
    const auto until = year.fates.size();
    year.passes(hours(1), false);

    const auto account = draw(year, until);
    const auto lost = year.collector.lost();
    const auto missing = account.committed - account.stored;
    const auto unexcused = account.forced + account.others;
    const auto unaccounted = unexcused > lost ? unexcused - lost : 0;
    const auto most_lost = missing + account.undated;
    const auto overcounted = lost > most_lost ? lost - most_lost : 0;
    std::printf("seed %u: %d days, %" PRIu64 " faults, %u lives of the agent, %.1f MB written to flash\n\n", seed, days,
                year.thrown, year.pole.lives(), static_cast<double>(year.pole.flash_written()) / 1e6);
    std::printf(
        "committed    stored  missing     lost    young   forced  unaccounted  doubled  invented  misdated  "
        "overcounted  unforced\n");
    std::printf("%9" PRIu64 " %9" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %12" PRIu64 " %8" PRIu64
                " %9zu %9" PRIu64 " %12" PRIu64 " %9" PRIu64 "\n",
                account.committed, account.stored, missing, lost, account.young, account.forced, unaccounted,
                account.doubled, year.store.invented(), account.misdated, overcounted, account.others);
    const bool holds =
        unaccounted + account.doubled + year.store.invented() + account.misdated + overcounted + account.others == 0;
    std::printf("%s\n", holds ? "every report is accounted for" : "NOT every report is accounted for");
    return holds ? 0 : 1;
}

}  // namespace
}  // namespace magpie::storm

int main(int argc, char** argv) {
    int days = 365;
    unsigned seed = 1;
    double faults_a_day = 24;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string_view option = argv[i];
        if (option == "--days") {
            days = std::atoi(argv[i + 1]);
        } else if (option == "--seed") {
            seed = static_cast<unsigned>(std::atoi(argv[i + 1]));
        } else if (option == "--faults-a-day") {
            faults_a_day = std::atof(argv[i + 1]);
        } else {
            argc = 0;
        }
    }
    if (argc % 2 == 0 || days < 1 || faults_a_day <= 0) {
        std::fputs("magpie_pole_year [--days N] [--seed N] [--faults-a-day N]\n", stderr);
        return 2;
    }
    return magpie::storm::run(days, seed, faults_a_day);
}
