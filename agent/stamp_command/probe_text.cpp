#include "agent/stamp_command/probe_text.hpp"

#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace magpie::agent {

using nlohmann::ordered_json;
using stamp::Nanoseconds;

namespace {

using Delay = std::optional<Nanoseconds>;

std::string milliseconds(const Delay& delay) {
    return delay ? fmt::format("{:.3f} ms", static_cast<double>(delay->count()) / 1e6) : "not known";
}

std::string share(std::uint64_t part, std::uint64_t all) {
    return all == 0 ? "none" : fmt::format("{:.2f} %", 100.0 * static_cast<double>(part) / static_cast<double>(all));
}

std::string row(std::string_view name, const std::string& text) {
    return fmt::format("  {:<12}{}\n", name, text);
}

std::string delay_text(const stamp::Distribution& delay) {
    auto text = fmt::format("median {}, least {}, most {}", milliseconds(delay.median), milliseconds(delay.least),
                            milliseconds(delay.most));
    const auto add = [&](std::string_view percent, const Delay& value) {
        if (value) {
            text += fmt::format(", {} % below {}", percent, milliseconds(value));
        }
    };
    add("95", delay.p95);
    add("99", delay.p99);
    return text;
}

std::string variation_text(const stamp::Variation& variation) {
    auto text = std::string("above the least:");
    const auto add = [&](std::string_view percent, const Delay& value) {
        if (value) {
            text += fmt::format("{} {} % up to {}", text.ends_with(':') ? "" : ",", percent, milliseconds(value));
        }
    };
    add("50", variation.median);
    add("95", variation.p95);
    add("99", variation.p99);
    add("99.9", variation.p999);
    return text.ends_with(':') ? "too few packets to say" : text;
}

std::string loss_text(const stamp::StampWindow& window) {
    auto text = fmt::format("{} of {} ({})", window.lost, window.sent, share(window.lost, window.sent));
    if (window.lost == 0) {
        return text;
    }
    if (window.ways) {
        text += fmt::format("; on the way there {}, on the way back {}", window.ways->forward, window.ways->back);
    }
    if (window.unattributed != 0) {
        text += fmt::format("; {} one cannot say which way", window.unattributed);
    }
    return text + fmt::format("; in {} runs, the longest {}", window.loss_bursts, window.longest_burst);
}

std::string ways_text(const stamp::StampWindow& window) {
    if (!window.forward || !window.back) {
        return "not known: it takes synchronised clocks on both ends";
    }
    return fmt::format("there {}, back {} (median; each off by at most {})", milliseconds(window.forward->delay.median),
                       milliseconds(window.back->delay.median), milliseconds(window.forward->bound));
}

std::string path_text(const ProbeReport& report) {
    const auto& path = report.path;
    const auto number = [](const std::optional<std::uint8_t>& value) {
        return value ? fmt::format("{}", *value) : "not known";
    };
    return fmt::format("TTL left there {}, here {}; DSCP sent {}, arrived there {}, came back {}",
                       number(path.forward_hops), number(path.back_hops), report.command.options.dscp,
                       number(path.forward_dscp), number(path.back_dscp));
}

std::uint64_t count_of(const ProbeReport& report, stamp::Received received) {
    return report.received[static_cast<std::size_t>(received)];
}

std::string refused_text(const ProbeReport& report) {
    using stamp::Received;
    std::string text;
    const auto add = [&](std::string_view what, std::uint64_t count) {
        if (count != 0) {
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", what, count);
        }
    };
    add("truncated", count_of(report, Received::truncated));
    add("corrupt", count_of(report, Received::corrupt));
    add("without a time", count_of(report, Received::no_time));
    add("forged", count_of(report, Received::forged));
    add("not ours", count_of(report, Received::not_ours));
    return text;
}

ordered_json number(const Delay& delay) {
    return delay ? ordered_json(static_cast<double>(delay->count()) / 1e9) : ordered_json();
}

ordered_json variation_json(const stamp::Variation& variation) {
    return {{"p50", number(variation.median)},
            {"p95", number(variation.p95)},
            {"p99", number(variation.p99)},
            {"p99.9", number(variation.p999)}};
}

ordered_json delay_json(const stamp::Distribution& delay) {
    return {{"min", number(delay.least)}, {"median", number(delay.median)},
            {"p95", number(delay.p95)},   {"p99", number(delay.p99)},
            {"max", number(delay.most)},  {"variation", variation_json(delay.variation)}};
}

ordered_json way_json(const std::optional<stamp::OneWayDelay>& way) {
    if (!way) {
        return nullptr;
    }
    auto json = delay_json(way->delay);
    json["error_bound"] = number(way->bound);
    return json;
}

ordered_json octet(const std::optional<std::uint8_t>& value) {
    return value ? ordered_json(*value) : ordered_json();
}

}  // namespace

std::string progress_text(std::uint64_t sent, std::uint64_t count, std::uint64_t answered) {
    return fmt::format("{} of {} sent, {} answered", sent, count, answered);
}

std::string text_of(const ProbeReport& report) {
    const auto& [command, size, window, path, received, error] = report;
    const auto& wanted = command.options;
    auto text = fmt::format("STAMP to {}, session {}{}: {} packets of {} octets, {} every {}, DSCP {}\n",
                            text_of(command.peer), wanted.ssid, wanted.key ? ", authenticated" : "", window.sent, size,
                            wanted.burst, milliseconds(wanted.interval), wanted.dscp);
    text += row("lost", loss_text(window));
    if (error) {
        text += row("told", std::strerror(*error));
    }
    if (window.received == 0) {
        text += row("no answer", "is this address and session provisioned at the reflector, with the same key?");
    } else if (!window.round_trip) {
        text += row("round trip", "not known: no reply has times that can be");
    } else {
        text += row("round trip", delay_text(*window.round_trip));
        text += row("variation", variation_text(window.round_trip->variation));
        text += row("one way", ways_text(window));
        text += row("path", path_text(report));
    }
    text += row("besides", fmt::format("duplicates {}, reordered {}, late {}, restarts of the reflector {}",
                                       window.duplicates, window.reordered, window.late, window.restarts));
    if (const auto refused = refused_text(report); !refused.empty()) {
        text += row("refused", refused);
    }
    if (window.undefined != 0) {
        text += row("no delay", fmt::format("{} replies with times that cannot be", window.undefined));
    }
    return text;
}

std::string json_of(const ProbeReport& report) {
    const auto& [command, size, window, path, received, error] = report;
    const auto& wanted = command.options;
    using stamp::Received;
    ordered_json json{
        {"target", text_of(command.peer)},
        {"session", wanted.ssid},
        {"authenticated", wanted.key.has_value()},
        {"size", size},
        {"dscp", wanted.dscp},
        {"interval", number(wanted.interval)},
        {"burst", wanted.burst},
        {"timeout", number(wanted.patience)},
        {"sent", window.sent},
        {"received", window.received},
        {"lost", window.lost},
        {"lost_forward", window.ways ? ordered_json(window.ways->forward) : ordered_json()},
        {"lost_back", window.ways ? ordered_json(window.ways->back) : ordered_json()},
        {"lost_unattributed", window.unattributed},
        {"loss_bursts", window.loss_bursts},
        {"longest_loss_burst", window.longest_burst},
        {"late", window.late},
        {"duplicates", window.duplicates},
        {"reordered", window.reordered},
        {"undefined_delays", window.undefined},
        {"reflector_restarts", window.restarts},
        {"round_trip", window.round_trip ? delay_json(*window.round_trip) : ordered_json()},
        {"forward", way_json(window.forward)},
        {"back", way_json(window.back)},
        {"path",
         {{"forward_ttl", octet(path.forward_hops)},
          {"back_ttl", octet(path.back_hops)},
          {"forward_dscp", octet(path.forward_dscp)},
          {"back_dscp", octet(path.back_dscp)}}},
        {"peer",
         {{"short_replies", path.short_replies},
          {"without_session", path.without_session},
          {"followed_up", path.followed_up}}},
        {"kernel_stamped", path.kernel_stamped},
        {"error", error ? ordered_json(std::strerror(*error)) : ordered_json()},
        {"refused",
         {{"truncated", count_of(report, Received::truncated)},
          {"corrupt", count_of(report, Received::corrupt)},
          {"no_time", count_of(report, Received::no_time)},
          {"forged", count_of(report, Received::forged)},
          {"not_ours", count_of(report, Received::not_ours)}}},
    };
    return json.dump() + "\n";
}

}  // namespace magpie::agent
