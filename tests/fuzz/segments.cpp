// What an agent finds of the runs before it: tmpfs and flash may have kept anything. Structure: a list of files, each a
// byte that says where it lies and of which epoch, then a list of payloads; those of odd length lie there without
// checksum.

#include <string>

#include "agent/outbox/outbox.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_flash.hpp"
#include "tests/fakes/fake_storage.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie;
using fuzz::require;

std::string segment(fuzz::Input input) {
    std::string bytes;
    while (!input.empty()) {
        const bool is_sound = input.byte() % 8 != 0;
        const auto payload = input.piece();
        if (!is_sound || !agent::record::append_payload(bytes, payload)) {
            bytes += payload;
        }
    }
    return bytes;
}

/// All of an epoch, in the order in which it would be sent, is what is said to be held of it.
void require_held(agent::Outbox& outbox, const EarlierEpoch& epoch) {
    require(value(epoch.last) > 0 && value(epoch.oldest) <= value(epoch.last) + 1, "an epoch has an end");
    auto number = previous(epoch.oldest);
    while (const auto* report = outbox.after(epoch.epoch, number)) {
        require(report->epoch == epoch.epoch && report->range.first == next(number), "each number follows the other");
        require(report->range.first <= report->range.last && report->range.last <= epoch.last, "and was given out");
        require(!report->lost || report->samples.empty(), "what is lost is not there");
        number = report->range.last;
    }
    require(number == epoch.last, "up to the last");
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    fuzz::Input input(bytes);
    fakes::FakeStorage run;
    fakes::FakeStorage flash;
    fakes::FakeFlash flash_writer(flash);
    const auto limits = input.byte();
    const bool has_flash = (limits & 4) == 0;
    for (std::uint64_t place = 1; !input.empty() && place < 30; ++place) {
        const auto what = input.byte();
        const agent::Segment named{.place = place, .epoch = Epoch{1U + what % 8U}};
        const auto content = segment(fuzz::Input(input.piece()));
        if ((what & 0x40) != 0) {
            run.put(named.name(), content);
        }
        if ((what & 0x80) != 0 && has_flash) {
            flash.put(named.name(), content.substr(0, content.size() / 2));
        }
    }
    if ((limits & 8) != 0) {
        run.put("position", std::string(input.piece()));
    }
    fakes::FakeClock clock;
    agent::Reporter reporter;
    agent::Outbox outbox(Epoch{99},
                         {.memory_bytes = (limits & 1) != 0 ? std::size_t{1024} : std::size_t{1} << 20,
                          .flash_bytes = (limits & 2) != 0 ? std::size_t{1024} : std::size_t{1} << 20,
                          .boot = "b"},
                         reporter, {&run, has_flash ? &flash_writer : nullptr});
    outbox.recover();
    for (int i = 0; i < 3; ++i) {
        agent::Readings readings;
        readings.set<"link_up">(i % 2, "eth0");
        (void)outbox.commit(reporter.close(readings, clock.now(), i == 0, false), clock.now());
        clock.advance(Milliseconds{60'000});
        outbox.tick(clock.now());
    }
    require(outbox.newest() == ReportNumber{3}, "it goes on");
    const auto earlier = outbox.earlier();
    for (const auto& epoch : earlier) {
        require_held(outbox, epoch);
    }
    (void)outbox.mentioned();
    for (const auto& epoch : earlier) {
        outbox.acknowledged({.epoch = epoch.epoch, .received = epoch.last, .safe = epoch.last, .highest = epoch.last},
                            clock.now());
    }
    require(outbox.earlier().empty(), "once safe nothing is held");
    outbox.acknowledged(
        {.epoch = Epoch{99}, .received = ReportNumber{3}, .safe = ReportNumber{3}, .highest = ReportNumber{3}},
        clock.now());
    // But for the segment that is open, the position, and what only a later version can read.
    const auto left_alone = outbox.counters().left_alone;
    require(outbox.reports() == 0 && run.files().size() <= 2 + left_alone && flash.files().size() <= 1 + left_alone,
            "and no file is left");
}
