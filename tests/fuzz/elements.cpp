// Elements of beacons and probe responses: bytes of whoever is in range.

#include "agent/ieee80211/elements.hpp"

#include <algorithm>
#include <span>

#include "tests/fuzz/fuzzer.hpp"

MAGPIE_FUZZER(bytes) {
    using magpie::fuzz::require;

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
    // A profile has at least its own head and the capability's.
    require(elements.non_transmitted_networks <= bytes.size() / 4, "a network needs its bytes");

    // What came before a cut is kept, and nothing is made of the rest.
    const auto half = magpie::agent::parse_elements(all.first(all.size() / 2));
    require(!half.ssid || half.ssid == elements.ssid, "the first SSID counts");
    require(!half.channel || half.channel == elements.channel, "the first channel counts");
    require(!half.rsn || elements.rsn, "what was there is there");
    require(half.non_transmitted_networks <= elements.non_transmitted_networks, "networks do not go");
}
