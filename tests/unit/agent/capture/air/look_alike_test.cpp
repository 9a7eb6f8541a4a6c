#include "agent/capture/air/look_alike.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::agent {
namespace {

TEST(Reading, OfNamesThatLookAlikeIsTheSame) {
    const auto city = reading_of("City Modern 10");
    for (const auto* name : {
             "city modern 10",
             "CITY MODERN IO",
             "City Modern 10 ",
             " City  Modern 10",
             "City_Modern-10",
             "City.Modern.10",
             "CityModern10",
             "C1ty Modern l0",
             "Clty Modern |O",
             "City Modem 10",
             "City\xe2\x80\x8bModern 10",                                   // zero-width space
             "City\xe2\x80\x93Modern 10",                                   // en dash
             "City\xe3\x80\x80Modern 10",                                   // wide space
             "City\xc2\xa0Modern\xc2\xad 10",                               // no-break space, soft hyphen
             "\xd0\xa1\xd1\x96\xd1\x82\xd1\x83 Modern 10",                  // Cyrillic
             "\xef\xbc\xa3\xef\xbd\x89\xef\xbd\x94\xef\xbd\x99 Modern 10",  // full width
             "\xef\xbb\xbf\x43ity Modern 10",                               // byte order mark
             "C\xc3\xadty Modern 10",                                       // an accent
             "City\xcc\x81 Modern 10",                                      // and one that combines
             "City M\xce\xbf\x64\x65rn 1\xce\x9f",                          // Greek
             "City\t\x01Modern 10",
         }) {
        EXPECT_EQ(reading_of(name), city) << name;
    }
}

TEST(Reading, OfOtherNamesIsAnother) {
    const auto city = reading_of("City");
    for (const auto* name : {"Cities", "City5G", "Cit", "Kity", "Ciity", "Ctiy", "", "City\xf0\x9f\x98\x80"}) {
        EXPECT_NE(reading_of(name), city) << name;
    }
}

TEST(Reading, OfHangulIsTheSameHoweverItIsWritten) {
    // 서울 in syllables, and in jamo.
    EXPECT_EQ(reading_of("\xec\x84\x9c\xec\x9a\xb8"),
              reading_of("\xe1\x84\x89\xe1\x85\xa5\xe1\x84\x8b\xe1\x85\xae\xe1\x86\xaf"));
    EXPECT_NE(reading_of("\xec\x84\x9c\xec\x9a\xb8"), reading_of("\xec\x84\x9c\xec\x9a\xa8"));
    // A syllable with a tail takes no second one.
    EXPECT_NE(reading_of("\xec\x9a\xb8\xe1\x86\xaf"), reading_of("\xec\x9a\xb8"));
}

TEST(Reading, OfWhatIsNotUtf8IsItsBytes) {
    EXPECT_EQ(reading_of("\xff\xc3("), "\xff\xc3(");
    EXPECT_EQ(reading_of("\xc0\xaf"), "\xc0\xaf");
    EXPECT_EQ(reading_of("\xe0\x80\x80"), "\xe0\x80\x80");
    EXPECT_EQ(reading_of("\xf4\x90\x80\x80"), "\xf4\x90\x80\x80");
    EXPECT_EQ(reading_of("a\xf0\x9f\x98"), "a\xf0\x9f\x98");
}

TEST(Reading, OfNothingVisibleIsNothing) {
    EXPECT_EQ(reading_of(" _-.\t\xe2\x80\x8b\xef\xbb\xbf"), "");
    EXPECT_EQ(reading_of(std::string_view("\0\0", 2)), "");
}

TEST(Reading, OfAReadingIsItself) {
    for (const auto* name : {"City Modern 10", "rrn", "rnn", "\xe1\x84\x89\xe1\x85\xa5", "\xff\xfe", "Rn1IO0|"}) {
        const auto once = reading_of(name);
        EXPECT_EQ(reading_of(once), once) << name;
    }
}

TEST(Reading, IsNoLongerThanTheNameByMoreThanAFactor) {
    for (unsigned first = 0; first < 256; ++first) {
        for (unsigned second = 0; second < 256; ++second) {
            const std::string name{static_cast<char>(first), static_cast<char>(second), '\x80', '\x80'};
            EXPECT_LE(reading_of(name).size(), name.size());
        }
    }
}

}  // namespace
}  // namespace magpie::agent
