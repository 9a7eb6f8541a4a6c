#include "agent/sources/air/air_threats.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>

#include "agent/ieee80211/channel.hpp"
#include "wire/capture/words.hpp"
#include "wire/catalogue/urgent.hpp"

namespace magpie::agent {

using capture::Threat;

namespace {

constexpr std::size_t most_lasting = 64;
constexpr std::size_t most_evidence = 8;
constexpr std::chrono::minutes evidence_stays{10};
/// The capture says each second what lasts.
constexpr std::chrono::seconds silent_for{10};

std::string channel_text(std::uint32_t mhz) {
    const auto channel = channel_of(mhz);
    return channel ? std::to_string(*channel) : std::string("unknown");
}

bool is_urgent(Threat threat) {
    return std::ranges::any_of(catalogue::urgent, [&](const catalogue::Urgent& row) {
        return row.metric == "magpie_air_threat" && row.is == word(threat);
    });
}

}  // namespace

AirThreats::News AirThreats::hear(const capture::ThreatSeen& seen, const Now& now) {
    const Kind kind{seen.threat, names_.label(seen.ssid)};
    const std::pair key(kind, seen.bssid);
    const auto known = lasting_.find(key);
    if (seen.present == 0) {
        if (known != lasting_.end()) {
            lasting_.erase(known);
        }
        return News::none;
    }
    if (known == lasting_.end() && lasting_.size() == most_lasting) {
        return News::too_many;
    }
    lasting_[key] = {.kind = kind, .signal_dbm = seen.signal_dbm, .frames = seen.frames, .said_at = now.mono};
    keep({.kind = kind, .bssid = seen.bssid, .channel = channel_text(seen.mhz), .severity = seen.severity}, now);
    if (known != lasting_.end()) {
        return News::none;
    }
    ++begun_[static_cast<std::size_t>(seen.threat)];
    seen_.insert(kind);
    return News::urgent;
}

void AirThreats::keep(const Evidence& evidence, const Now& now) {
    const auto known = evidence_.find(evidence);
    if (known != evidence_.end()) {
        known->second = now.mono + evidence_stays;
    } else if (evidence_.size() < most_evidence) {
        evidence_.emplace(evidence, now.mono + evidence_stays);
    }
}

void AirThreats::write(Readings& readings, const Now& now) {
    std::erase_if(lasting_, [&](const auto& entry) { return now.mono - entry.second.said_at > silent_for; });
    std::erase_if(evidence_, [&](const auto& entry) { return now.mono >= entry.second; });
    auto told = seen_;
    for (std::size_t threat = 0; threat < begun_.size(); ++threat) {
        const auto which = static_cast<Threat>(threat);
        readings.count<"air_threats_total">(static_cast<double>(begun_[threat]), word(which));
        if (is_urgent(which)) {
            told.emplace(which, other_networks);
        }
    }
    for (const auto& kind : told) {
        const auto name = word(kind.first);
        bool lasts = false;
        double frames = 0;
        std::int16_t strongest = 0;
        for (const auto& [key, one] : lasting_) {
            if (one.kind != kind) {
                continue;
            }
            lasts = true;
            frames += static_cast<double>(one.frames);
            if (one.signal_dbm < 0 && (strongest == 0 || one.signal_dbm > strongest)) {
                strongest = one.signal_dbm;
            }
        }
        readings.set<"air_threat">(lasts ? 1 : 0, name, kind.second);
        if (lasts) {
            readings.set<"air_threat_frames">(frames, name, kind.second);
        }
        if (strongest < 0) {
            readings.set<"air_threat_signal_dbm">(strongest, name, kind.second);
        }
    }
    for (const auto& [evidence, until] : evidence_) {
        write_evidence(readings, evidence);
    }
}

void AirThreats::write_evidence(Readings& readings, const Evidence& evidence) {
    readings.set<"air_threat_evidence">(1, word(evidence.kind.first), evidence.kind.second,
                                        capture::access_point_text(evidence.bssid), evidence.channel,
                                        word(evidence.severity));
}

}  // namespace magpie::agent
