#include "collector/access/tokens_file.hpp"

#include <string>

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

const std::string hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";  // of abc (FIPS 180-2)

std::string error(const std::string& text) {
    const auto tokens = parse_tokens(text);
    return tokens ? "none" : tokens.error();
}

TEST(TokensFile, EachLineIsAToken) {
    const auto tokens = parse_tokens("# who\n\nnetwork " + hex + " prometheus\r\n  security,network\t" +
                                     std::string(64, 'F') + "  desk-2 ");
    ASSERT_TRUE(tokens) << tokens.error();
    ASSERT_EQ(tokens->size(), 2U);
    EXPECT_TRUE(same((*tokens)[0].digest, digest_of("abc")));
    EXPECT_EQ((*tokens)[0].name, "prometheus");
    EXPECT_EQ(written((*tokens)[0].scopes), "network");
    EXPECT_EQ((*tokens)[1].digest[31], 0xff);
    EXPECT_EQ((*tokens)[1].name, "desk-2");
    EXPECT_EQ(written((*tokens)[1].scopes), "network,security");
}

TEST(TokensFile, ItMayHoldNone) {
    EXPECT_TRUE(parse_tokens("").value().empty());
    EXPECT_TRUE(parse_tokens("# none\n \n").value().empty());
}

TEST(TokensFile, WhatIsWrittenIsReadAgain) {
    const auto tokens = parse_tokens("network " + hex + " a\nnetwork,security " + std::string(64, '0') + " b.c\n");
    ASSERT_TRUE(tokens);
    EXPECT_EQ(written((*tokens)[0]) + "\n" + written((*tokens)[1]) + "\n",
              "network " + hex + " a\nnetwork,security " + std::string(64, '0') + " b.c\n");
}

TEST(TokensFile, WhatIsWrongIsSaidWithItsLine) {
    EXPECT_TRUE(error("\nnetwork").starts_with("line 2 has no SHA-256"));
    for (const std::string scopes :
         {"", "Network", "network,", ",network", "network,network", "all", "network;security"}) {
        EXPECT_TRUE(error("#\n#\n-" + scopes + " " + hex + " a").starts_with("line 3 must begin with scopes"))
            << scopes;
    }
    for (const std::string& digest : {std::string("abc"), hex + "0", hex.substr(1), "x" + hex.substr(1),
                                      hex.substr(1) + "g", "-" + hex.substr(1), "+" + hex.substr(1)}) {
        EXPECT_TRUE(error("network " + digest + " a").starts_with("line 1 has no SHA-256")) << digest;
    }
    for (const std::string name : {"", "a b", "a/b", "a\xff", "ä"}) {
        EXPECT_TRUE(error("network " + hex + " " + name).starts_with("line 1 must end with one name")) << name;
    }
    EXPECT_EQ(error("network " + hex + " " + std::string(64, 'a')), "none");
    EXPECT_NE(error("network " + hex + " " + std::string(65, 'a')), "none");
}

TEST(TokensFile, NoTokenStandsThereTwice) {
    EXPECT_EQ(error("network " + hex + " a\nsecurity " + hex + " b\n"), "line 2 has a token that was there before");
}

TEST(TokensFile, ThereMayBeAThousand) {
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += "network " + std::string(60, '0') + std::to_string(1000 + i) + " a\n";
    }
    EXPECT_EQ(error(text), "none");
    EXPECT_TRUE(error(text + "network " + hex + " a").starts_with("line 1001 is one token too many"));
}

}  // namespace
}  // namespace magpie::collector
