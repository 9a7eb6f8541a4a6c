#include "agent/capture/read/summary.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/capture/air/air.hpp"
#include "agent/capture/client/connections.hpp"
#include "agent/capture/read/air_connections.hpp"
#include "agent/capture/read/summary_lines.hpp"

namespace magpie::agent {

namespace {

constexpr std::chrono::seconds second{1};
/// After which nobody is waited for.
constexpr std::chrono::seconds last_wait{60};

/// Hands over all frames, and says each second of the capture's own time that it has passed; a gap of more than some
/// minutes is as long as these. The end, or nothing of an empty capture.
template <typename Take, typename Tick>
std::optional<CaptureTime> replay(PacketSource& source, Take take, Tick tick) {
    constexpr std::chrono::minutes longest_gap{5};
    constexpr std::size_t at_once = 1000;
    std::optional<CaptureTime> next;
    while (!source.ended()) {
        source.read(at_once, [&](const CapturedFrame& frame) {
            next = std::max(next.value_or(frame.at + second), frame.at - longest_gap);
            for (; *next <= frame.at; *next += second) {
                tick(*next);
            }
            take(frame);
        });
    }
    return next;
}

void summarize_air(PacketSource& source, const Ours& ours, std::ostream& out) {
    Air air;
    for (const auto& record : ours.said()) {
        air.hear(record);
    }
    AirConnections connections(ours);
    SummaryLines lines(ours.resolver_names);
    std::vector<capture::Record> records;
    const auto keep = [&] { lines.keep(records, [&](std::uint8_t network) { return connections.name_of(network); }); };
    const auto tick = [&](CaptureTime now) {
        records.clear();
        air.take_threats(records);
        air.tick(now, records);
        connections.tick(now, records);
        keep();
    };
    const auto link_type = source.link_type();
    const auto end = replay(
        source,
        [&](const CapturedFrame& frame) {
            if (const auto heard = air.frame(frame, link_type)) {
                connections.heard(*heard, frame.at);
            }
        },
        tick);
    if (end) {
        tick(*end);
        // What is in the air ends with the file; who waits for an answer does so for a while.
        for (auto now = *end + second; now <= *end + last_wait; now += second) {
            records.clear();
            connections.tick(now, records);
            keep();
        }
    }
    lines.account(air.frames(), air.bad());
    lines.keep("connection_frames_passed_over", connections.passed_over());
    lines.print(out);
}

void summarize_clients(PacketSource& source, const Ours& ours, std::ostream& out) {
    Connections connections;
    const auto network = connections.add_network("capture", MacAddress{});
    if (ours.of_clients()) {  // else all would be others
        for (const auto& record : ours.said()) {
            connections.hear(record);
        }
    }
    SummaryLines lines(ours.resolver_names);
    std::vector<capture::Record> records;
    const auto tick = [&](CaptureTime now) {
        records.clear();
        connections.tick(now, records);
        lines.keep(records, [](std::uint8_t /*the one*/) { return std::string(); });
    };
    const auto end = replay(
        source, [&](const CapturedFrame& frame) { connections.packet(network, frame); }, tick);
    if (end) {
        for (auto now = *end; now <= *end + last_wait; now += second) {
            tick(now);
        }
    }
    lines.account(connections.frames(network), connections.bad(network));
    lines.print(out);
}

}  // namespace

void summarize(PacketSource& source, const Ours& ours, std::ostream& out) {
    if (source.link_type() == LinkType::ethernet) {
        summarize_clients(source, ours, out);
    } else {
        summarize_air(source, ours, out);
    }
}

}  // namespace magpie::agent
