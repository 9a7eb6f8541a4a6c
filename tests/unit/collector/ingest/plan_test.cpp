#include "collector/ingest/plan.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie::collector {
namespace {

constexpr auto float64 = static_cast<std::uint32_t>(sparkplug::DataType::float64);
constexpr auto text = static_cast<std::uint32_t>(sparkplug::DataType::string);

PlannedSeries series(const std::string& path, Labels labels = {}) {
    return {.path = path, .datatype = float64, .labels = std::move(labels), .help = {}};
}

std::vector<PlannedSeries> list() {
    return {series("node/report_interval_seconds"), series("link/eth0/up", {{"interface", "eth0"}})};
}

class PlansTest : public ::testing::Test {
  protected:
    NodeIndex born(const std::string& node, const std::shared_ptr<const Plan>& plan) {
        return fleet.born("mapo", node, plan->fleet_shape, {}, clock.now().wall);
    }

    fakes::FakeClock clock;
    Fleet fleet;
    Plans plans{fleet};
};

TEST_F(PlansTest, EqualListsAreOnePlan) {
    const auto one = plans.intern(list(), 5);
    EXPECT_EQ(plans.intern(list(), 5), one);
    EXPECT_EQ(fleet.counts().shapes, 1U);
}

TEST_F(PlansTest, AListThatDiffersInALabelAloneIsAnotherPlan) {
    auto other = list();
    other[1].labels[0].second = "eth1";
    EXPECT_NE(plans.intern(list(), 5)->id, plans.intern(other, 5)->id);
}

TEST_F(PlansTest, AHostileListUnderAModelsHashCannotStandInForIt) {
    const auto model = plans.intern(list(), 5);
    const auto forged =
        plans.intern({series("node/report_interval_seconds"), series("link/eth0/down", {{"interface", "eth0"}})}, 5);
    EXPECT_NE(forged->id, model->id);
    EXPECT_NE(forged->fleet_shape, model->fleet_shape);
    EXPECT_EQ(plans.intern(list(), 5), model);
}

TEST_F(PlansTest, OnlyWhatAListDidNotHaveIsNewInTheNext) {
    const auto one = plans.intern(list(), 5);
    auto longer = list();
    longer.insert(longer.begin(), series("link/eth0/up", {{"interface", "eth1"}}));
    const auto other = plans.intern(longer, 6);
    EXPECT_EQ(other->new_since(one.get()), 1U);
    EXPECT_EQ(one->new_since(other.get()), 0U);
    EXPECT_EQ(one->new_since(nullptr), 2U);
    EXPECT_EQ(one->new_since(one.get()), 0U);
}

TEST_F(PlansTest, TextsThatRunTogetherAreNotEqual) {
    const auto one = plans.intern({series("a/b", {{"x", "yz"}})}, 5);
    const auto other = plans.intern({series("a/b", {{"xy", "z"}})}, 5);
    EXPECT_NE(one->id, other->id);
}

TEST_F(PlansTest, TheSlotOfTheIntervalIsFound) {
    EXPECT_EQ(plans.intern(list(), 5)->interval_slot, 0U);
    EXPECT_FALSE(plans.intern({series("link/eth0/up")}, 5)->interval_slot);
}

TEST_F(PlansTest, ATextHasATypeAndNoSeries) {
    auto with_text = list();
    with_text[1].datatype = text;
    const auto plan = plans.intern(with_text, 5);
    EXPECT_EQ(plan->types[1], sparkplug::DataType::string);
    const auto node = born("a", plan);
    EXPECT_EQ(fleet.set(node, 1, 1), Set::not_exposed);
}

TEST_F(PlansTest, ComesBackFromTheDatabaseAsTheSame) {
    std::string content;
    std::uint64_t id = 0;
    {
        auto described = list();
        described[0].help = "How often";
        const auto plan = plans.intern(described, 0xfeedULL);
        content = plan->content;
        id = plan->id;
    }
    Fleet other_fleet;
    Plans restored(other_fleet);
    const auto plan = restored.restore(content);
    ASSERT_NE(plan, nullptr);
    EXPECT_EQ(plan->id, id);
    EXPECT_EQ(plan->shape, 0xfeedULL);
    EXPECT_EQ(plan->types.size(), 2U);
    EXPECT_EQ(plan->interval_slot, 0U);
    EXPECT_EQ(plan->content, content);
}

TEST_F(PlansTest, ABirthLikeTheRestoredOneFindsIt) {
    const auto content = plans.intern(list(), 5)->content;
    Fleet other_fleet;
    Plans restored(other_fleet);
    const auto plan = restored.restore(content);
    EXPECT_EQ(restored.intern(list(), 5), plan);
}

TEST_F(PlansTest, ContentThatIsNoneIsNoPlan) {
    const auto content = plans.intern(list(), 5)->content;
    EXPECT_EQ(plans.restore(content.substr(0, content.size() - 1)), nullptr);
    EXPECT_EQ(plans.restore("\xff\xff\xff"), nullptr);
}

TEST_F(PlansTest, FieldsOfAnotherWireTypeAreNotTheirs) {
    const auto plan = plans.restore(raw::number(1, 7) + raw::number(2, 7) + raw::text(1, raw::text(2, "x")));
    ASSERT_NE(plan, nullptr);
    EXPECT_EQ(plan->shape, 0U);
    EXPECT_EQ(plan->types, std::vector{sparkplug::DataType::unknown});
}

TEST_F(PlansTest, APlanThatSomebodyKeptIsMadeAnewOnceTheFleetHasGivenUpItsShape) {
    const auto kept = plans.intern(list(), 5);
    born("a", kept);
    const auto other = plans.intern({series("link/eth0/up")}, 6);
    born("a", other);  // nobody holds the first shape any more
    const auto third = plans.intern({series("link/eth1/up")}, 7);
    born("b", third);  // and this one may have taken its place
    const auto again = plans.intern(list(), 5);
    const auto node = born("c", again);
    EXPECT_EQ(fleet.set(node, 1, 1), Set::applied);
    EXPECT_NE(again->fleet_shape, third->fleet_shape);
    EXPECT_EQ(again->id, kept->id);
}

TEST_F(PlansTest, APlanThatNobodyHasIsMadeAnew) {
    const auto id = plans.intern(list(), 5)->id;
    (void)fleet.forget_expired(clock.now().wall);
    const auto again = plans.intern(list(), 5);
    EXPECT_EQ(again->id, id);
    EXPECT_EQ(fleet.set(born("a", again), 0, 10), Set::applied);
}

TEST(InfoLabels, ComeBackFromTheDatabase) {
    const std::vector<InfoLabels> info{{.slot = 4, .labels = {{"version", "1.0"}, {"site", "홍대"}}},
                                       {.slot = 9, .labels = {}}};
    EXPECT_EQ(decode_info(encode_info(info)), info);
}

TEST(InfoLabels, FieldsOfAnotherWireTypeAreNotTheirs) {
    EXPECT_EQ(decode_info(raw::number(1, 7) + raw::text(1, raw::text(1, "x") + raw::number(2, 7))),
              (std::vector<InfoLabels>{{.slot = 0, .labels = {}}}));
}

TEST(InfoLabels, BytesThatAreNoneAreNone) {
    EXPECT_TRUE(decode_info("\xff\xff").empty());
    EXPECT_TRUE(decode_info("").empty());
}

}  // namespace
}  // namespace magpie::collector
