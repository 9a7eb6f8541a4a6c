#include "wire/capture/words.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <set>
#include <string_view>

namespace magpie::capture {
namespace {

template <class Enumeration>
std::size_t words_of() {
    std::set<std::string_view> words;
    for (std::size_t place = 0; place <= static_cast<std::size_t>(Enumeration::last); ++place) {
        words.insert(word(static_cast<Enumeration>(place)));
    }
    return words.contains("") ? 0 : words.size();
}

TEST(Words, EachEnumeratorHasOneOfItsOwn) {
    EXPECT_EQ(words_of<BadFrame>(), bad_frame_count);
    EXPECT_EQ(words_of<FrameClass>(), frame_class_count);
    EXPECT_EQ(words_of<Threat>(), threat_count);
    EXPECT_EQ(words_of<Stage>(), stage_count);
    EXPECT_EQ(words_of<Outcome>(), outcome_count);
    EXPECT_EQ(words_of<EventUse>(), event_use_count);
}

TEST(Words, AreThoseOfTheirEnumerators) {
    EXPECT_EQ(word(BadFrame::eapol), "eapol");
    EXPECT_EQ(word(FrameClass::data), "data");
    EXPECT_EQ(word(Threat::two_clocks), "two_clocks");
    EXPECT_EQ(word(Severity::critical), "critical");
    EXPECT_EQ(word(Stage::dhcp_request), "dhcp_request");
    EXPECT_EQ(word(Outcome::name_error), "name_error");
    EXPECT_EQ(word(EventUse::unknown_interface), "unknown_interface");
}

TEST(Words, AnAccessPointIsWrittenAsUsual) {
    EXPECT_EQ(access_point_text({0x02, 0, 0, 0xab, 0x0c, 0xff}), "02:00:00:ab:0c:ff");
}

}  // namespace
}  // namespace magpie::capture
