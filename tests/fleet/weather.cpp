#include "tests/fleet/weather.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "tests/fleet/dice.hpp"

namespace magpie::fleet {

namespace {

constexpr std::size_t waves = 10;
constexpr double mean_seconds_between_faults = 120;
constexpr std::size_t most_named = 40;

/// How many of a hundred faults of access points are of a kind. Of 1,118 that a city's bus company had, 26.4 % were of
/// hardware, three quarters of these of the power module; of the rest 53 % were of the firmware. What comes through the
/// air is nobody's fault and stands beside the hundred.
struct Share {
    FaultKind kind;
    double of_100;
    std::size_t poles;  // struck at once; 0: of the whole hub, for they share what is wrong
};
constexpr std::array<Share, 11> shares{{
    {FaultKind::brownout, 19.8, 1},
    {FaultKind::bad_cable, 3.3, 1},
    {FaultKind::card_dying, 3.3, 1},
    {FaultKind::radio_hang, 13, 1},
    {FaultKind::network_stop, 13, 1},
    {FaultKind::memory_leak, 13, 1},
    {FaultKind::clock_lost, 11.6, 1},
    {FaultKind::wrong_passphrase, 11.5, 0},
    {FaultKind::refusals, 11.5, 0},
    {FaultKind::interference, 8, 3},
    {FaultKind::deauth_flood, 3, 3},
}};

std::string_view word(FaultKind kind) {
    return fault_words[static_cast<std::size_t>(kind)];
}

bool strikes_a_hub(FaultKind kind) {
    return kind != FaultKind::rollout && kind != FaultKind::heat;
}

std::optional<std::uint32_t> parse_number(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Whole seconds: `60s`.
std::optional<Milliseconds> parse_seconds(std::string_view text) {
    const auto number = text.ends_with('s') ? parse_number(text.substr(0, text.size() - 1)) : std::nullopt;
    return number ? std::optional<Milliseconds>(std::chrono::seconds(*number)) : std::nullopt;
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

std::chrono::seconds seconds_between(Dice& dice, double low, double high) {
    return std::chrono::seconds(static_cast<int>(dice.between(low, high)));
}

/// The moments of a day at which a fault begins.
template <typename Begins>
void over_a_day(Dice& dice, Begins begins) {
    constexpr std::chrono::seconds day = std::chrono::hours(24);
    for (std::chrono::seconds at{30};;) {
        at += std::chrono::seconds(static_cast<int>(-mean_seconds_between_faults * std::log(1 - dice.unit())));
        if (at >= day) {
            return;
        }
        begins(at);
    }
}

void draw_street_faults(std::uint64_t seed, std::vector<Fault>& faults) {
    Dice dice(seed ^ 0x7765617468657200U);
    const auto seconds = [&](double low, double high) { return seconds_between(dice, low, high); };
    faults.push_back({FaultKind::rollout, seconds(300, 900), seconds(600, 1800)});
    faults.push_back({FaultKind::heat, seconds(600, 1200), seconds(3600, 7200)});
    over_a_day(dice, [&](std::chrono::seconds at) {
        constexpr std::array<FaultKind, 4> kinds{FaultKind::hub_cut, FaultKind::hub_cut, FaultKind::power_cut,
                                                 FaultKind::radar};
        const auto kind = kinds[dice.below(kinds.size())];
        // A channel with radar stays shut for half an hour.
        faults.push_back({kind, at, kind == FaultKind::radar ? std::chrono::seconds(1800) : seconds(30, 240)});
    });
}

/// Chance of its own, so that the weather of a seed over the street does not depend on what can be wrong with poles.
void draw_pole_faults(std::uint64_t seed, std::vector<Fault>& faults) {
    Dice dice(seed ^ 0x706f6c6573000000U);
    double all = 0;
    for (const auto& share : shares) {
        all += share.of_100;
    }
    over_a_day(dice, [&](std::chrono::seconds at) {
        double left = all * dice.unit();
        const auto* share = shares.begin();
        while (share + 1 != shares.end() && left >= share->of_100) {
            left -= share++->of_100;
        }
        // Most last until somebody has come.
        const auto duration =
            share->kind == FaultKind::brownout ? seconds_between(dice, 20, 60) : seconds_between(dice, 600, 2400);
        faults.push_back({share->kind, at, duration, {}, share->poles});
    });
}

/// Likewise: what befalls masts and what hangs on them. On a pole without sensors nothing shows.
void draw_sensor_faults(std::uint64_t seed, std::vector<Fault>& faults) {
    Dice dice(seed ^ 0x73656e736f727300U);
    constexpr std::array<FaultKind, 6> kinds{FaultKind::sensor_silent, FaultKind::sensor_stuck, FaultKind::sensor_drift,
                                             FaultKind::door_open,     FaultKind::mast_hit,     FaultKind::mains_cut};
    over_a_day(dice, [&](std::chrono::seconds at) {
        const auto kind = kinds[dice.below(kinds.size())];
        // The street loses its mains together.
        faults.push_back({kind, at, seconds_between(dice, 600, 5400), {}, kind == FaultKind::mains_cut ? 0U : 1U});
    });
}

/// Likewise: what citizens feel, and what magpie-capture hears. On a pole without it only a crowded air shows.
void draw_capture_faults(std::uint64_t seed, std::vector<Fault>& faults) {
    Dice dice(seed ^ 0x6361707475726500U);
    // Servers and the backbone are the hub's; a twin and neighbours are heard as far as they reach.
    using Struck = std::pair<FaultKind, std::size_t>;
    constexpr std::array<Struck, 8> kinds{{{FaultKind::dhcp_silent, 0},
                                           {FaultKind::pool_exhausted, 0},
                                           {FaultKind::dns_slow, 0},
                                           {FaultKind::dns_failing, 0},
                                           {FaultKind::backbone_slow, 0},
                                           {FaultKind::crowded_air, 3},
                                           {FaultKind::evil_twin, 3},
                                           {FaultKind::capture_stopped, 1}}};
    over_a_day(dice, [&](std::chrono::seconds at) {
        const auto& [kind, poles] = kinds[dice.below(kinds.size())];
        faults.push_back({kind, at, seconds_between(dice, 600, 2400), {}, poles});
    });
}

}  // namespace

tl::expected<Fault, std::string> parse_fault(std::string_view text) {
    const auto bad = [&](std::string_view why) { return tl::unexpected(fmt::format("fault '{}': {}", text, why)); };
    const auto at = text.find('@');
    const auto plus = text.find('+');
    if (at == text.npos || plus == text.npos || plus < at) {
        return bad("must be KIND@STARTs+DURATIONs[:DISTRICT][#POLES]");
    }
    const auto hash = std::min(text.find('#', plus), text.size());
    const auto colon = std::min(text.find(':', plus), hash);
    const auto found = std::ranges::find(fault_words, text.substr(0, at));
    if (found == fault_words.end()) {
        return bad(fmt::format("the kinds are {}", fmt::join(fault_words, ", ")));
    }
    const auto kind = static_cast<FaultKind>(found - fault_words.begin());
    const auto start = parse_seconds(text.substr(at + 1, plus - at - 1));
    const auto duration = parse_seconds(text.substr(plus + 1, colon - plus - 1));
    if (!start || !duration) {
        return bad("start and duration are whole seconds, as in 60s");
    }
    const auto district = colon < hash ? text.substr(colon + 1, hash - colon - 1) : std::string_view();
    if (colon < hash && !is_district(district)) {
        return bad("there is no such district");
    }
    const auto poles = hash < text.size() ? parse_number(text.substr(hash + 1)) : std::optional(0U);
    if (!poles || (hash < text.size() && (*poles == 0 || !strikes_a_hub(kind)))) {
        return bad("#POLES is how many of a hub's are struck, one at least, and rollout and heat strike no hub");
    }
    return Fault{kind, *start, *duration, std::string(district), *poles};
}

tl::expected<Storm, std::string> parse_storm(std::string_view text) {
    const auto plus = std::min(text.find('+'), text.size());
    const auto at = parse_number(text.substr(0, plus));
    const auto within = plus < text.size() ? parse_number(text.substr(plus + 1)) : std::nullopt;
    if (!at || !within) {
        return tl::unexpected(fmt::format("storm '{}': must be AT+WITHIN, in whole seconds", text));
    }
    return Storm{std::chrono::seconds(*at), std::chrono::seconds(*within)};
}

std::vector<Fault> draw_faults(std::uint64_t seed) {
    std::vector<Fault> faults;
    draw_street_faults(seed, faults);
    draw_pole_faults(seed, faults);
    draw_sensor_faults(seed, faults);
    draw_capture_faults(seed, faults);
    return faults;
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
            auto poles = hub->poles;
            if (fault.poles != 0 && fault.poles < poles.size()) {
                std::rotate(poles.begin(), poles.begin() + static_cast<std::ptrdiff_t>(dice.below(poles.size())),
                            poles.end());
                poles.resize(fault.poles);
            }
            add_span(city, fault, poles, hub->name, deeds);
        }
    }
    std::ranges::stable_sort(deeds, {}, &Deed::at);
    return deeds;
}

}  // namespace magpie::fleet
