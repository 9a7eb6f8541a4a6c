// Elements of beacons and probe responses: bytes of whoever is in range.

#include "agent/ieee80211/elements.hpp"

#include <algorithm>
#include <span>

#include "agent/ieee80211/multiple_bssid.hpp"
#include "agent/ieee80211/reduced_neighbours.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using magpie::fuzz::require;

constexpr magpie::agent::MacAddress transmitted{{0x02, 0, 0, 0, 0, 0xfe}};

bool is_within(std::span<const std::byte> part, std::span<const std::byte> all) {
    return part.empty() || (part.data() >= all.data() && part.data() + part.size() <= all.data() + all.size());
}

void walk_networks(std::span<const std::byte> all, const magpie::agent::Elements& elements) {
    magpie::agent::MultipleBssid several(all, transmitted, elements.protection);
    unsigned found = 0;
    while (const auto network = several.next()) {
        ++found;
        require(network->ssid.size() <= 32 && is_within(network->ssid, all), "a name is of the bytes");
        require(network->bssid != transmitted, "a network has an address of its own");
        require(std::ranges::equal(std::span(network->bssid.bytes).first(5), std::span(transmitted.bytes).first(5)),
                "only last bits differ");
        require(network->privacy || network->security() != magpie::capture::Security::enterprise ||
                    network->protection.rsn || network->protection.wpa,
                "who has no keys inherits none");
    }
    require(found <= elements.non_transmitted_networks, "each was counted");
    require(!several.next(), "the end is the end");
}

void walk_neighbours(std::span<const std::byte> all) {
    magpie::agent::ReducedNeighbours neighbours(all);
    std::size_t found = 0;
    while (neighbours.next()) {
        ++found;
    }
    require(found <= all.size() / 7, "a neighbour needs its bytes");
    require(!neighbours.next(), "the end is the end");
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    const auto all = std::as_bytes(std::span(bytes));
    const auto elements = magpie::agent::parse_elements(all);
    if (elements.ssid) {
        require(!elements.ssid->empty() && elements.ssid->size() <= 32, "an SSID has 1 to 32 bytes");
        require(std::ranges::any_of(*elements.ssid, [](char byte) { return byte != '\0'; }), "a hidden SSID is absent");
        require(bytes.find(*elements.ssid) != bytes.npos, "an SSID stands in the bytes");
    }
    if (elements.load) {
        require(elements.load->stations <= 0xffff, "as many stations as two bytes hold");
        require(elements.load->utilisation >= 0 && elements.load->utilisation <= 1, "utilisation is a share");
    }
    require(!elements.channel || (*elements.channel >= 1 && *elements.channel <= 255), "a channel has a number");
    if (elements.country) {
        require(std::ranges::all_of(*elements.country, [](char letter) { return letter >= 'A' && letter <= 'Z'; }),
                "a country has capital letters");
    }
    // A profile has at least its own head and the capability's.
    require(elements.non_transmitted_networks <= bytes.size() / 4, "a network needs its bytes");
    const auto& protection = elements.protection;
    require(!protection.weakest || protection.rsn || protection.wpa, "keys are of a kind");
    require(protection.weakest != magpie::capture::Security::open, "who has keys is not open");
    require(protection.rsn || protection.wpa || protection.security(false) == magpie::capture::Security::open,
            "who has none and says so is open");
    walk_networks(all, elements);
    walk_neighbours(all);

    // What came before a cut is kept, and nothing is made of the rest.
    const auto half = magpie::agent::parse_elements(all.first(all.size() / 2));
    require(!half.ssid || half.ssid == elements.ssid, "the first SSID counts");
    require(!half.channel || half.channel == elements.channel, "the first channel counts");
    require(!half.country || half.country == elements.country, "the first country counts");
    require(!half.protection.rsn || protection.rsn, "what was there is there");
    require(!half.protection.weakest || protection.weakest <= half.protection.weakest, "more keys are no stronger");
    require(half.non_transmitted_networks <= elements.non_transmitted_networks, "networks do not go");
}
