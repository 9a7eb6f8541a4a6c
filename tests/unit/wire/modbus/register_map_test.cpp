#include "wire/modbus/register_map.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace magpie::modbus {
namespace {

TEST(RegisterMap, NoTwoRowsShareAnAddress) {
    std::set<std::pair<bool, int>> taken;
    const auto take = [&](bool is_holding, int address, int count, std::string_view name) {
        for (int i = 0; i < count; ++i) {
            EXPECT_TRUE(taken.emplace(is_holding, address + i).second) << name << " at " << address + i;
        }
    };
    for (const auto& row : quantities) {
        take(false, row.address, words(row.type), row.name);
    }
    for (const auto& row : registers) {
        take(row.is_holding, row.address, row.count * words(row.type), row.name);
    }
}

TEST(RegisterMap, EachQuantityStandsAtItsIndexWithinTheValues) {
    for (std::size_t i = 0; i < quantities.size(); ++i) {
        const auto& row = quantities[i];
        EXPECT_EQ(static_cast<std::size_t>(row.quantity), i);
        EXPECT_GE(row.address, input::values);
        EXPECT_LE(row.address + words(row.type), input::values + input::value_words);
    }
}

TEST(RegisterMap, NothingMeasurableReadsAsAbsent) {
    for (const auto& row : quantities) {
        EXPECT_LT(row.low, row.high);
        if (row.type == Type::s16) {
            EXPECT_GT(row.low, -32768) << row.name;
            EXPECT_LT(row.high, 32768) << row.name;
        } else {
            EXPECT_GE(row.low, 0) << row.name;
            EXPECT_LT(static_cast<std::uint32_t>(row.high), absent(row.type)) << row.name;
        }
    }
}

}  // namespace
}  // namespace magpie::modbus
