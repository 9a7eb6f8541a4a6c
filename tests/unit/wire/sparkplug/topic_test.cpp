#include "wire/sparkplug/topic.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::sparkplug {
namespace {

constexpr Verb all_verbs[] = {Verb::nbirth, Verb::ndata,  Verb::ndeath, Verb::ncmd, Verb::dbirth,
                              Verb::ddata,  Verb::ddeath, Verb::dcmd,   Verb::state};

BadTopic problem(std::string_view text) {
    const auto parsed = parse_topic(text);
    EXPECT_FALSE(parsed) << text;
    return parsed ? BadTopic{99} : parsed.error();
}

TEST(Topic, OfANodeHasFourLevels) {
    const auto parsed = parse_topic("spBv1.0/mapo/NBIRTH/pole-1");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->area, "mapo");
    EXPECT_EQ(parsed->verb, Verb::nbirth);
    EXPECT_EQ(parsed->node, "pole-1");
    EXPECT_EQ(parsed->device, "");
}

TEST(Topic, OfADeviceHasFiveLevels) {
    const auto parsed = parse_topic("spBv1.0/mapo/DDATA/pole-1/air");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->verb, Verb::ddata);
    EXPECT_EQ(parsed->device, "air");
}

TEST(Topic, OfStateNamesTheHost) {
    const auto parsed = parse_topic("spBv1.0/STATE/collector");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->verb, Verb::state);
    EXPECT_EQ(parsed->node, "collector");
    EXPECT_EQ(parsed->area, "");
}

TEST(Topic, WhatIsWrittenIsReadBack) {
    for (const auto verb : all_verbs) {
        if (verb == Verb::state) {
            continue;
        }
        const auto device = is_about_device(verb) ? "air" : "";
        const auto text = topic("mapo", verb, "pole-1", device);
        const auto parsed = parse_topic(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->verb, verb);
        EXPECT_EQ(parsed->device, device);
    }
    EXPECT_EQ(parse_topic(state_topic("collector"))->node, "collector");
}

TEST(Topic, SixLevelsAreRefused) {
    EXPECT_EQ(problem("spBv1.0/mapo/DDATA/pole-1/air/more"), BadTopic::level_count);
}

TEST(Topic, ThreeLevelsAreRefusedUnlessState) {
    EXPECT_EQ(problem("spBv1.0/mapo/NBIRTH"), BadTopic::level_count);
    EXPECT_EQ(problem("spBv1.0"), BadTopic::level_count);
}

TEST(Topic, NothingIsRefused) {
    EXPECT_EQ(problem(""), BadTopic::namespace_unknown);
}

TEST(Topic, ADeviceOnANodesVerbIsRefused) {
    EXPECT_EQ(problem("spBv1.0/mapo/NDATA/pole-1/air"), BadTopic::level_count);
}

TEST(Topic, ADevicesVerbWithoutADeviceIsRefused) {
    EXPECT_EQ(problem("spBv1.0/mapo/DDATA/pole-1"), BadTopic::level_count);
}

TEST(Topic, OtherNamespacesAreRefused) {
    EXPECT_EQ(problem("spAv1.0/mapo/NDATA/pole-1"), BadTopic::namespace_unknown);
    EXPECT_EQ(problem("spBv1.1/mapo/NDATA/pole-1"), BadTopic::namespace_unknown);
    EXPECT_EQ(problem("SPBV1.0/mapo/NDATA/pole-1"), BadTopic::namespace_unknown);
    EXPECT_EQ(problem("/spBv1.0/mapo/NDATA/pole-1"), BadTopic::namespace_unknown);
}

TEST(Topic, OtherVerbsAreRefused) {
    EXPECT_EQ(problem("spBv1.0/mapo/ndata/pole-1"), BadTopic::verb_unknown);
    EXPECT_EQ(problem("spBv1.0/mapo/NRECORD/pole-1"), BadTopic::verb_unknown);
    EXPECT_EQ(problem("spBv1.0/mapo/STATE/pole-1"), BadTopic::verb_unknown);
    EXPECT_EQ(problem("spBv1.0/mapo//pole-1"), BadTopic::verb_unknown);
}

TEST(Topic, EmptyIdsAreRefused) {
    EXPECT_EQ(problem("spBv1.0//NDATA/pole-1"), BadTopic::id_invalid);
    EXPECT_EQ(problem("spBv1.0/mapo/NDATA/"), BadTopic::id_invalid);
    EXPECT_EQ(problem("spBv1.0/mapo/DDATA/pole-1/"), BadTopic::id_invalid);
    EXPECT_EQ(problem("spBv1.0/STATE/"), BadTopic::id_invalid);
}

TEST(Topic, WildcardsInIdsAreRefused) {
    EXPECT_EQ(problem("spBv1.0/+/NDATA/pole-1"), BadTopic::id_invalid);
    EXPECT_EQ(problem("spBv1.0/mapo/NDATA/#"), BadTopic::id_invalid);
    EXPECT_EQ(problem("spBv1.0/mapo/DDATA/pole-1/a+"), BadTopic::id_invalid);
}

TEST(Topic, IdsThatAreNoPlainTextAreRefused) {
    EXPECT_EQ(problem("spBv1.0/mapo/NDATA/pole\n1"), BadTopic::id_invalid);
    EXPECT_EQ(problem("spBv1.0/ma\xffpo/NDATA/pole-1"), BadTopic::id_invalid);
    EXPECT_EQ(problem(std::string_view("spBv1.0/mapo/NDATA/a\0b", 22)), BadTopic::id_invalid);
}

TEST(Topic, ForeignIdsMayHoldDotsSpacesAndKorean) {
    EXPECT_TRUE(parse_topic("spBv1.0/My MQTT Group/NDATA/Edge.Node_1"));
    EXPECT_TRUE(parse_topic("spBv1.0/마포/NDATA/기둥"));
}

TEST(Topic, AnIdOf64BytesIsTheLongest) {
    const std::string id(64, 'a');
    EXPECT_TRUE(parse_topic("spBv1.0/" + id + "/NDATA/" + id));
    EXPECT_EQ(problem("spBv1.0/mapo/NDATA/a" + id), BadTopic::id_invalid);
}

TEST(Topic, DeliveryIsAsTheSpecificationTables) {
    for (const auto verb : all_verbs) {
        const auto rule = delivery(verb);
        EXPECT_EQ(rule.qos, verb == Verb::ndeath || verb == Verb::state ? 1 : 0) << name(verb);
        EXPECT_EQ(rule.retain, verb == Verb::state) << name(verb);
        const bool without_seq =
            verb == Verb::ndeath || verb == Verb::ncmd || verb == Verb::dcmd || verb == Verb::state;
        EXPECT_EQ(rule.has_seq, !without_seq) << name(verb);
    }
}

TEST(MagpieId, IsLowerCaseLettersDigitsAndHyphens) {
    EXPECT_TRUE(is_magpie_id("pole-0001"));
    EXPECT_TRUE(is_magpie_id(std::string(32, 'a')));
    for (const auto* bad : {"", "Pole", "pole.1", "pole_1", "pole 1", "pole/1", "까치", "pole+", "pole\n"}) {
        EXPECT_FALSE(is_magpie_id(bad)) << bad;
    }
    EXPECT_FALSE(is_magpie_id(std::string(33, 'a')));
}

}  // namespace
}  // namespace magpie::sparkplug
