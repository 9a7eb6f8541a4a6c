#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "agent/capture/air/air.hpp"
#include "tests/fakes/beacons.hpp"

namespace magpie::agent {

/// Air above a street of fake access points, in virtual time: what is ours is said, time passes, frames are heard; what
/// comes of it is kept. Batches of frames end every 100 ms, as the kernel's blocks do.
class Street {
  public:
    Air air;
    fakes::air::Reception radio;
    std::vector<capture::ThreatSeen> begun;
    std::vector<capture::ThreatSeen> ended;
    std::vector<capture::ThreatSeen> last;  // that lasted at the last tick
    std::map<capture::Bssid, capture::Network> networks;
    std::map<std::uint32_t, capture::Channel> channels;
    std::uint64_t us = 0;

    void settle(std::initializer_list<std::pair<std::string_view, capture::Security>> names,
                std::initializer_list<std::pair<MacAddress, unsigned>> access_points) {
        air.hear(capture::Hello{});
        for (const auto& [ssid, security] : names) {
            air.hear(capture::OwnNetwork{.ssid = capture::text32(ssid), .security = security});
        }
        for (const auto& [bssid, bits] : access_points) {
            air.hear(capture::OwnAccessPoint{.bssid = bssid.bytes, .bits = static_cast<std::uint8_t>(bits)});
        }
        air.hear(capture::Settled{});
    }

    [[nodiscard]] CaptureTime now() const {
        return CaptureTime(std::chrono::seconds(1'700'000'000) + std::chrono::microseconds(us));
    }

    /// As the radio hears it now; `cut`: of which no more was captured.
    void hear(const fakes::air::Bytes& frame, std::optional<std::size_t> cut = std::nullopt) {
        radio.tsft_us = us + 77'000'000;
        const auto received = radio.of(frame);
        const auto kept = std::min(received.size(), cut.value_or(received.size()));
        air.frame({.bytes = std::span(received).first(kept), .length = received.size(), .at = now()},
                  LinkType::radiotap);
    }
    void hear_beacon(fakes::air::FakeAccessPoint& of) {
        radio.mhz = of.mhz;
        radio.signal_dbm = of.signal_dbm;
        hear(of.beacon(us));
    }

    /// Nobody sends, or only who is among these does, each at its interval.
    void pass(std::chrono::milliseconds time, std::initializer_list<fakes::air::FakeAccessPoint*> sending = {}) {
        const auto end = us + static_cast<std::uint64_t>(time.count()) * 1000;
        while (us < end) {
            // A millisecond at a time; access points are as many milliseconds apart as they stand in the list.
            std::uint64_t offset = 0;
            for (auto* const of : sending) {
                const std::uint64_t interval = of->interval_tu * std::uint64_t{1024};
                const auto since = (us + offset) % interval;
                if (since < 1000) {
                    hear_beacon(*of);
                }
                offset += 3000;
            }
            us += 1000;
            if (us % 100'000 == 0) {
                end_batch();
            }
            if (us % 1'000'000 == 0) {
                tick();
            }
        }
    }

    void end_batch() {
        std::vector<capture::Record> records;
        air.take_threats(records);
        keep(records);
    }
    void tick() {
        std::vector<capture::Record> records;
        air.tick(now(), records);
        last.clear();
        keep(records);
    }

    [[nodiscard]] bool lasts(capture::Threat threat) const {
        return std::ranges::find(last, threat, &capture::ThreatSeen::threat) != last.end();
    }
    [[nodiscard]] std::optional<capture::ThreatSeen> began(capture::Threat threat) const {
        const auto found = std::ranges::find(begun, threat, &capture::ThreatSeen::threat);
        return found == begun.end() ? std::nullopt : std::optional(*found);
    }
    [[nodiscard]] capture::Network network(const MacAddress& bssid) const {
        const auto found = networks.find(bssid.bytes);
        return found == networks.end() ? capture::Network{} : found->second;
    }

  private:
    void keep(const std::vector<capture::Record>& records) {
        for (const auto& record : records) {
            if (const auto* network = std::get_if<capture::Network>(&record)) {
                networks[network->bssid] = *network;
            } else if (const auto* channel = std::get_if<capture::Channel>(&record)) {
                channels[channel->mhz] = *channel;
            } else if (const auto* seen = std::get_if<capture::ThreatSeen>(&record)) {
                keep(*seen);
            }
        }
    }
    void keep(const capture::ThreatSeen& seen) {
        const auto is_same = [&](const capture::ThreatSeen& other) {
            return other.threat == seen.threat && other.bssid == seen.bssid;
        };
        if (seen.present == 0) {
            ended.push_back(seen);
            std::erase_if(present_, is_same);
        } else if (std::ranges::any_of(present_, is_same)) {
            last.push_back(seen);
        } else {
            begun.push_back(seen);
            present_.push_back(seen);
        }
    }

    std::vector<capture::ThreatSeen> present_;
};

}  // namespace magpie::agent
