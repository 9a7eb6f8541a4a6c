#include "firmware/node/app/crc32.hpp"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace magpie::node {
namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

TEST(Crc32, OfTheCheckStringIsTheCatalogues) {
    EXPECT_EQ(crc32(bytes_of("123456789")), 0xCBF43926U);
    EXPECT_EQ(crc32({}), 0U);
}

TEST(Crc32, GoesOnWhereItStopped) {
    EXPECT_EQ(crc32(bytes_of("6789"), crc32(bytes_of("12345"))), 0xCBF43926U);
}

}  // namespace
}  // namespace magpie::node
