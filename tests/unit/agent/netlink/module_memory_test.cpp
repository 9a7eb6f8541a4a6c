#include "agent/netlink/module_memory.hpp"

#include <gtest/gtest.h>
#include <linux/ethtool_netlink.h>

#include "tests/fakes/fake_netlink.hpp"
#include "tests/fakes/module_memories.hpp"

namespace magpie::agent::netlink {
namespace {

using fakes::FakeNetlink;

class ModuleMemoryTest : public testing::Test {
  protected:
    ModuleMemoryTest() { kernel_.interface_appears({.index = 4, .name = "sfp0"}); }

    tl::expected<ModuleBytes, NetlinkError> half(const ModuleHalf& half = {}) {
        return read_module_half(kernel_, FakeNetlink::ethtool_family, 4, half, buffer_);
    }

    FakeNetlink kernel_;
    std::vector<std::byte> buffer_;
};

TEST_F(ModuleMemoryTest, EachHalfIsAskedForByItsPlace) {
    kernel_.port("sfp0").module = {{{0x50, 0, false}, fakes::sfp_identity().bytes()},
                                   {{0x51, 0, false}, fakes::sfp_diagnostics().bytes()},
                                   {{0x50, 0x11, true}, fakes::cmis_lanes().bytes()}};
    EXPECT_EQ(half().value(), fakes::sfp_identity().bytes());
    EXPECT_EQ(half({.address = 0x51}).value(), fakes::sfp_diagnostics().bytes());
    EXPECT_EQ(half({.page = 0x11, .upper = true}).value(), fakes::cmis_lanes().bytes());
    EXPECT_EQ(half({.upper = true}).error(), NetlinkError::refused);
}

TEST_F(ModuleMemoryTest, WhatStandsInTheWayIsNamed) {
    EXPECT_EQ(half().error(), NetlinkError::gone) << "an empty cage";
    kernel_.port("sfp0").has_cage = false;
    EXPECT_EQ(half().error(), NetlinkError::unsupported);
    kernel_.modules_may_not_be_read();
    EXPECT_EQ(half().error(), NetlinkError::permission);
}

TEST_F(ModuleMemoryTest, AHalfThatIsNotWholeIsMalformed) {
    for (const std::size_t size : {0U, 1U, 127U, 129U, 256U}) {
        kernel_.port("sfp0").module = {{{0x50, 0, false}, std::vector<std::byte>(size)}};
        EXPECT_EQ(half().error(), NetlinkError::malformed) << size;
    }
}

TEST_F(ModuleMemoryTest, OtherCommandsAreNothing) {
    kernel_.port("sfp0").medium = PORT_FIBRE;
    MessageWriter writer;
    const auto start = writer.begin_message(21, 0);
    writer.header(genlmsghdr{.cmd = ETHTOOL_MSG_LINKINFO_GET_REPLY, .version = 1, .reserved = 0});
    writer.end_message(start);
    Messages messages(writer.written());
    const auto parsed = parse_module_half(*messages.next());
    ASSERT_TRUE(parsed);
    EXPECT_FALSE(*parsed);
}

}  // namespace
}  // namespace magpie::agent::netlink
