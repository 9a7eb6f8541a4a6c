#include "platform/service/private_memory.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>

namespace magpie::service {
namespace {

TEST(PrivateMemory, AProcessThatKeepsItCannotBeDumped) {
    const int before = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
    keep_memory_private();
    EXPECT_EQ(::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
    ::prctl(PR_SET_DUMPABLE, before, 0, 0, 0);
}

}  // namespace
}  // namespace magpie::service
