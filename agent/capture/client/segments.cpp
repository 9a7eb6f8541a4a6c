#include "agent/capture/client/segments.hpp"

namespace magpie::agent::client {

namespace {

/// Behind or before; as far as numbers that wrap can say.
std::int32_t distance(std::uint32_t from, std::uint32_t to) {
    return static_cast<std::int32_t>(to - from);
}

/// No window is larger (RFC 7323 2.3): what is farther away belongs to another connection.
constexpr std::int32_t largest_window = 1 << 30;

}  // namespace

void Segments::begin(std::uint32_t next) {
    *this = Segments();
    next_ = next;
    known_ = true;
}

Segments::Kind Segments::take(std::uint32_t sequence, std::uint32_t length, CaptureTime at) {
    const auto end = sequence + length;
    const auto ahead = distance(next_, sequence);
    if (!known_ || ahead > largest_window || ahead < -largest_window) {
        begin(sequence);
    } else if (ahead == -1 && length <= 1) {
        return Kind::keep_alive;
    } else if (ahead < 0) {
        const bool fills = fill(sequence, end);
        if (distance(next_, end) > 0) {
            next_ = end;
        }
        if (!fills) {
            timing_ = false;
            return Kind::again;
        }
        return Kind::fresh;
    } else if (ahead > 0) {
        skip(next_, sequence);
    }
    next_ = end;
    if (!timing_) {
        timing_ = true;
        timed_end_ = end;
        timed_at_ = at;
    }
    return Kind::fresh;
}

std::optional<std::chrono::microseconds> Segments::acknowledged(std::uint32_t number, CaptureTime at) {
    if (!timing_ || distance(timed_end_, number) < 0 || distance(next_, number) > 0) {
        return std::nullopt;
    }
    timing_ = false;
    const auto took = at - timed_at_;
    using namespace std::chrono_literals;
    return took >= 0us && took < 1h ? std::optional(took) : std::nullopt;
}

void Segments::skip(std::uint32_t from, std::uint32_t to) {
    newest_hole_ = static_cast<std::uint8_t>((newest_hole_ + 1U) % holes_.size());
    holes_.at(newest_hole_) = {from, to};
}

/// Whether anything of it is new here. Of a hole that is filled in its middle, what is before is given up.
bool Segments::fill(std::uint32_t from, std::uint32_t to) {
    bool any = false;
    for (auto& hole : holes_) {
        if (hole.begin == hole.end || distance(hole.begin, to) <= 0 || distance(from, hole.end) <= 0) {
            continue;
        }
        any = true;
        if (distance(to, hole.end) <= 0) {
            hole.end = distance(hole.begin, from) > 0 ? from : hole.begin;
        } else {
            hole.begin = to;
        }
    }
    return any;
}

}  // namespace magpie::agent::client
