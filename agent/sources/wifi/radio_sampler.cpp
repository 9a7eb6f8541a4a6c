#include "agent/sources/wifi/radio_sampler.hpp"

#include <algorithm>
#include <chrono>

#include "agent/sources/wifi/quirks.hpp"

namespace magpie::agent {

namespace {

/// One look may fall into a pause of the driver; a chip that hangs stands still at each.
constexpr unsigned looks_of_a_hang = 3;

double seconds(Milliseconds time) {
    return std::chrono::duration<double>(time).count();
}

void add(std::optional<Milliseconds>& total, const std::optional<Milliseconds>& delta) {
    if (delta) {
        total = total.value_or(Milliseconds{0}) + *delta;
    }
}

}  // namespace

void RadioSampler::look(const std::vector<Radio>& radios, Monotonic now) {
    std::erase_if(radios_, [&](const auto& known) {
        return std::ranges::find(radios, known.first, &Radio::wiphy) == radios.end();
    });
    for (const auto& radio : radios) {
        auto& known = radios_[radio.wiphy];
        known.radio = radio;
        const auto band = radio.channel ? band_of(radio.channel->mhz) : std::nullopt;
        if (!radio.survey || !band) {
            known.airtime.forget();
            known.busy.reset();
            continue;
        }
        const auto delta = known.airtime.look(*radio.channel, *radio.survey, quirks_of(radio.driver), now);
        if (!delta) {
            ++known.doubts[delta.error()];
            known.busy.reset();
        } else if (*delta) {
            add(known.totals[*band], **delta);
            known.busy = std::chrono::duration<double>((*delta)->busy) / (*delta)->active;
        }
    }
}

std::optional<double> RadioSampler::busy(std::uint32_t wiphy) const {
    const auto known = radios_.find(wiphy);
    return known == radios_.end() ? std::nullopt : known->second.busy;
}

void RadioSampler::disturb(std::uint32_t wiphy) {
    if (const auto known = radios_.find(wiphy); known != radios_.end()) {
        known->second.airtime.disturb();
    }
}

void RadioSampler::add(Totals& totals, const AirtimeDelta& delta) {
    totals.active += delta.active;
    totals.busy += delta.busy;
    magpie::agent::add(totals.receive, delta.receive);
    magpie::agent::add(totals.transmit, delta.transmit);
    magpie::agent::add(totals.own_receive, delta.own_receive);
    magpie::agent::add(totals.foreign, delta.foreign);
    magpie::agent::add(totals.non_wifi, delta.non_wifi);
}

void RadioSampler::write(Readings& readings) const {
    for (const auto& [wiphy, known] : radios_) {
        write_settings(known, readings);
        for (const auto& [band, totals] : known.totals) {
            write_totals(known.radio.name, band, totals, readings);
        }
        for (const auto& [doubt, count] : known.doubts) {
            readings.count<"wifi_discarded_total">(static_cast<double>(count), known.radio.name, word(doubt));
        }
    }
}

void RadioSampler::write_settings(const Known& known, Readings& readings) {
    const auto& radio = known.radio;
    if (radio.celsius) {
        readings.set<"wifi_temperature_celsius">(*radio.celsius, radio.name);
    }
    const auto band = radio.channel ? band_of(radio.channel->mhz) : std::nullopt;
    if (!band) {
        return;
    }
    readings.set<"wifi_frequency_hertz">(radio.channel->mhz * 1e6 + radio.channel->offset_khz * 1e3, radio.name,
                                         word(*band));
    readings.set<"wifi_channel_width_hertz">(radio.channel->width_mhz * 1e6, radio.name);
    if (radio.transmit_power_dbm) {
        readings.set<"wifi_transmit_power_dbm">(*radio.transmit_power_dbm, radio.name);
    }
    if (radio.radar) {
        readings.set<"wifi_dfs_state">(static_cast<double>(*radio.radar), radio.name);
    }
    if (!radio.survey) {
        return;
    }
    if (const auto noise = believable_noise(*radio.survey, quirks_of(radio.driver))) {
        readings.set<"wifi_noise_dbm">(*noise, radio.name, word(*band));
    }
    if (radio.serves && radio.survey->active) {
        readings.set<"wifi_radio_hung">(known.airtime.frozen_looks() >= looks_of_a_hang ? 1 : 0, radio.name);
    }
}

void RadioSampler::write_totals(const std::string& radio, Band band, const Totals& totals, Readings& readings) {
    readings.count<"wifi_channel_active_seconds_total">(seconds(totals.active), radio, word(band));
    readings.count<"wifi_channel_busy_seconds_total">(seconds(totals.busy), radio, word(band));
    if (totals.receive) {
        readings.count<"wifi_channel_receive_seconds_total">(seconds(*totals.receive), radio, word(band));
    }
    if (totals.transmit) {
        readings.count<"wifi_channel_transmit_seconds_total">(seconds(*totals.transmit), radio, word(band));
    }
    if (totals.own_receive) {
        readings.count<"wifi_channel_own_receive_seconds_total">(seconds(*totals.own_receive), radio, word(band));
    }
    if (totals.foreign) {
        readings.count<"wifi_channel_foreign_seconds_total">(seconds(*totals.foreign), radio, word(band));
    }
    if (totals.non_wifi) {
        readings.count<"wifi_channel_non_wifi_seconds_total">(seconds(*totals.non_wifi), radio, word(band));
    }
}

}  // namespace magpie::agent
