#include "platform/log/log.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace magpie::log {
namespace {

TEST(Log, PlainLineHasTimeLevelAndFacts) {
    std::ostringstream out;
    const Log log(out, Style::plain, Level::info);
    log.warning("report refused", {{"reason", "too_large"}, {"bytes", 1048577U}, {"share", 0.25}, {"live", true}});
    std::string line = out.str();
    for (char& c : line) {
        c = c >= '0' && c <= '9' ? '9' : c;
    }
    EXPECT_EQ(line,
              "9999-99-99T99:99:99.999Z warning report refused reason=too_large bytes=9999999 share=9.99 live=yes\n");
}

TEST(Log, JournalLineHasItsPriority) {
    std::ostringstream out;
    const Log log(out, Style::journal, Level::debug);
    log.debug("a");
    log.info("b");
    log.warning("c");
    log.error("d", {{"n", -1}});
    EXPECT_EQ(out.str(), "<7>a\n<6>b\n<4>c\n<3>d n=-1\n");
}

TEST(Log, BelowTheLevelIsSilent) {
    std::ostringstream out;
    const Log log(out, Style::journal, Level::warning);
    log.info("quiet");
    EXPECT_EQ(out.str(), "");
}

TEST(Log, HostileTextStaysOnItsLineAndInItsFact) {
    std::ostringstream out;
    const Log log(out, Style::journal, Level::info);
    log.info("refused",
             {{"ssid", std::string("a\n<0>b\x1b[2J\xff")}, {"topic", "x level=1 \"y\""}, {"empty", ""}, {"{}", "{}"}});
    EXPECT_EQ(out.str(), "<6>refused ssid=a\\x0a<0>b\\x1b[2J\\xff topic=\"x level=1 \\\"y\\\"\" empty=\"\" {}={}\n");
}

TEST(Log, LongTextIsCut) {
    std::ostringstream out;
    const Log log(out, Style::journal, Level::info);
    log.info("refused", {{"text", std::string(100'000, 'x')}});
    EXPECT_LT(out.str().size(), 1000U);
}

}  // namespace
}  // namespace magpie::log
