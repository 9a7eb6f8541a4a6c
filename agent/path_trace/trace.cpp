#include "agent/path_trace/trace.hpp"

#include <algorithm>

namespace magpie::agent {

std::optional<Trace::Probe> Trace::next(const Now& now) {
    if (under_way_ && now.mono >= sent_at_ + settings_.wait) {
        go_on(now);
    }
    if (done_ || under_way_ || now.mono < next_at_) {
        return std::nullopt;
    }
    if (hops_.empty() || hops_.back().sent == settings_.probes_of_a_hop) {
        hops_.emplace_back();
    }
    ++hops_.back().sent;
    under_way_ = true;
    sent_at_ = now.mono;
    return Probe{static_cast<std::uint8_t>(hops_.size()), ++number_};
}

void Trace::heard(TraceAnswer answer, const HopAddress& from, std::optional<std::uint16_t> number, const Now& now) {
    if (done_ || !under_way_ || number.value_or(number_) != number_) {
        return;
    }
    auto& hop = hops_.back();
    const auto took = now.mono - sent_at_;
    hop.least = hop.answered == 0 ? took : std::min(hop.least, took);
    ++hop.answered;
    hop.several |= hop.from.value_or(from) != from;
    hop.from = hop.from.value_or(from);
    hop.last |= answer != TraceAnswer::passed_on;
    reached_ |= answer == TraceAnswer::reached;
    go_on(now);
}

/// The probe under way is answered, or given up.
void Trace::go_on(const Now& now) {
    under_way_ = false;
    next_at_ = now.mono + settings_.pause;
    if (hops_.back().sent < settings_.probes_of_a_hop) {
        return;
    }
    const auto silent =
        std::find_if(hops_.rbegin(), hops_.rend(), [](const TraceHop& hop) { return hop.answered > 0; });
    if (hops_.back().last || hops_.size() >= settings_.most_hops || silent - hops_.rbegin() >= settings_.most_silent) {
        end();
    }
}

void Trace::end() {
    done_ = true;
    while (!hops_.empty() && hops_.back().answered == 0) {
        hops_.pop_back();
    }
}

Monotonic Trace::deadline() const {
    if (done_) {
        return Monotonic::max();
    }
    return under_way_ ? sent_at_ + settings_.wait : next_at_;
}

}  // namespace magpie::agent
