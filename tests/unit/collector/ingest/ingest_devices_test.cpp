#include "collector/ingest/ingest.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/collector/ingest/ingest_pole.hpp"

namespace magpie::collector {
namespace {

using fakes::ForeignEdge;

class DeviceTest : public IngestTest {
  protected:
    DeviceTest() {
        born(pole);
        born(foreign);
    }
    void device_born(const std::string& name, const std::string& metric = "door", std::int64_t alias = -1) {
        says(foreign, Verb::dbirth, foreign.device_birth(now(), metric, alias), name);
    }
    [[nodiscard]] std::optional<bool> device_up(const std::string& name) const {
        for (const auto& device : fleet->node(*fleet->find(foreign.area, foreign.id)).devices) {
            if (device.name == name) {
                return device.up;
            }
        }
        return std::nullopt;
    }
};

TEST_F(DeviceTest, IsUpAfterItsBirth) {
    device_born("lamp");
    EXPECT_EQ(device_up("lamp"), true);
}

TEST_F(DeviceTest, IsDownAfterItsDeath) {
    device_born("lamp");
    says(foreign, Verb::ddeath, foreign.device_death(now()), "lamp");
    EXPECT_EQ(device_up("lamp"), false);
}

TEST_F(DeviceTest, IsDownSinceTheMomentItsDeathSays) {
    const auto since = [this](UtcMs said) {
        device_born("lamp");
        says(foreign, Verb::ddeath, foreign.device_death({.wall = said}), "lamp");
        EXPECT_EQ(device_up("lamp"), false);
        return fleet->node(*fleet->find(foreign.area, foreign.id)).devices.at(0).since;
    };
    pass(std::chrono::hours{2});
    const auto wall = now().wall;
    EXPECT_EQ(since(wall - Milliseconds{5000}), wall - Milliseconds{5000});
    for (const auto unbelievable : {wall + Milliseconds{61'000}, wall - Milliseconds{3'600'001}, UtcMs::max()}) {
        EXPECT_EQ(since(unbelievable), wall);
    }
}

TEST_F(DeviceTest, OfANodeOfOursIsInItsReportsAlone) {
    foreign.seq = pole.seq;
    says(pole, Verb::dbirth, foreign.device_birth(now(), "model"), "mast");
    says(pole, Verb::ddeath, foreign.device_death(now()), "mast");
    pole.seq = foreign.seq;
    reports(pole, {{fakes::Pole::bytes, 7}});
    EXPECT_TRUE(fleet->node(*fleet->find(pole.area, pole.id)).devices.empty());
    EXPECT_EQ(bytes(), 7);
    EXPECT_EQ(refused_in_all(), 0U);
}

TEST_F(DeviceTest, DiesWithItsNode) {
    device_born("lamp");
    says(foreign, Verb::ndeath, foreign.death(now()));
    EXPECT_EQ(device_up("lamp"), false);
    EXPECT_EQ(fleet->counts().devices_up, 0U);
}

TEST_F(DeviceTest, IsDownAfterARebirthUntilItsOwn) {
    device_born("lamp");
    born(foreign);
    EXPECT_EQ(device_up("lamp"), false);
    device_born("lamp");
    EXPECT_EQ(device_up("lamp"), true);
}

TEST_F(DeviceTest, DataOfAnUnbornDeviceAsksForARebirth) {
    says(foreign, Verb::ddata, foreign.device_birth(now()), "lamp");
    pass(Milliseconds{250});
    EXPECT_EQ(refused(Reason::not_born), 1U);
    EXPECT_EQ(rebirths_asked("plc"), 1U);
}

TEST_F(DeviceTest, MayNotUseAnAliasOfItsNode) {
    device_born("lamp", "bright", 1);
    EXPECT_EQ(refused(Reason::alias_duplicate), 1U);
    EXPECT_EQ(device_up("lamp"), std::nullopt);
}

TEST_F(DeviceTest, MayNotUseAnAliasOfAnotherDevice) {
    device_born("lamp", "bright", 5);
    device_born("door", "open", 5);
    EXPECT_EQ(refused(Reason::alias_duplicate), 1U);
}

TEST_F(DeviceTest, MayUseItsOwnAliasesAgain) {
    device_born("lamp", "bright", 5);
    device_born("lamp", "bright", 5);
    EXPECT_EQ(refused_in_all(), 0U);
}

TEST_F(DeviceTest, SharesTheLimitOfMetricsWithItsNode) {
    settings.payload.metrics = 9;
    begin();
    healthy.series[1].value = 4242;
    born(healthy);
    born(foreign);  // three
    for (int device = 0; device < 7; ++device) {
        device_born("d" + std::to_string(device));
    }
    EXPECT_EQ(refused(Reason::too_many_metrics), 1U);
    EXPECT_EQ(fleet->counts().devices_up, 6U);
}

TEST_F(DeviceTest, OfOneNodeIsNothingToAnother) {
    device_born("lamp");
    auto other = ForeignEdge{.id = "other"};
    born(other);
    says(other, Verb::ddeath, other.device_death(now()), "lamp");
    EXPECT_EQ(device_up("lamp"), true);
}

}  // namespace
}  // namespace magpie::collector
