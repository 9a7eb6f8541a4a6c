#include <vector>

#include "tests/unit/collector/ingest/ingest_fixture.hpp"
#include "tests/unit/collector/orders/orders.hpp"

namespace magpie::collector {
namespace {

using fakes::Pole;

class IngestOrdersTest : public IngestFixture {
  protected:
    void wants(std::uint64_t number) {
        std::vector<OrderNumber> replaced;
        ASSERT_EQ(orders->put(an_order(number, {}, {"pole"}), replaced), OrderBook::Put::taken);
    }
    [[nodiscard]] std::size_t count(OrderStage stage) const {
        return orders->counts()[static_cast<std::size_t>(stage)];
    }

    Pole pole;
};

TEST_F(IngestOrdersTest, HowFarANodeIsComesWithItsBirthAndItsLiveReports) {
    wants(7);
    EXPECT_EQ(orders->counts(), OrderBook::Counts{});
    pole.orders.tried = OrderNumber{7};
    says(pole, Verb::nbirth, pole.birth(now()));
    EXPECT_EQ(count(OrderStage::tried), 1U);
    pole.orders = {.followed = OrderNumber{7}};
    says(pole, Verb::ndata, pole.report(now(), {}, {.historical = true}));
    EXPECT_EQ(count(OrderStage::tried), 1U) << "what is late tells nothing of the present";
    says(pole, Verb::ndata, pole.report(now()));
    EXPECT_EQ(count(OrderStage::followed), 1U);
}

TEST_F(IngestOrdersTest, ANodeThatMovesIsCountedOnce) {
    wants(7);
    says(pole, Verb::nbirth, pole.birth(now()));
    EXPECT_EQ(count(OrderStage::waiting), 1U);
    says(pole, Verb::ndeath, pole.death(now()));
    pass(settings.move_after + Milliseconds{1000});
    Pole moved;
    moved.area = "jung";
    says(moved, Verb::nbirth, moved.birth(now()));
    ASSERT_EQ(life(moved), Life::up);
    EXPECT_EQ(count(OrderStage::waiting), 1U);
}

TEST_F(IngestOrdersTest, ANodeThatIsRestoredIsKnownBeforeItSpeaks) {
    says(pole, Verb::nbirth, pole.birth(now()));
    restart();
    wants(7);
    EXPECT_EQ(count(OrderStage::waiting), 1U);
    pole.orders.refused = OrderNumber{7};
    pole.orders.why = OrderRefusal::version;
    says(pole, Verb::ndata, pole.report(now(), {}, {.whole = true}));
    EXPECT_EQ(count(OrderStage::refused), 1U);
    says(healthy, Verb::ndata, healthy.report(now(), {{Pole::bytes, 4242}, {Pole::celsius, 41.5}}, {.whole = true}));
}

}  // namespace
}  // namespace magpie::collector
