#include "agent/sources/link/module_reader.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_netlink.hpp"
#include "tests/fakes/module_memories.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::FakeNetlink;
using optics::Quantity;

class ModuleReaderTest : public testing::Test {
  protected:
    ModuleReaderTest() { kernel_.interface_appears({.index = 4, .name = "sfp0"}); }

    std::optional<Module> read(int index = 4) { return reader_.read(FakeNetlink::ethtool_family, index, health_); }
    std::optional<double> failures(const std::string& reason) const {
        Readings readings;
        health_.write(readings);
        return fakes::value_of(readings, "magpie_node_source_failures_total", {"link", reason});
    }
    void sfp_is_plugged() {
        kernel_.port("sfp0").module = {{{0x50, 0, false}, fakes::sfp_identity().bytes()},
                                       {{0x51, 0, false}, fakes::sfp_diagnostics().bytes()}};
    }

    FakeNetlink kernel_;
    SourceHealth health_{"link"};
    ModuleReader reader_{kernel_};
};

TEST_F(ModuleReaderTest, AnSfpIsReadByTwoQuestions) {
    sfp_is_plugged();
    const auto module = read();
    ASSERT_TRUE(module);
    EXPECT_EQ(module->form, optics::Form::sfp);
    EXPECT_EQ(module->identity.part, "AO-1000-LX");
    EXPECT_DOUBLE_EQ(module->readings.of(Quantity::receive_power).value(), -10);
    EXPECT_EQ(kernel_.questions(), 2);
}

TEST_F(ModuleReaderTest, AnSfpThatMeasuresNothingIsNotAskedForMore) {
    auto identity = fakes::sfp_identity();
    identity.byte(92, 0);
    kernel_.port("sfp0").module = {{{0x50, 0, false}, identity.bytes()}};
    const auto module = read();
    ASSERT_TRUE(module);
    EXPECT_EQ(module->identity.vendor, "ACME OPTICS");
    EXPECT_FALSE(module->readings.of(Quantity::temperature));
    EXPECT_EQ(kernel_.questions(), 1);
    EXPECT_FALSE(failures("module_unreadable"));
}

TEST_F(ModuleReaderTest, AQsfpAndAQsfpDdAreReadByTheirPages) {
    auto& port = kernel_.port("sfp0");
    port.module = {{{0x50, 0, false}, fakes::qsfp_lower().bytes()}, {{0x50, 0, true}, fakes::qsfp_upper().bytes()}};
    auto module = read();
    ASSERT_TRUE(module);
    EXPECT_EQ(module->form, optics::Form::qsfp);
    EXPECT_EQ(module->identity.part, "AQ-100G-LR4");
    EXPECT_TRUE(module->readings.of(Quantity::bias));
    port.module = {{{0x50, 0, false}, fakes::cmis_lower().bytes()},
                   {{0x50, 0, true}, fakes::cmis_upper().bytes()},
                   {{0x50, 0x11, true}, fakes::cmis_lanes().bytes()}};
    module = read();
    ASSERT_TRUE(module);
    EXPECT_EQ(module->form, optics::Form::qsfp_dd);
    EXPECT_EQ(module->identity.part, "AD-400G");
    EXPECT_TRUE(module->readings.of(Quantity::receive_power));
}

TEST_F(ModuleReaderTest, AnEmptyCageIsNoFailureAndIsLookedAtAgain) {
    EXPECT_FALSE(read());
    EXPECT_FALSE(failures("module_unreadable"));
    sfp_is_plugged();
    EXPECT_TRUE(read());
}

TEST_F(ModuleReaderTest, ADriverThatCannotIsAskedOnce) {
    kernel_.port("sfp0").has_cage = false;
    EXPECT_FALSE(read());
    EXPECT_FALSE(read());
    EXPECT_EQ(kernel_.questions(), 1);
    kernel_.interface_appears({.index = 5, .name = "sfp1"});
    EXPECT_FALSE(read(5));
    EXPECT_EQ(kernel_.questions(), 2) << "another interface may";
}

TEST_F(ModuleReaderTest, AnAgentThatMayNotAsksOnce) {
    sfp_is_plugged();
    kernel_.modules_may_not_be_read();
    EXPECT_FALSE(read());
    EXPECT_FALSE(read());
    EXPECT_EQ(failures("module_permission"), 1);
    EXPECT_EQ(kernel_.questions(), 1);
}

TEST_F(ModuleReaderTest, AModuleThatDoesNotAnswerIsCounted) {
    kernel_.port("sfp0").module = {{{0x50, 0, false}, fakes::sfp_identity().bytes()}};
    const auto module = read();
    ASSERT_TRUE(module) << "what it is is known";
    EXPECT_FALSE(module->readings.of(Quantity::temperature));
    EXPECT_EQ(failures("module_unreadable"), 1);
}

TEST_F(ModuleReaderTest, WhatIsNoModuleIsNone) {
    kernel_.port("sfp0").module = {{{0x50, 0, false}, std::vector<std::byte>(128, std::byte{0xff})}};
    EXPECT_FALSE(read());
}

}  // namespace
}  // namespace magpie::agent
