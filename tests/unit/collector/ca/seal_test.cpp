#include "collector/ca/seal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace magpie::collector::ca {
namespace {

// What it is opened with is openssl(1): tests/system/handover.test.mjs.

TEST(Code, IsFiveGroupsOfWhatNobodyTakesForOthers) {
    const auto code = fresh_code();
    ASSERT_EQ(code.size(), 29U);
    for (std::size_t i = 0; i < code.size(); ++i) {
        const bool is_dash = i % 6 == 5;
        EXPECT_EQ(code[i] == '-', is_dash) << code;
        EXPECT_TRUE(is_dash || std::string_view("0123456789ABCDEFGHJKMNPQRSTVWXYZ").find(code[i]) != std::string::npos);
    }
}

TEST(Code, IsAnotherEachTime) {
    std::set<std::string> codes;
    for (int i = 0; i < 100; ++i) {
        codes.insert(fresh_code());
    }
    EXPECT_EQ(codes.size(), 100U);
}

TEST(Seal, HidesWhatIsInIt) {
    const std::string plain = "-----BEGIN PRIVATE KEY-----" + std::string(5000, 'x');
    const auto file = sealed(plain, "AAAAA-BBBBB");
    ASSERT_TRUE(file) << file.error();
    EXPECT_TRUE(file->starts_with("Salted__"));
    EXPECT_EQ(file->size(), 16 + (plain.size() / 16 + 1) * 16);
    EXPECT_EQ(file->find("PRIVATE"), std::string::npos);
    EXPECT_NE(*file, *sealed(plain, "AAAAA-BBBBB")) << "with a salt of its own";
    EXPECT_EQ(sealed("", "A")->size(), 32U);
}

}  // namespace
}  // namespace magpie::collector::ca
