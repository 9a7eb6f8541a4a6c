#include "platform/http/failure.hpp"

#include <set>

#include <gtest/gtest.h>

namespace magpie::http {
namespace {

TEST(Failure, EachHasWordsOfItsOwn) {
    std::set<std::string_view> all;
    for (int i = 0; i <= static_cast<int>(Failure::no_tls); ++i) {
        all.insert(words(static_cast<Failure>(i)));
    }
    EXPECT_EQ(all.size(), static_cast<std::size_t>(Failure::no_tls) + 1);
}

}  // namespace
}  // namespace magpie::http
