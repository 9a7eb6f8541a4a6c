#include "wire/report/shape.hpp"

#include <gtest/gtest.h>

namespace magpie {
namespace {

TEST(ShapeHash, IsFnv1aOfNothingAtFirst) {
    EXPECT_EQ(ShapeHash{}.value(), 0xcbf29ce484222325U);
}

TEST(ShapeHash, IsTheSameForTheSameList) {
    ShapeHash a;
    ShapeHash b;
    for (auto* hash : {&a, &b}) {
        hash->series("link/eth0/up", 11);
        hash->property("interface", "eth0");
    }
    EXPECT_EQ(a.value(), b.value());
}

TEST(ShapeHash, TellsOrderNamesTypesAndPropertiesApart) {
    const auto of = [](std::string_view name, std::uint32_t type, std::string_view key, std::string_view value) {
        ShapeHash hash;
        hash.series(name, type);
        hash.property(key, value);
        return hash.value();
    };
    const auto one = of("a", 1, "k", "v");
    EXPECT_NE(one, of("b", 1, "k", "v"));
    EXPECT_NE(one, of("a", 2, "k", "v"));
    EXPECT_NE(one, of("a", 0x0100, "k", "v"));
    EXPECT_NE(one, of("a", 1, "l", "v"));
    EXPECT_NE(one, of("a", 1, "k", "w"));
    EXPECT_NE(one, of("a", 1, "kv", "")) << "texts do not run together";
}

}  // namespace
}  // namespace magpie
