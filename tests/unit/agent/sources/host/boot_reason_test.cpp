#include "agent/sources/host/boot_reason.hpp"

#include <gtest/gtest.h>
#include <linux/watchdog.h>

#include "tests/unit/agent/sources/host/board.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;
using fakes::minutes_after_boot;

BootReason reason_on(const fakes::Board& board, const Now& now = minutes_after_boot(5)) {
    FileReader files;
    return BootReasonFinder(board.paths()).find(files, now);
}

/// A board whose kernel left a record, written that long before its boot.
void leave_record(const fakes::Board& board, const std::string& head, Milliseconds before_boot) {
    board.write("sys/fs/pstore/dmesg-ramoops-0", head + "#1 Part1\n<6>[  100.000000] ...\n");
    board.date("sys/fs/pstore/dmesg-ramoops-0", minutes_after_boot(0).wall - before_boot);
}

TEST(BootReason, WatchdogBitsHaveTheirMeaning) {
    EXPECT_EQ(from_watchdog_status(0), BootReason::unknown);
    EXPECT_EQ(from_watchdog_status(WDIOF_CARDRESET), BootReason::watchdog);
    EXPECT_EQ(from_watchdog_status(WDIOF_OVERHEAT | WDIOF_CARDRESET), BootReason::overheat);
    EXPECT_EQ(from_watchdog_status(WDIOF_POWERUNDER), BootReason::undervoltage);
    EXPECT_EQ(from_watchdog_status(WDIOF_POWEROVER), BootReason::overvoltage);
    EXPECT_EQ(from_watchdog_status(WDIOF_FANFAULT | WDIOF_EXTERN1), BootReason::unknown);
}

TEST(BootReason, StatedReasonsAreUnderstood) {
    const std::vector<std::pair<const char*, BootReason>> stated{
        {"regular power-up\n", BootReason::power},
        {"RTC wakeup\n", BootReason::unknown},
        {"watchdog timeout\n", BootReason::watchdog},
        {"software reset\n", BootReason::software},
        {"reset button action\n", BootReason::button},
        {"CPU clock failure\n", BootReason::unknown},
        {"brown-out reset\n", BootReason::undervoltage},
        {"over temperature\n", BootReason::overheat},
        {"unknown reason\n", BootReason::unknown},
        {"POWER_ON_RESET\n", BootReason::power},
        {"SW_MAIN\n", BootReason::software},
        {"SENSOR\n", BootReason::overheat},
        {"VFSENSOR\n", BootReason::unknown},
        {"MCCPLEXWDT\n", BootReason::watchdog},
        {"", BootReason::unknown},
    };
    for (const auto& [text, reason] : stated) {
        EXPECT_EQ(from_stated_reason(text), reason) << text;
    }
}

TEST(BootReason, ThePowerChipOfARaspberryPiIsUnderstood) {
    using namespace std::string_view_literals;
    EXPECT_EQ(from_power_chip("\0\0\0\0"sv), BootReason::unknown);
    EXPECT_EQ(from_power_chip("\0\0\0\1"sv), BootReason::overvoltage);
    EXPECT_EQ(from_power_chip("\0\0\0\2"sv), BootReason::undervoltage);
    EXPECT_EQ(from_power_chip("\0\0\0\4"sv), BootReason::overheat);
    EXPECT_EQ(from_power_chip("\0\0\0\10"sv), BootReason::unknown);
    EXPECT_EQ(from_power_chip("\0\0\0\20"sv), BootReason::watchdog);
    EXPECT_EQ(from_power_chip("\0\0\2"sv), BootReason::unknown);
}

TEST(BootReason, EveryBoardTellsItsOwnWay) {
    EXPECT_EQ(reason_on(fakes::Board("raspberry_pi_5")), BootReason::undervoltage);
    EXPECT_EQ(reason_on(fakes::Board("emmc_gateway")), BootReason::watchdog);
    EXPECT_EQ(reason_on(fakes::Board("nand_router")), BootReason::undervoltage);
    EXPECT_EQ(reason_on(fakes::Board()), BootReason::unknown);
}

TEST(BootReason, AFreshPanicIsTheCause) {
    const fakes::Board board;
    leave_record(board, "Panic", 30s);
    EXPECT_EQ(reason_on(board), BootReason::panic);
}

TEST(BootReason, AWatchdogThatBitAfterAPanicIsNot) {
    const fakes::Board board("emmc_gateway");
    leave_record(board, "Panic", 60s);
    EXPECT_EQ(reason_on(board), BootReason::panic);
}

TEST(BootReason, LowVoltageIsEvenAfterAPanic) {
    const fakes::Board board("raspberry_pi_5");
    leave_record(board, "Panic", 60s);
    EXPECT_EQ(reason_on(board), BootReason::undervoltage);
}

TEST(BootReason, AnOldPanicIsNot) {
    const fakes::Board board;
    leave_record(board, "Panic", 24h);
    EXPECT_EQ(reason_on(board), BootReason::unknown);
}

TEST(BootReason, AnOopsIsNot) {
    const fakes::Board board;
    leave_record(board, "Oops", 30s);
    EXPECT_EQ(reason_on(board), BootReason::unknown);
}

TEST(BootReason, APanicShowsWhenTheClockIsKnown) {
    const fakes::Board board;
    leave_record(board, "Panic", 30s);
    FileReader files;
    BootReasonFinder finder(board.paths());
    EXPECT_EQ(finder.find(files, {Monotonic(10s), UtcMs{}, false}), BootReason::unknown);
    EXPECT_EQ(finder.find(files, minutes_after_boot(2)), BootReason::panic);
}

TEST(BootReason, IsLookedForOnce) {
    const fakes::Board board("emmc_gateway");
    FileReader files;
    BootReasonFinder finder(board.paths());
    EXPECT_EQ(finder.find(files, minutes_after_boot(1)), BootReason::watchdog);
    board.remove("sys");
    EXPECT_EQ(finder.find(files, minutes_after_boot(2)), BootReason::watchdog);
}

TEST(BootReason, EachHasItsWord) {
    EXPECT_EQ(word_for(BootReason::unknown), "unknown");
    EXPECT_EQ(word_for(BootReason::undervoltage), "undervoltage");
    EXPECT_EQ(word_for(BootReason::panic), "panic");
}

}  // namespace
}  // namespace magpie::agent
