#include "agent/path_trace/recent_answers.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace magpie::agent {
namespace {

using probe::State;

Finding after(std::initializer_list<State> states) {
    RecentAnswers answers;
    for (const auto state : states) {
        answers.add(state);
    }
    return answers.finding();
}

TEST(RecentAnswers, SayNothingBeforeTheFirst) {
    EXPECT_EQ(after({}), Finding::unknown);
}

TEST(RecentAnswers, AreGoodFromTheFirstAnswerOn) {
    EXPECT_EQ(after({State::answered}), Finding::good);
}

TEST(RecentAnswers, OneThatIsLostIsNoFault) {
    EXPECT_EQ(after({State::answered, State::no_answer, State::answered}), Finding::unknown);
    EXPECT_EQ(after({State::no_answer}), Finding::unknown);
}

TEST(RecentAnswers, TwoOfFiveLostAre) {
    EXPECT_EQ(after({State::no_answer, State::unreachable}), Finding::bad);
    EXPECT_EQ(after({State::no_answer, State::answered, State::answered, State::answered, State::no_answer}),
              Finding::bad);
}

TEST(RecentAnswers, AreForgottenAfterFive) {
    EXPECT_EQ(
        after({State::no_answer, State::no_answer, State::answered, State::answered, State::answered, State::answered}),
        Finding::unknown);
    EXPECT_EQ(after({State::no_answer, State::no_answer, State::answered, State::answered, State::answered,
                     State::answered, State::answered}),
              Finding::good);
}

TEST(RecentAnswers, WhoRefusesIsReached) {
    EXPECT_EQ(after({State::refused, State::failed, State::certificate}), Finding::good);
}

TEST(RecentAnswers, WhatWasNeverSentSaysNothingOfTheWay) {
    EXPECT_EQ(after({State::no_address, State::no_address, State::not_allowed}), Finding::unknown);
    EXPECT_EQ(after({State::answered, State::no_address, State::no_address}), Finding::good);
}

TEST(RecentAnswers, OfAClassWhoeverIsReachedCounts) {
    EXPECT_EQ(best_of(Finding::bad, Finding::good), Finding::good);
    EXPECT_EQ(best_of(Finding::unknown, Finding::bad), Finding::bad);
    EXPECT_EQ(best_of(Finding::unknown, Finding::unknown), Finding::unknown);
}

}  // namespace
}  // namespace magpie::agent
