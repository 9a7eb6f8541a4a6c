#include "tests/fleet/pole_blocks.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/ip/address.hpp>

namespace magpie::fleet {

namespace {

using agent::probe::State;

constexpr Milliseconds round_trip{20};

std::vector<boost::asio::ip::address> controls() {
    return {boost::asio::ip::make_address("198.51.100.1"), boost::asio::ip::make_address("2001:db8::1")};
}

}  // namespace

PoleBlocks::PoleBlocks(const Site& site) : wall_takes_(1000 + static_cast<std::int64_t>(site.seed % 2000)) {}

agent::BlockChecks PoleBlocks::new_checks() {
    return agent::BlockChecks({.controls = controls()});
}

void PoleBlocks::forgets() {
    checks_ = new_checks();
    asked_.clear();
}

bool PoleBlocks::tick(bool leaks, bool cut_off, const Now& now) {
    if (asked_.empty() && checks_.at_once() == 0) {
        verifying_ = false;
        return checks_.take_news();
    }
    for (auto asked = asked_.begin(); asked != asked_.end();) {
        if (asked->ends <= now.mono) {
            checks_.ended(asked->number, asked->state, now);
            asked = asked_.erase(asked);
        } else {
            ++asked;
        }
    }
    const auto known = controls();
    while (const auto ask = checks_.take(now)) {
        if (!std::exchange(verifying_, true)) {
            closes_ = now.mono + wall_takes_;
        }
        const bool is_control = std::ranges::find(known, ask->address) != known.end();
        const bool answers = !cut_off && (is_control || leaks || now.mono < closes_);
        asked_.push_back({.ends = now.mono + (answers ? round_trip : agent::BlockChecks::answer_within),
                          .number = ask->number,
                          .state = answers ? State::answered : State::no_answer});
    }
    verifying_ = checks_.at_once() > 0;
    return checks_.take_news();
}

Monotonic PoleBlocks::deadline() const {
    auto earliest = checks_.deadline().value_or(Monotonic::max());
    for (const auto& asked : asked_) {
        earliest = std::min(earliest, asked.ends);
    }
    return earliest;
}

}  // namespace magpie::fleet
