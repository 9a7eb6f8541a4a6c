#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/report/readings.hpp"
#include "agent/sources/capture/own_names.hpp"
#include "wire/capture/record.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Threats to the city's networks: those that last, how many there were, and the evidence. Whoever makes them may make
/// any number, so all of it is bounded, and evidence stays for a while: each piece is a series that a birth has to
/// name. One thread; owned by the capture source.
class AirThreats {
  public:
    enum class News : std::uint8_t {
        none,
        urgent,    // one began
        too_many,  // and nothing of it was taken
    };

    /// `names` outlives it.
    explicit AirThreats(const OwnNames& names) : names_(names) {}

    News hear(const capture::ThreatSeen& seen, const Now& now);
    void write(Readings& readings, const Now& now);

  private:
    using Kind = std::pair<capture::Threat, std::string_view>;  // of whose name of ours
    struct Lasting {
        Kind kind;
        std::int16_t signal_dbm = 0;
        std::uint64_t frames = 0;
        Monotonic said_at{};
    };
    struct Evidence {
        Kind kind;
        capture::Bssid bssid{};
        std::string channel{};  // as in the label: two frequencies may have one
        capture::Severity severity{};
        friend auto operator<=>(const Evidence&, const Evidence&) = default;
    };

    void keep(const Evidence& evidence, const Now& now);
    static void write_evidence(Readings& readings, const Evidence& evidence);

    const OwnNames& names_;
    std::map<std::pair<Kind, capture::Bssid>, Lasting> lasting_;
    std::set<Kind> seen_;
    std::array<std::uint64_t, capture::threat_count> begun_{};
    std::map<Evidence, Monotonic> evidence_;  // until when it is told
};

}  // namespace magpie::agent
