#include "platform/http/target.hpp"

#include <gtest/gtest.h>

namespace magpie::http {
namespace {

TEST(Target, PathAndQueryAreDecoded) {
    const auto request = parse_target("/a%20b/%EA%B9%8C?shard=1%2F4&empty=&flag&x=1&x=2&plus=a+b");
    ASSERT_TRUE(request);
    EXPECT_EQ(request->path, "/a b/까");
    EXPECT_EQ(request->query, (std::map<std::string, std::string>{
                                  {"shard", "1/4"}, {"empty", ""}, {"flag", ""}, {"x", "2"}, {"plus", "a+b"}}));
}

TEST(Target, BareQueriesAreEmpty) {
    EXPECT_EQ(parse_target("/")->query.size(), 0U);
    EXPECT_EQ(parse_target("/?")->query.size(), 0U);
    EXPECT_TRUE(parse_target("/?&&=&"));
}

TEST(Target, OthersAreRefused) {
    for (const char* target : {"", "*", "metrics", "http://host/metrics", "/%", "/%1", "/%zz", "/%+1", "/%0", "/%00",
                               "/%0a", "/%1b[2J", "/%ff", "/?a=%", "/?%zz=1", "/?a=%00"}) {
        EXPECT_FALSE(parse_target(target)) << target;
    }
}

}  // namespace
}  // namespace magpie::http
