#include "agent/gpio/gpio_contact.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

// A line that moves takes a chip, or the kernel's gpio-sim; what is here is what holds without.
TEST(GpioContact, AChipThatIsNotThereIsNoDevice) {
    GpioContact contact({.chip = "gpiochip987", .line = 3});
    EXPECT_EQ(contact.open().error(), ContactError::no_device);
    EXPECT_FALSE(contact.is_open());
    EXPECT_EQ(contact.read().error(), ContactError::broken);
    EXPECT_GE(contact.descriptor(), 0) << "the loop has one to watch";
}

TEST(GpioContact, AFileThatIsNoChipIsNoDevice) {
    GpioContact contact({.chip = "/dev/null", .line = 3});
    EXPECT_EQ(contact.open().error(), ContactError::no_device);
}

}  // namespace
}  // namespace magpie::agent
