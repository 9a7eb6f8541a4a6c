#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <boost/intrusive/list.hpp>
#include <boost/intrusive/list_hook.hpp>

#include "wire/time.hpp"

namespace magpie::collector {

/// Something with a time at which it wants to be looked at. Leaves the wheel when it ends.
class Timed : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
  public:
    [[nodiscard]] Monotonic wakes_at() const { return wakes_at_; }

  private:
    friend class TimerWheel;
    Monotonic wakes_at_ = Monotonic::max();
};

/// Wakes what is due, without a look at what is not: setting, waking and leaving cost the same for ten and for a
/// hundred thousand. Made for deadlines that are put off again and again (silence): whoever is woken too early is set
/// anew, and nobody has to say that a deadline has moved away. One thread; owned by Ingest.
class TimerWheel {
  public:
    /// To be woken at `at`, or a minute from now where that is earlier: the wheel is no larger.
    void set(Timed& timed, Monotonic at, Monotonic now) {
        timed.unlink();
        timed.wakes_at_ = std::min(at, std::max(now, turned_to_) + reach);
        lists_[slot_of(std::max(timed.wakes_at_, turned_to_))].push_back(timed);
    }

    /// Calls `wake` for each whose time has come, after it was taken out; `wake` may set it anew, and may end it or any
    /// other.
    template <typename Wake>
    void turn(Monotonic now, Wake&& wake) {
        List due;
        const auto steps = std::min<std::size_t>(slots, steps_between(turned_to_, now) + 1);
        auto slot = slot_of(turned_to_);
        for (std::size_t step = 0; step < steps; ++step, slot = (slot + 1) % slots) {
            auto& list = lists_[slot];
            for (auto place = list.begin(); place != list.end();) {
                auto& timed = *place++;
                if (timed.wakes_at_ <= now) {
                    timed.unlink();
                    due.push_back(timed);
                }
            }
        }
        turned_to_ = std::max(turned_to_, now);
        while (!due.empty()) {
            auto& timed = due.front();
            timed.unlink();
            timed.wakes_at_ = Monotonic::max();
            wake(timed);
        }
    }

  private:
    static constexpr Milliseconds width{64};
    static constexpr std::size_t slots = 1024;
    static constexpr Milliseconds reach = width * std::int64_t{slots - 1};
    using List = boost::intrusive::list<Timed, boost::intrusive::constant_time_size<false>>;

    static std::size_t slot_of(Monotonic time) {
        return static_cast<std::size_t>(time.time_since_epoch() / width) % slots;
    }
    static std::size_t steps_between(Monotonic from, Monotonic to) {
        return to <= from ? 0
                          : static_cast<std::size_t>(to.time_since_epoch() / width - from.time_since_epoch() / width);
    }

    std::array<List, slots> lists_;
    Monotonic turned_to_{};
};

}  // namespace magpie::collector
