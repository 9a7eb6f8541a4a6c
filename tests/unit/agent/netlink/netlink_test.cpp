#include "agent/netlink/netlink.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_netlink.hpp"

namespace magpie::agent {
namespace {

TEST(Dump, IsAskedAgainWhileItIsInterrupted) {
    fakes::FakeNetlink kernel;
    kernel.interface_appears({.name = "eth0"});
    kernel.dumps_are_interrupted(2);
    std::vector<std::byte> answer;
    EXPECT_TRUE(dump(kernel, {RTM_GETLINK, 0, {}}, answer));
    EXPECT_EQ(kernel.questions(), 3);
    EXPECT_FALSE(answer.empty());
}

TEST(Dump, GivesUpAfterTheThirdInterruption) {
    fakes::FakeNetlink kernel;
    kernel.dumps_are_interrupted(1000);
    std::vector<std::byte> answer;
    const auto dumped = dump(kernel, {RTM_GETLINK, 0, {}}, answer);
    ASSERT_FALSE(dumped);
    EXPECT_EQ(dumped.error(), NetlinkError::interrupted);
    EXPECT_EQ(kernel.questions(), 3);
}

TEST(Dump, ReplacesWhatWasThere) {
    fakes::FakeNetlink kernel;
    std::vector<std::byte> answer(100);
    EXPECT_TRUE(dump(kernel, {RTM_GETLINK, 0, {}}, answer));
    EXPECT_TRUE(answer.empty());
}

TEST(Dump, AnyOtherErrorIsHandedOn) {
    fakes::FakeNetlink kernel;
    kernel.questions_fail(NetlinkError::timeout);
    std::vector<std::byte> answer;
    const auto dumped = dump(kernel, {RTM_GETLINK, 0, {}}, answer);
    ASSERT_FALSE(dumped);
    EXPECT_EQ(dumped.error(), NetlinkError::timeout);
    EXPECT_EQ(kernel.questions(), 1);
}

}  // namespace
}  // namespace magpie::agent
