// Births of a model that is known: recognised byte by byte, and taken as if they had been read.

#include <algorithm>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "collector/ingest/birth_reader.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/ingest/ingest_fixture.hpp"
#include "tests/unit/collector/ingest/pole.hpp"
#include "wire/sparkplug/payload_encoder.hpp"

namespace magpie::collector {
namespace {

using fakes::Pole;
using sparkplug::DataType;

class KnownBirthTest : public ::testing::Test {
  protected:
    KnownBirthTest() { plan = read(model.birth(clock.now())); }

    /// What stands in a birth; the views of its values point into it.
    struct Opened {
        std::string bytes;
        sparkplug::PayloadView payload{};
        std::optional<ReportHeader> header{};
    };
    static std::unique_ptr<Opened> open(std::string bytes) {
        auto opened = std::make_unique<Opened>(Opened{.bytes = std::move(bytes)});
        if (decode(opened->bytes, {}, opened->payload)) {
            if (const auto found = find_header(opened->payload)) {
                opened->header = found->header;
            }
        }
        return opened;
    }

    /// The slow way; null: refused.
    std::shared_ptr<const Plan> read(std::string bytes) {
        const auto opened = open(std::move(bytes));
        if (!opened->header) {
            ADD_FAILURE() << "no header";
            return nullptr;
        }
        auto birth = read_magpie_birth(opened->payload, *opened->header, refusals, tolerated);
        return birth ? plans.intern(birth->series, opened->header->shape, std::move(birth->skeleton)) : nullptr;
    }
    std::optional<MagpieBirth> recognised(const Opened& opened) {
        const auto known = opened.header ? plans.known(opened.header->shape) : nullptr;
        return known ? recognise_birth(opened.payload, known->skeleton) : std::nullopt;
    }
    bool is_recognised(std::string bytes) { return recognised(*open(std::move(bytes))).has_value(); }
    /// A pole of the model, but for one thing, that goes under the hash of the model.
    bool is_recognised_but(const std::function<void(Pole&)>& differs) {
        Pole pole;
        pole.claimed_shape = model.shape();
        differs(pole);
        return is_recognised(pole.birth(clock.now()));
    }
    /// Holds what the two ways make of a birth against each other. Whether it was recognised.
    bool both_ways(std::string bytes) {
        const auto opened = open(std::move(bytes));
        const auto fast = recognised(*opened);
        if (!fast) {
            return false;
        }
        Refusals refused;
        Refusals changed;
        const auto slow = read_magpie_birth(opened->payload, *opened->header, refused, changed);
        if (!slow) {
            ADD_FAILURE() << "recognised, and refused when it is read";
            return true;
        }
        EXPECT_EQ(plans.intern(slow->series, opened->header->shape), plans.known(opened->header->shape));
        EXPECT_EQ(fast->info_labels, slow->info_labels);
        EXPECT_EQ(fast->values, slow->values);
        for (std::size_t i = 0; i < reason_words.size(); ++i) {
            EXPECT_EQ(refused.counted(static_cast<Reason>(i)), 0U) << reason_words[i];
            EXPECT_EQ(changed.counted(static_cast<Reason>(i)), 0U) << reason_words[i];
        }
        return true;
    }

    fakes::FakeClock clock;
    Fleet fleet;
    Plans plans{fleet};
    Refusals refusals;
    Refusals tolerated;
    Pole model;
    std::shared_ptr<const Plan> plan;
};

TEST_F(KnownBirthTest, ValuesTimesAndInfoLabelsAreTheNodesOwn) {
    clock.advance(Milliseconds{5000});
    Pole other;
    other.bd_seq = 9;
    other.series[1].value = 77;
    other.series[3].value.reset();
    other.series[4].properties = {{"version", "2.0"}, {"site", "홍대"}, {"hub", "x"}, {"unit", "y"}};
    EXPECT_TRUE(both_ways(other.birth(clock.now())));
    const auto opened = open(other.birth(clock.now()));
    const auto birth = recognised(*opened);
    ASSERT_TRUE(birth);
    EXPECT_TRUE(birth->series.empty());
    ASSERT_EQ(birth->info_labels.size(), 1U);
    EXPECT_EQ(birth->info_labels[0].slot, 4U);
    EXPECT_EQ(birth->info_labels[0].labels, (Labels{{"version", "2.0"}, {"site", "홍대"}, {"hub", "x"}}));
    ASSERT_EQ(birth->values.size(), 5U);
    EXPECT_EQ(number(birth->values[1]->value, DataType::uint64), 77);
    EXPECT_TRUE(birth->values[3]->is_null);
}

TEST_F(KnownBirthTest, WhatDiffersInAnySeriesIsRead) {
    EXPECT_TRUE(is_recognised_but([](Pole&) {}));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series[2].path = "link/eth1/up"; }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series[1].type = DataType::uint32; }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series[1].properties[0].second = "eth1"; }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series[1].properties[0].first = "device"; }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series[1].properties.emplace_back("help", "x"); }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series[1].properties.pop_back(); }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { std::swap(pole.series[1], pole.series[2]); }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { std::swap(pole.series[3], pole.series[4]); }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series.pop_back(); }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series.erase(pole.series.begin()); }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series.push_back(pole.series[2]); }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series.clear(); }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series[4].path = "node/inf"; }));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) { pole.series[4].type = DataType::uint8; }));
}

TEST_F(KnownBirthTest, AnAliasThatIsNotTheNextIsRead) {
    auto bytes = model.birth(clock.now());
    sparkplug::PayloadEncoder(bytes).number({.name = "link/eth0/mtu_bytes", .alias = 7, .with_datatype = true},
                                            DataType::uint64, 1);
    EXPECT_FALSE(is_recognised(bytes));
    for (const std::int64_t alias : {-1, 0, 1, 5, 7}) {
        Pole shorter = model;
        const auto last = shorter.series.back();
        shorter.claimed_shape = model.shape();
        shorter.series.pop_back();
        bytes = shorter.birth(clock.now());
        sparkplug::PayloadEncoder(bytes).number({.name = last.path, .alias = alias, .with_datatype = true}, last.type,
                                                1);
        EXPECT_EQ(is_recognised(bytes), alias == 5) << alias;
    }
}

TEST_F(KnownBirthTest, InfoLabelsThatAreNotTakenAsTheyStandAreRead) {
    const auto with = [this](const std::string& key, const std::string& value) {
        return is_recognised_but([&](Pole& pole) { pole.series[4].properties.emplace_back(key, value); });
    };
    EXPECT_TRUE(with("model", "x"));
    EXPECT_FALSE(with("model", "x\n"));
    EXPECT_FALSE(with("model", "\xff"));
    EXPECT_FALSE(with("model", std::string(129, 'x')));
    EXPECT_FALSE(with("area", "x"));
    EXPECT_FALSE(with("le", "1"));
    EXPECT_FALSE(with("help", "x"));
    EXPECT_FALSE(with("bad-name", "x"));
    EXPECT_FALSE(is_recognised_but([](Pole& pole) {
        for (int i = 0; i < 13; ++i) {
            pole.series[4].properties.emplace_back("label" + std::to_string(i), "x");
        }
    }));
}

TEST_F(KnownBirthTest, OnlyABirthInWhichNothingWasCountedCanBeRecognised) {
    Pole odd;
    odd.series[2].path = "link/eth0/up time";
    EXPECT_TRUE(read(odd.birth(clock.now()))->skeleton.empty());
    EXPECT_FALSE(is_recognised(odd.birth(clock.now())));
    EXPECT_EQ(refusals.counted(Reason::metric_name), 1U);
    odd = {};
    odd.series[1].properties[0].second = "eth\n0";
    EXPECT_TRUE(read(odd.birth(clock.now()))->skeleton.empty());
    EXPECT_EQ(tolerated.counted(Reason::text_escaped), 1U);
}

TEST_F(KnownBirthTest, AHelpAmongInfoLabelsIsPartOfTheListAndCannotBeRecognised) {
    Pole helped;
    helped.series[4].properties.emplace_back("help", "What it is");
    const auto other = read(helped.birth(clock.now()));
    EXPECT_NE(other, plan);
    EXPECT_TRUE(other->skeleton.empty());
    EXPECT_TRUE(is_recognised(model.birth(clock.now())));
}

TEST_F(KnownBirthTest, ARestoredPlanIsKnownOnceABirthWasRead) {
    const auto content = plan->content;
    Fleet other_fleet;
    Plans restored(other_fleet);
    const auto from_file = restored.restore(content);
    EXPECT_EQ(restored.known(model.shape()), nullptr);
    const auto opened = open(model.birth(clock.now()));
    auto birth = read_magpie_birth(opened->payload, *opened->header, refusals, tolerated);
    ASSERT_TRUE(birth);
    EXPECT_EQ(restored.intern(birth->series, model.shape(), std::move(birth->skeleton)), from_file);
    EXPECT_EQ(restored.known(model.shape()), from_file);
}

TEST_F(KnownBirthTest, AHostilePoleUnderTheSameHashGetsAPlanOfItsOwn) {
    // Help is no part of the hash.
    Pole hostile;
    hostile.series[1].properties.emplace_back("help", "Lies");
    ASSERT_EQ(hostile.shape(), model.shape());
    EXPECT_FALSE(is_recognised(hostile.birth(clock.now())));
    const auto forged = read(hostile.birth(clock.now()));
    EXPECT_NE(forged, plan);
    EXPECT_NE(forged->fleet_shape, plan->fleet_shape);
    // The next of the model is read, the ones after it are recognised.
    EXPECT_FALSE(is_recognised(model.birth(clock.now())));
    EXPECT_EQ(read(model.birth(clock.now())), plan);
    EXPECT_TRUE(both_ways(model.birth(clock.now())));
    EXPECT_EQ(plans.known(model.shape()), plan);
}

TEST_F(KnownBirthTest, APlanThatNobodyHasIsNotKnown) {
    const auto shape = plan->shape;
    plan.reset();
    EXPECT_EQ(plans.known(shape), nullptr);
}

TEST_F(KnownBirthTest, APlanWhoseShapeTheFleetHasGivenUpIsNotKnown) {
    (void)fleet.forget_expired(clock.now().wall);
    EXPECT_EQ(plans.known(plan->shape), nullptr);
}

TEST_F(KnownBirthTest, MutatedBirthsAreTakenAsReadingTakesThem) {
    std::mt19937 random(20);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const std::vector<std::string> texts{"interface", "help", "unit", "Quality", "le",   "area",
                                         "eth0",      "eth1", "",     "\n",      "홍대", std::string(129, 'x')};
    const auto any_text = [&] { return texts[below(texts.size())]; };
    int recognised = 0;
    int read = 0;
    for (int round = 0; round < 20'000; ++round) {
        Pole pole;
        if (below(4) != 0) {
            pole.claimed_shape = model.shape();
        }
        for (auto changes = below(3); changes > 0; --changes) {
            auto& one = pole.series[below(pole.series.size())];
            auto& other = pole.series[below(pole.series.size())];
            switch (below(9)) {
                case 0:
                    one.value.reset();
                    break;
                case 1:
                    one.value = static_cast<double>(below(2));
                    break;
                case 2:
                    one.properties.emplace_back(any_text(), any_text());
                    break;
                case 3:
                    if (!one.properties.empty()) {
                        one.properties[below(one.properties.size())].second = any_text();
                    }
                    break;
                case 4:
                    std::swap(one, other);
                    break;
                case 5:
                    one.path = other.path;
                    break;
                case 6:
                    one.type = other.type;
                    break;
                default:
                    pole.series[4].properties.emplace_back(any_text(), any_text());
            }
        }
        auto bytes = pole.birth(clock.now());
        for (auto flips = below(3); flips > 0; --flips) {
            bytes[below(bytes.size())] = static_cast<char>(random());
        }
        ++(both_ways(std::move(bytes)) ? recognised : read);
    }
    EXPECT_GT(recognised, 1000);
    EXPECT_GT(read, 1000);
}

// ---- through Ingest

class KnownBirthOfANode : public IngestFixture {};

TEST_F(KnownBirthOfANode, IsTakenWithItsOwnValuesAndLabels) {
    // The healthy pole is of the same model and was born before.
    Pole pole;
    pole.series[1].value = 77;
    pole.series[4].properties = {{"version", "3.0"}};
    says(pole, Verb::nbirth, pole.birth(now()));
    EXPECT_EQ(value(pole, Pole::bytes), 77);
    EXPECT_EQ(value(pole, Pole::celsius), 41.5);
    const auto shape = [this](const Pole& of) { return fleet->node(*fleet->find(of.area, of.id)).shape; };
    EXPECT_EQ(shape(pole), shape(healthy));
    EXPECT_EQ(fleet->node(*fleet->find(pole.area, pole.id)).info, ",version=\"3.0\"\n");
    EXPECT_EQ(decode_info(remembered.at(pole.id).node.info),
              (std::vector<InfoLabels>{{.slot = 4, .labels = {{"version", "3.0"}}}}));
    EXPECT_EQ(remembered.at(pole.id).node.interval, Milliseconds{10000});
    EXPECT_EQ(refused_in_all(), 0U);
    EXPECT_EQ(tolerated_in_all(), 0U);
}

TEST_F(KnownBirthOfANode, ThatLiesUnderAModelsHashIsRefused) {
    Pole hostile;
    hostile.claimed_shape = hostile.shape();
    hostile.series[2].path = "link/eth0/down";
    says(hostile, Verb::nbirth, hostile.birth(now()));
    EXPECT_EQ(refused(Reason::shape), 1U);
    EXPECT_FALSE(life(hostile));
}

}  // namespace
}  // namespace magpie::collector
