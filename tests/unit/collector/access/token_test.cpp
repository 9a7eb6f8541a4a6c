#include "collector/access/token.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

TEST(Token, AFreshOneHas256BitsThatNobodyHadBefore) {
    std::set<std::string> tokens;
    std::set<char> last;
    for (int i = 0; i < 500; ++i) {
        const auto token = fresh_token();
        EXPECT_EQ(token.size(), 43U);
        EXPECT_EQ(bearer_token("Bearer " + token), token);
        EXPECT_EQ(token.find_first_of("+/="), std::string::npos);
        tokens.insert(token);
        last.insert(token.back());
    }
    EXPECT_EQ(tokens.size(), 500U);
    EXPECT_EQ(last.size(), 16U) << "of the last letter four bits count";
}

TEST(Token, OnlyABearerHasOne) {
    EXPECT_EQ(bearer_token("Bearer abc"), "abc");
    EXPECT_EQ(bearer_token("BEARER   a-._~+/9=="), "a-._~+/9==");
    for (const auto* header : {"", "Bearer", "Bearer ", "Bearer =", "Bearer a=b", "Bearer a b", "Bearer a, Bearer a",
                               "Bearer\ta", "Basic abc", " Bearer a", "Bearer a ", "Bearer \xff"}) {
        EXPECT_FALSE(bearer_token(header)) << header;
    }
    EXPECT_TRUE(bearer_token("Bearer " + std::string(longest_token, 'a')));
    EXPECT_FALSE(bearer_token("Bearer " + std::string(longest_token + 1, 'a')));
}

TEST(Token, DigestsAreTheSameOnlyIfAllOfThemIs) {
    auto digest = digest_of("a");
    EXPECT_TRUE(same(digest, digest_of("a")));
    for (auto& byte : digest) {
        byte ^= 1U;
        EXPECT_FALSE(same(digest, digest_of("a")));
        byte ^= 1U;
    }
}

}  // namespace
}  // namespace magpie::collector
