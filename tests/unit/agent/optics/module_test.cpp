#include "agent/optics/module.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/module_memories.hpp"

namespace magpie::agent::optics {
namespace {

std::optional<Form> form(unsigned first) {
    fakes::ModuleMemory memory;
    memory.byte(0, first);
    return form_of(memory.bytes());
}

TEST(OpticalModule, ItsFirstByteSaysWhatItIs) {
    EXPECT_EQ(form(0x03), Form::sfp);
    EXPECT_EQ(form(0x0b), Form::sfp);
    for (const unsigned byte : {0x0cU, 0x0dU, 0x11U}) {
        EXPECT_EQ(form(byte), Form::qsfp);
    }
    EXPECT_EQ(form(0x18), Form::qsfp_dd);
    EXPECT_EQ(form(0x1e), Form::qsfp_dd);
    EXPECT_EQ(form(0x19), Form::osfp);
    for (const unsigned byte : {0x00U, 0x01U, 0x02U, 0x06U, 0xffU}) {
        EXPECT_FALSE(form(byte)) << byte;
    }
    EXPECT_FALSE(form_of({}));
}

TEST(OpticalModule, MakerAndPartAreReadWhereEachFormHasThem) {
    const Identity sfp{"ACME OPTICS", "AO-1000-LX"};
    EXPECT_EQ(identity_of(Form::sfp, fakes::sfp_identity().bytes()), sfp);
    const Identity qsfp{"ACME OPTICS", "AQ-100G-LR4"};
    EXPECT_EQ(identity_of(Form::qsfp, fakes::qsfp_upper().bytes()), qsfp);
    const Identity cmis{"ACME OPTICS", "AD-400G"};
    EXPECT_EQ(identity_of(Form::qsfp_dd, fakes::cmis_upper().bytes()), cmis);
    EXPECT_EQ(identity_of(Form::osfp, fakes::cmis_upper().bytes()), cmis);
}

TEST(OpticalModule, ATextIsPrintableWhateverTheMemoryHolds) {
    auto memory = fakes::sfp_identity();
    memory.text(20, "\xff\x01 A\"C\nM\x80");
    EXPECT_EQ(identity_of(Form::sfp, memory.bytes()).vendor, "A\"C M");
    memory.text(20, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
    EXPECT_EQ(identity_of(Form::sfp, memory.bytes()).vendor, "");
    EXPECT_EQ(identity_of(Form::sfp, {}), Identity{});
}

TEST(OpticalModule, LightIsInDbmAndNoneIsTheLeast) {
    EXPECT_DOUBLE_EQ(dbm_of(10'000), 0);
    EXPECT_DOUBLE_EQ(dbm_of(1000), -10);
    EXPECT_DOUBLE_EQ(dbm_of(1), -40);
    EXPECT_DOUBLE_EQ(dbm_of(0), -40);
    EXPECT_DOUBLE_EQ(dbm_of(-5), -40);
}

TEST(OpticalModule, TheWorseOfTwoAlarmsCounts) {
    Readings readings;
    readings.raise(Quantity::bias, Alarm::low_alarm);
    readings.raise(Quantity::bias, Alarm::low_warning);
    EXPECT_EQ(readings.alarm(Quantity::bias), Alarm::low_alarm);
    readings.raise(Quantity::bias, Alarm::high_alarm);
    EXPECT_EQ(readings.alarm(Quantity::bias), Alarm::high_alarm);
    EXPECT_FALSE(readings.alarm(Quantity::temperature));
}

TEST(OpticalModule, BeyondTheEndThereIsNothing) {
    const auto memory = fakes::sfp_identity();
    EXPECT_EQ(byte_at(memory.bytes(), 128), 0);
    EXPECT_EQ(word_at(memory.bytes(), 127), 0);
}

}  // namespace
}  // namespace magpie::agent::optics
