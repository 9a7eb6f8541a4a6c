#include "agent/sources/pole/door_contact.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <utility>

#include "tests/fakes/fake_contact.hpp"

namespace magpie::agent {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A door whose contact is active while it is open, unless said otherwise.
struct Door {
    explicit Door(const DoorSettings& settings = {}) {
        auto owned = std::make_unique<fakes::FakeContact>();
        contact = owned.get();
        door.emplace(std::move(owned), settings);
    }
    SensorReading reads(Milliseconds after = seconds(1)) {
        now.mono += after;
        return door->read(now).value().value();
    }
    double open(Milliseconds after = seconds(1)) { return reads(after).values.at(0).value.value(); }

    Now now{.mono = Monotonic(seconds(100))};
    fakes::FakeContact* contact = nullptr;
    std::optional<DoorContact> door;
};

TEST(DoorContact, ActiveIsOpen) {
    Door door;
    EXPECT_EQ(door.open(), 0);
    door.contact->closes();
    EXPECT_EQ(door.open(), 1);
    EXPECT_EQ(door.reads().door_openings, 1U);
}

TEST(DoorContact, OrActiveIsShut) {
    Door door({.active_is_open = false});
    EXPECT_EQ(door.open(), 1);
    EXPECT_EQ(door.reads().door_openings, 0U) << "nobody saw it open";
    door.contact->closes();
    EXPECT_EQ(door.open(), 0);
}

TEST(DoorContact, AContactThatBouncesOpensOnce) {
    Door door({.debounce = milliseconds(50)});
    EXPECT_EQ(door.open(), 0);
    for (int i = 0; i < 5; ++i) {
        door.contact->closes();
        EXPECT_EQ(door.open(milliseconds(i == 0 ? 1000 : 3)), 1);
        door.contact->opens();
        EXPECT_EQ(door.open(milliseconds(3)), 0) << "the level is told as it is";
    }
    door.contact->closes();
    EXPECT_EQ(door.reads(milliseconds(3)).door_openings, 1U);
}

TEST(DoorContact, OneThatIsNotThereIsTriedOnceAMinute) {
    Door door;
    door.contact->goes(ContactError::no_device);
    EXPECT_EQ(door.door->read(door.now).value().error(), ContactError::no_device);
    for (int i = 0; i < 59; ++i) {
        door.now.mono += seconds(1);
        EXPECT_FALSE(door.door->read(door.now).has_value());
    }
    EXPECT_EQ(door.contact->attempts(), 1U);
    door.contact->comes_back();
    EXPECT_EQ(door.open(), 0);
}

TEST(DoorContact, OneThatGoesIsOpenedAnew) {
    Door door;
    EXPECT_EQ(door.open(), 0);
    door.contact->goes(ContactError::broken);
    door.now.mono += seconds(61);
    EXPECT_EQ(door.door->read(door.now).value().error(), ContactError::broken);
    door.contact->comes_back();
    EXPECT_EQ(door.open(seconds(61)), 0);
}

}  // namespace
}  // namespace magpie::agent
