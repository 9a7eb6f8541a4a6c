#include "tests/fleet/weather.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "tests/fleet/dice.hpp"

namespace magpie::fleet {

namespace {

constexpr std::array<std::string_view, 5> words{"hub-cut", "power-cut", "rollout", "heat", "radar"};
constexpr std::size_t waves = 10;
constexpr double mean_seconds_between_faults = 120;
constexpr std::size_t most_named = 40;

std::string_view word(FaultKind kind) {
    return words[static_cast<std::size_t>(kind)];
}

/// Whole seconds: `60s`.
std::optional<Milliseconds> parse_seconds(std::string_view text) {
    std::uint32_t seconds = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (problem != std::errc{} ||
        std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end)) != "s") {
        return std::nullopt;
    }
    return std::chrono::seconds(seconds);
}

bool is_district(std::string_view name) {
    return std::ranges::find(districts, name, &District::name) != districts.end();
}

std::vector<std::size_t> poles_of(const City& city, const std::string& district) {
    std::vector<std::size_t> poles;
    for (std::size_t i = 0; i < city.poles().size(); ++i) {
        if (district.empty() || city.poles()[i].area == district) {
            poles.push_back(i);
        }
    }
    return poles;
}

const Hub* choose_hub(const City& city, const std::string& district, Dice& dice) {
    std::vector<const Hub*> some;
    for (const auto& hub : city.hubs()) {
        if (!hub.poles.empty() && (district.empty() || districts[hub.district].name == district)) {
            some.push_back(&hub);
        }
    }
    return some.empty() ? nullptr : some[dice.below(some.size())];
}

std::string names(const City& city, const std::vector<std::size_t>& poles) {
    if (poles.size() > most_named) {
        return fmt::format("{} poles", poles.size());
    }
    std::string text;
    for (const auto pole : poles) {
        text += (text.empty() ? "" : " ") + city.poles()[pole].node;
    }
    return text;
}

void add_rollout(const City& city, const Fault& fault, std::vector<Deed>& deeds) {
    const auto poles = poles_of(city, fault.district);
    for (std::size_t wave = 0; wave < waves; ++wave) {
        Deed deed{fault.start + fault.duration * static_cast<int>(wave) / static_cast<int>(waves),
                  fault.kind,
                  Deed::What::begins,
                  {},
                  {}};
        for (std::size_t i = wave; i < poles.size(); i += waves) {
            deed.poles.push_back(poles[i]);
        }
        deed.text = fmt::format("rollout, wave {} of {}: {}", wave + 1, waves, names(city, deed.poles));
        deeds.push_back(std::move(deed));
    }
}

void add_span(const City& city, const Fault& fault, const std::vector<std::size_t>& poles, std::string_view where,
              std::vector<Deed>& deeds) {
    for (const auto what : {Deed::What::begins, Deed::What::ends}) {
        const bool begins = what == Deed::What::begins;
        deeds.push_back(
            {begins ? fault.start : fault.start + fault.duration, fault.kind, what, poles,
             fmt::format("{} {}: {}: {}", word(fault.kind), begins ? "begins" : "ends", where, names(city, poles))});
    }
}

}  // namespace

tl::expected<Fault, std::string> parse_fault(std::string_view text) {
    const auto bad = [&](std::string_view why) { return tl::unexpected(fmt::format("fault '{}': {}", text, why)); };
    const auto at = text.find('@');
    const auto plus = text.find('+');
    if (at == text.npos || plus == text.npos || plus < at) {
        return bad("must be KIND@STARTs+DURATIONs[:DISTRICT]");
    }
    const auto colon = std::min(text.find(':', plus), text.size());
    const auto kind = std::ranges::find(words, text.substr(0, at));
    if (kind == words.end()) {
        return bad(fmt::format("the kinds are {}", fmt::join(words, ", ")));
    }
    const auto start = parse_seconds(text.substr(at + 1, plus - at - 1));
    const auto duration = parse_seconds(text.substr(plus + 1, colon - plus - 1));
    if (!start || !duration) {
        return bad("start and duration are whole seconds, as in 60s");
    }
    const auto district = colon < text.size() ? text.substr(colon + 1) : std::string_view();
    if (colon < text.size() && !is_district(district)) {
        return bad("there is no such district");
    }
    return Fault{static_cast<FaultKind>(kind - words.begin()), *start, *duration, std::string(district)};
}

std::vector<Fault> draw_faults(std::uint64_t seed) {
    constexpr std::chrono::seconds day = std::chrono::hours(24);
    Dice dice(seed ^ 0x7765617468657200U);
    const auto seconds = [&](double low, double high) {
        return std::chrono::seconds(static_cast<int>(dice.between(low, high)));
    };
    std::vector<Fault> faults;
    faults.push_back({FaultKind::rollout, seconds(300, 900), seconds(600, 1800), {}});
    faults.push_back({FaultKind::heat, seconds(600, 1200), seconds(3600, 7200), {}});
    for (std::chrono::seconds at{30};;) {
        at += std::chrono::seconds(static_cast<int>(-mean_seconds_between_faults * std::log(1 - dice.unit())));
        if (at >= day) {
            return faults;
        }
        constexpr std::array<FaultKind, 4> kinds{FaultKind::hub_cut, FaultKind::hub_cut, FaultKind::power_cut,
                                                 FaultKind::radar};
        const auto kind = kinds[dice.below(kinds.size())];
        // A channel with radar stays shut for half an hour.
        faults.push_back({kind, at, kind == FaultKind::radar ? std::chrono::seconds(1800) : seconds(30, 240), {}});
    }
}

std::vector<Deed> timeline(const City& city, const std::vector<Fault>& faults) {
    std::vector<Deed> deeds;
    Dice dice(city.seed() ^ 0x6661756c74730000U);
    for (const auto& fault : faults) {
        if (fault.kind == FaultKind::rollout) {
            add_rollout(city, fault, deeds);
        } else if (fault.kind == FaultKind::heat) {
            add_span(city, fault, poles_of(city, fault.district), fault.district.empty() ? "the city" : fault.district,
                     deeds);
        } else if (const auto* hub = choose_hub(city, fault.district, dice)) {
            add_span(city, fault, hub->poles, hub->name, deeds);
        }
    }
    std::ranges::stable_sort(deeds, {}, &Deed::at);
    return deeds;
}

}  // namespace magpie::fleet
