#include "agent/page/notes.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::agent::page {
namespace {

class PageNotes : public testing::Test {
  protected:
    fakes::FakeClock clock_;
    tls::Directory directory_;
    std::string file_ = directory_.file("state/page/notes.json");
};

TEST_F(PageNotes, OutliveTheAgent) {
    ASSERT_TRUE(Notes(file_).add("문이 열려 있었음\nclosed it", "Kim", clock_.now()));
    const Notes again(file_);
    ASSERT_EQ(again.all().size(), 1U);
    EXPECT_EQ(again.all()[0], (Note{"문이 열려 있었음\nclosed it", "Kim", clock_.now().wall, true}));
}

TEST_F(PageNotes, AreGoneOnceReported) {
    Notes notes(file_);
    ASSERT_TRUE(notes.add("one", "Kim", clock_.now()));
    notes.reported();
    EXPECT_TRUE(notes.all().empty());
    EXPECT_TRUE(Notes(file_).all().empty());
}

TEST_F(PageNotes, AreBounded) {
    Notes notes(file_);
    for (std::size_t i = 0; i < Notes::most; ++i) {
        ASSERT_TRUE(notes.add("one", "Kim", clock_.now()));
    }
    EXPECT_EQ(notes.add("one", "Kim", clock_.now()).error(), NoteRefusal::too_many);
    EXPECT_EQ(Notes(file_).all().size(), Notes::most);
}

TEST_F(PageNotes, AreTextOfFiveHundredCharacters) {
    std::string korean;
    for (int i = 0; i < 500; ++i) {
        korean += "가";
    }
    EXPECT_TRUE(note_text(korean));
    EXPECT_EQ(note_text(korean + "가").error(), NoteRefusal::too_long);
    EXPECT_EQ(note_text("").error(), NoteRefusal::empty);
    EXPECT_EQ(note_text(" \n").error(), NoteRefusal::empty);
    EXPECT_EQ(note_text("\x1b[31m").error(), NoteRefusal::not_text);
    EXPECT_EQ(note_text("\xff").error(), NoteRefusal::not_text);
    EXPECT_EQ(note_text("a\r\nb\tc\n").value(), "a\nb c");
}

TEST_F(PageNotes, AFileThatIsNoneHoldsNone) {
    for (const auto* bytes : {"", "[", "{}", "[1,2]", R"([{"text":"a"}])", R"([{"text":1,"by":2,"time":3}])",
                              R"([{"text":"a","by":"\n","time":1,"time_known":true}])"}) {
        EXPECT_TRUE(Notes::read(bytes).empty()) << bytes;
    }
}

TEST_F(PageNotes, WhatCannotBeKeptIsNotTaken) {
    Notes notes(directory_.write("plain", std::string("x")) + "/notes.json");  // a file, and no directory
    EXPECT_EQ(notes.add("one", "Kim", clock_.now()).error(), NoteRefusal::not_kept);
    EXPECT_TRUE(notes.all().empty());
}

}  // namespace
}  // namespace magpie::agent::page
