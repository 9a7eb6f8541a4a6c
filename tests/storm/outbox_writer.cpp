// An outbox alone, faster than time: for cutting its power and for counting what reaches the disk.
//
//   magpie_outbox_writer write DIRECTORY EPOCH REPORTS   reports of a pole, one each ten seconds of virtual time, never
//                                                        safe; says the highest number on flash after each write there
//   magpie_outbox_writer list DIRECTORY                  a line an epoch: its name, the oldest and the last number, how
//                                                        many of them are lost

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "agent/outbox/directory.hpp"
#include "agent/outbox/outbox.hpp"
#include "tests/bench/pole_series.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_flash.hpp"

namespace {

using namespace magpie;

int write(const char* path, std::uint64_t epoch, std::uint64_t reports) {
    agent::Directory directory(path);
    fakes::FakeFlash flash(directory);
    fakes::FakeClock clock;
    bench::PoleSeries pole(1);
    agent::Outbox outbox(Epoch{epoch}, {.boot = "boot"}, pole.reporter(), {.flash = &flash});
    std::uint64_t on_flash = 0;
    for (std::uint64_t number = 1; number <= reports; ++number) {
        auto report = pole.next(clock.now(), number % 6 == 1);
        if (number == 1) {
            outbox.recover();
        }
        (void)outbox.commit(std::move(report), clock.now());
        clock.advance(std::chrono::seconds(10));
        outbox.tick(clock.now());
        if (outbox.counters().flash_written != on_flash) {
            on_flash = outbox.counters().flash_written;
            std::printf("%" PRIu64 "\n", number);
            std::fflush(stdout);
        }
    }
    std::fprintf(stderr, "%" PRIu64 " bytes\n", on_flash);
    return outbox.counters().flash_failures.empty() ? 0 : 1;
}

int list(const char* path) {
    agent::Directory directory(path);
    fakes::FakeFlash flash(directory);
    agent::Reporter reporter;
    agent::Outbox outbox(Epoch{~std::uint64_t{0}}, {.boot = "boot"}, reporter, {.flash = &flash});
    outbox.recover();
    for (const auto& epoch : outbox.earlier()) {
        std::uint64_t lost = 0;
        auto number = previous(epoch.oldest);
        while (const auto* report = outbox.after(epoch.epoch, number)) {
            number = report->range.last;
            lost += report->lost ? value(report->range.last) + 1 - value(report->range.first) : 0;
        }
        std::printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", value(epoch.epoch), value(epoch.oldest),
                    value(number), lost);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string_view command = argc > 1 ? argv[1] : "";
    if (command == "write" && argc == 5) {
        return write(argv[2], std::strtoull(argv[3], nullptr, 10), std::strtoull(argv[4], nullptr, 10));
    }
    if (command == "list" && argc == 3) {
        return list(argv[2]);
    }
    std::fputs("usage: magpie_outbox_writer write DIRECTORY EPOCH REPORTS | list DIRECTORY\n", stderr);
    return 2;
}
