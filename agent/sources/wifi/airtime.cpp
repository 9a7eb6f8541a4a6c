#include "agent/sources/wifi/airtime.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;
using netlink::Survey;

/// Counters of a broken driver differ by up to 2^64 ms, which no signed time holds.
using Length = std::chrono::duration<double, std::milli>;

/// Below this, what is lost of each counter to whole milliseconds is too large a part of it.
constexpr auto shortest_interval = 500ms;
/// Two parts and their whole, each cut to milliseconds: on a silent channel that alone is more than a twentieth.
constexpr Length cut_off{3.0};

constexpr int lowest_noise_dbm = -120;
constexpr int highest_noise_dbm = -20;

bool exceeds(Length part, Length whole) {
    return part > 1.05 * whole + cut_off;
}

bool any_fell(const Survey& before, const Survey& after) {
    static constexpr std::array counters{&Survey::active,   &Survey::busy, &Survey::extension_busy, &Survey::receive,
                                         &Survey::transmit, &Survey::scan, &Survey::own_receive};
    return std::ranges::any_of(counters, [&](auto counter) {
        return before.*counter && after.*counter && *(after.*counter) < *(before.*counter);
    });
}

/// Of a counter that did not fall.
std::optional<Survey::Time> growth(const std::optional<Survey::Time>& before,
                                   const std::optional<Survey::Time>& after) {
    return before && after ? std::optional(*after - *before) : std::nullopt;
}

std::optional<Milliseconds> at_most(Milliseconds whole, const std::optional<Survey::Time>& part) {
    return part ? std::optional(std::min<Milliseconds>(*part, whole)) : std::nullopt;
}

tl::expected<AirtimeDelta, Doubt> judge(const Survey& before, const Survey& after, const Quirks& quirks,
                                        Milliseconds passed) {
    if (any_fell(before, after)) {
        return tl::unexpected(Doubt::counter_fell);
    }
    const auto active = *after.active - *before.active;
    if (active == 0ms) {
        return tl::unexpected(Doubt::frozen);
    }
    if (active > 1.5 * Length(passed)) {
        return tl::unexpected(Doubt::too_much_time);
    }
    if (active < 0.2 * Length(passed)) {
        return tl::unexpected(Doubt::too_little_time);
    }
    const auto busy = *after.busy - *before.busy;
    if (exceeds(busy, active)) {
        return tl::unexpected(Doubt::busy_above_active);
    }
    const auto counted = growth(before.receive, after.receive);
    const auto receive = quirks.receive_is_own ? std::nullopt : counted;
    const auto own_receive = quirks.receive_is_own ? counted : growth(before.own_receive, after.own_receive);
    const auto transmit = growth(before.transmit, after.transmit);
    const auto sent = Length(transmit.value_or(0ms));
    if (exceeds(sent + receive.value_or(0ms), busy) || exceeds(sent + own_receive.value_or(0ms), busy) ||
        (receive && own_receive && exceeds(*own_receive, *receive))) {
        return tl::unexpected(Doubt::parts_above_busy);
    }

    AirtimeDelta delta;
    delta.active = active;
    delta.busy = std::min<Milliseconds>(busy, active);
    delta.transmit = at_most(delta.busy, transmit);
    const auto unsent = delta.busy - delta.transmit.value_or(0ms);
    delta.receive = at_most(unsent, receive);
    delta.own_receive = at_most(delta.receive.value_or(unsent), own_receive);
    if (delta.transmit && delta.own_receive) {
        delta.foreign = unsent - *delta.own_receive;
    }
    if (delta.transmit && delta.receive) {
        delta.non_wifi = unsent - *delta.receive;
    }
    return delta;
}

}  // namespace

std::string_view word(Doubt doubt) {
    switch (doubt) {
        case Doubt::channel_changed:
            return "channel_changed";
        case Doubt::counter_fell:
            return "counter_fell";
        case Doubt::frozen:
            return "frozen";
        case Doubt::too_much_time:
            return "too_much_time";
        case Doubt::too_little_time:
            return "too_little_time";
        case Doubt::busy_above_active:
            return "busy_above_active";
        case Doubt::parts_above_busy:
            return "parts_above_busy";
        case Doubt::disturbed:
            return "disturbed";
        case Doubt::not_filled:
            return "not_filled";
    }
    return "not_filled";
}

tl::expected<std::optional<AirtimeDelta>, Doubt> Airtime::look(const netlink::WorkingChannel& channel,
                                                               const Survey& survey, const Quirks& quirks,
                                                               Monotonic now) {
    if (survey.mhz == 0 || !survey.active || !survey.busy || quirks.times_are_of_a_visit) {
        forget();
        return tl::unexpected(Doubt::not_filled);
    }
    // The channel and its counters come in two dumps, and the radio may have moved between them.
    if (survey.mhz != channel.mhz || survey.offset_khz != channel.offset_khz) {
        forget();
        return tl::unexpected(Doubt::channel_changed);
    }
    if (before_ && before_->channel == channel && now - before_->at < shortest_interval) {
        return std::nullopt;
    }
    const auto before = std::exchange(before_, Before{channel, survey, now});
    const bool disturbed = disturbed_looks_ > 0;
    if (disturbed) {
        --disturbed_looks_;
    }
    if (!before) {
        return std::nullopt;
    }
    if (before->channel != channel) {
        frozen_looks_ = 0;
        return tl::unexpected(Doubt::channel_changed);
    }
    if (survey.active != before->survey.active) {
        frozen_looks_ = 0;
    } else if (!disturbed && !quirks.time_may_stand_still) {
        ++frozen_looks_;
    }
    if (disturbed) {
        return tl::unexpected(Doubt::disturbed);
    }
    return judge(before->survey, survey, quirks, now - before->at);
}

std::optional<int> believable_noise(const Survey& survey, const Quirks& quirks) {
    if (quirks.noise_is_made_up || !survey.noise_dbm || *survey.noise_dbm < lowest_noise_dbm ||
        *survey.noise_dbm > highest_noise_dbm) {
        return std::nullopt;
    }
    return survey.noise_dbm;
}

}  // namespace magpie::agent
