#include "agent/netlink/survey.hpp"

#include <gtest/gtest.h>
#include <linux/nl80211.h>

#include "tests/fakes/fake_nl80211.hpp"
#include "tests/fakes/nl80211_messages.hpp"
#include "tests/unit/agent/netlink/cut_message.hpp"

namespace magpie::agent::netlink {
namespace {

namespace nl80211 = fakes::nl80211;
using Time = Survey::Time;

Survey whole() {
    return {.mhz = 5955,
            .offset_khz = 500,
            .in_use = true,
            .noise_dbm = -92,
            .active = Time(100'000),
            .busy = Time(12'500),
            .extension_busy = Time(100),
            .receive = Time(9'000),
            .transmit = Time(3'000),
            .scan = Time(20),
            .own_receive = Time(4'000)};
}

template <typename Write>
auto parsed(Write write) {
    const auto bytes = nl80211::message(NL80211_CMD_NEW_SURVEY_RESULTS, [&](MessageWriter& writer) {
        nl80211::write_index(writer, 3);
        nl80211::nest(writer, NL80211_ATTR_SURVEY_INFO, [&] { write(writer); });
    });
    return parse_survey(only(bytes));
}

TEST(Survey, EveryFigureIsRead) {
    const auto survey = parse_survey(only(nl80211::survey(3, whole()))).value().value();
    EXPECT_EQ(survey.mhz, 5955U);
    EXPECT_EQ(survey.offset_khz, 500U);
    EXPECT_TRUE(survey.in_use);
    EXPECT_EQ(survey.noise_dbm, -92);
    EXPECT_EQ(survey.active, Time(100'000));
    EXPECT_EQ(survey.busy, Time(12'500));
    EXPECT_EQ(survey.extension_busy, Time(100));
    EXPECT_EQ(survey.receive, Time(9'000));
    EXPECT_EQ(survey.transmit, Time(3'000));
    EXPECT_EQ(survey.scan, Time(20));
    EXPECT_EQ(survey.own_receive, Time(4'000));
}

TEST(Survey, WhatTheDriverDidNotFillIsAbsent) {
    const auto survey = parse_survey(only(nl80211::survey(3, {.mhz = 2412}))).value().value();
    EXPECT_EQ(survey.mhz, 2412U);
    EXPECT_FALSE(survey.in_use);
    EXPECT_FALSE(survey.noise_dbm);
    EXPECT_FALSE(survey.active);
    EXPECT_FALSE(survey.busy);
    EXPECT_FALSE(survey.extension_busy);
    EXPECT_FALSE(survey.receive);
    EXPECT_FALSE(survey.transmit);
    EXPECT_FALSE(survey.scan);
    EXPECT_FALSE(survey.own_receive);
}

TEST(Survey, WithoutAFrequencyIsOfTheRadio) {
    const auto survey = parse_survey(only(nl80211::survey(3, {.active = Time(5)}))).value().value();
    EXPECT_EQ(survey.mhz, 0U);
    EXPECT_EQ(survey.active, Time(5));
}

TEST(Survey, ATimeThatUnderflowedIsToldAsItIs) {
    const auto survey = parse_survey(only(nl80211::survey(3, {.mhz = 2412, .busy = Time(~0ULL)}))).value().value();
    EXPECT_EQ(survey.busy, Time(0xffffffffffffffff));
}

TEST(Survey, WithoutDataIsNothing) {
    const auto bytes = nl80211::message(NL80211_CMD_NEW_SURVEY_RESULTS,
                                        [](MessageWriter& writer) { nl80211::write_index(writer, 3); });
    const auto survey = parse_survey(only(bytes));
    ASSERT_TRUE(survey);
    EXPECT_FALSE(*survey);
}

TEST(Survey, WhatIsNotOfItsSizeIsMalformed) {
    for (unsigned type = NL80211_SURVEY_INFO_FREQUENCY; type <= NL80211_SURVEY_INFO_FREQUENCY_OFFSET; ++type) {
        if (type == NL80211_SURVEY_INFO_IN_USE || type == NL80211_SURVEY_INFO_PAD) {
            continue;
        }
        const auto survey = parsed([&](MessageWriter& writer) { writer.number<std::uint16_t>(type, 1); });
        ASSERT_FALSE(survey) << type;
        EXPECT_EQ(survey.error(), NetlinkError::malformed);
    }
}

TEST(Survey, TheLastOfAKindCounts) {
    const auto survey = parsed([](MessageWriter& writer) {
        writer.number<std::uint64_t>(NL80211_SURVEY_INFO_TIME, 1);
        writer.number<std::uint64_t>(NL80211_SURVEY_INFO_TIME, 2);
    });
    EXPECT_EQ(survey.value().value().active, Time(2));
}

TEST(Survey, OtherCommandsAreNothing) {
    EXPECT_FALSE(parse_survey(only(nl80211::wiphy(0, "phy0", {}))).value());
}

TEST(Survey, AMessageThatEndsAnywhereIsMalformedOrNothing) {
    for_each_cut(nl80211::survey(3, whole()), [](const Message& message) {
        const auto survey = parse_survey(message);
        EXPECT_FALSE(survey && *survey);
    });
}

TEST(ReadSurveys, AreOfTheInterfaceThatIsAskedFor) {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 kernel(others);
    kernel.survey_shows(3, {.mhz = 5180, .in_use = true});
    kernel.survey_shows(3, {.mhz = 5200});
    kernel.survey_shows(4, {.mhz = 2412, .in_use = true});
    std::vector<std::byte> buffer;
    std::vector<Survey> surveys;
    ASSERT_TRUE(read_surveys(kernel, kernel.nl80211_family, 3, buffer, surveys));
    ASSERT_EQ(surveys.size(), 2U);
    EXPECT_EQ(surveys[0].mhz, 5180U);
    EXPECT_TRUE(surveys[0].in_use);
    EXPECT_EQ(surveys[1].mhz, 5200U);
}

TEST(ReadSurveys, ThatOfTheRadioIsAskedForToo) {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 kernel(others);
    std::vector<std::byte> buffer;
    std::vector<Survey> surveys;
    ASSERT_TRUE(read_surveys(kernel, kernel.nl80211_family, 3, buffer, surveys));
    Attributes question(kernel.last_question());
    const auto interface = question.next();
    ASSERT_TRUE(interface);
    EXPECT_EQ(interface->type, NL80211_ATTR_IFINDEX);
    EXPECT_EQ(interface->number<std::uint32_t>(), 3U);
    EXPECT_EQ(question.next().value().type, NL80211_ATTR_SURVEY_RADIO_STATS);
}

TEST(ReadSurveys, AFailureLeavesNothing) {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 kernel(others);
    kernel.fails_with(NL80211_CMD_GET_SURVEY, NetlinkError::unsupported);
    std::vector<std::byte> buffer;
    std::vector<Survey> surveys(2);
    EXPECT_EQ(read_surveys(kernel, kernel.nl80211_family, 3, buffer, surveys).error(), NetlinkError::unsupported);
    EXPECT_TRUE(surveys.empty());
}

}  // namespace
}  // namespace magpie::agent::netlink
