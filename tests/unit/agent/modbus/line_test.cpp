#include "agent/modbus/line.hpp"

#include <gtest/gtest.h>

#include <set>

namespace magpie::agent {
namespace {

TEST(LineError, EachHasAWordOfItsOwn) {
    std::set<std::string_view> words;
    for (int error = 0; error <= static_cast<int>(LineError::exception_other); ++error) {
        EXPECT_TRUE(words.insert(reason(static_cast<LineError>(error))).second) << error;
    }
}

TEST(LineError, NoiseIsWorthAnotherTryAndARefusalIsNot) {
    EXPECT_TRUE(is_worth_another_try(LineError::crc));
    EXPECT_TRUE(is_worth_another_try(LineError::timeout));
    EXPECT_FALSE(is_worth_another_try(LineError::exception_2));
    EXPECT_FALSE(is_worth_another_try(LineError::no_device));
    EXPECT_TRUE(is_of_the_line(LineError::broken));
    EXPECT_FALSE(is_of_the_line(LineError::timeout));
}

}  // namespace
}  // namespace magpie::agent
