#include "agent/app/progress.hpp"

#include "wire/sparkplug/edge_rules.hpp"

namespace magpie::agent {

namespace {

/// A report may be late by a slow card or a busy board, and is no standstill yet.
constexpr Milliseconds slack{5000};
/// To look up a name and to wait for the answer to a CONNECT, each twice as long as it takes at most.
constexpr Milliseconds one_attempt{60000};

Milliseconds session_patience() {
    return 2 * sparkplug::edge::Settings{}.backoff_cap + one_attempt;
}

}  // namespace

Progress::Progress(Milliseconds report_interval, const Now& now)
    : patience_(2 * report_interval + slack), session_(session_patience(), now), committed_(now.mono) {}

std::string_view Progress::standstill(ReportNumber newest, bool online, const Now& now) {
    const bool session_alive = session_.alive(online, now);
    if (newest != newest_) {
        newest_ = newest;
        committed_ = now.mono;
    }
    if (now.mono - committed_ > patience_) {
        return "no report is committed";
    }
    return session_alive ? std::string_view() : "the session does not try to connect";
}

}  // namespace magpie::agent
