#include "agent/capture/air/turns.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::agent {

namespace {

/// First, second, first, second.
constexpr unsigned changes_of_two = 3;
constexpr std::chrono::seconds of_late{5};

}  // namespace

bool Turns::hear(bool second, CaptureTime at) {
    if (changes_ != 0 && at - changed_ > of_late) {
        changes_ = 0;
    }
    if (heard_any_ && second != second_) {
        changes_ = std::min(changes_ + 1, changes_of_two);
        changed_ = at;
    }
    heard_any_ = true;
    second_ = second;
    return changes_ == changes_of_two;
}

}  // namespace magpie::agent
