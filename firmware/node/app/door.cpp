#include "firmware/node/app/door.hpp"

namespace magpie::node {

namespace {

/// Reed contacts bounce for 1 to 5 ms.
constexpr std::uint32_t settling_ms = 20;

}  // namespace

void Door::contact(bool is_open, std::uint32_t now_ms) {
    if (!is_known_) {
        // How it stands at the start is no opening.
        is_known_ = true;
        is_open_ = last_ = is_open;
    }
    if (is_open != last_) {
        last_ = is_open;
        since_ms_ = now_ms;
    }
    if (last_ != is_open_ && now_ms - since_ms_ >= settling_ms) {
        is_open_ = last_;
        if (is_open_) {
            ++openings_;
        }
    }
}

}  // namespace magpie::node
