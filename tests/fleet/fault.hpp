#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace magpie::fleet {

enum class FaultKind : std::uint8_t {
    hub_cut,           // the line of a hub: its poles go on measuring, and their reports come afterwards
    power_cut,         // the power of a hub's street: its agents die without a word
    rollout,           // new firmware, a tenth of the poles after the other over the duration
    heat,              // fourteen degrees more, until boards throttle
    radar,             // those on a channel with radar detection leave it, until it may be used again
    radio_hang,        // the counters of one radio stand still, and its clients get nothing
    network_stop,      // the hostapd of one radio ends, and its networks with it
    deauth_flood,      // somebody says goodbye in the name of the clients
    wrong_passphrase,  // the passphrase is another one than the clients know
    refusals,          // in a crowd the networks are full, else the server that knows the clients does not answer
    interference,      // something that is no Wi-Fi fills the air of 2.4 GHz
    bad_cable,         // the uplink falls to 100 Mbit/s at half duplex, with errors, collisions and a loose contact
    clock_lost,        // no time server answers
    card_dying,        // by board: the card is read-only, the flash is worn, or the file system is full
    memory_leak,       // a process takes all but three hundredths of the memory
    brownout,          // the voltage falls: as a power cut, and boards say why they boot
    sensor_silent,     // the sensor node answers no more
    sensor_stuck,      // its humidity stands still
    sensor_drift,      // its temperature is twelve degrees too high
    door_open,         // the cabinet is open
    mast_hit,          // a car: the mast leans by fourteen degrees
    mains_cut,         // the pole lives on its battery
    dhcp_silent,       // no server answers who wants an address
    pool_exhausted,    // addresses are renewed, and no new ones are left
    dns_slow,          // answers to names take seconds
    dns_failing,       // the resolver says that it failed
    backbone_slow,     // servers answer after a second
    crowded_air,       // neighbours fill the air of all bands
    evil_twin,         // a stranger offers an open network with the name of ours
    capture_stopped,   // magpie-capture has ended
    block_leaks,       // an address that the city has blocked is reached all the same
};

inline constexpr std::array<std::string_view, 31> fault_words{
    "hub-cut",      "power-cut",    "rollout",          "heat",        "radar",         "radio-hang",
    "network-stop", "deauth-flood", "wrong-passphrase", "refusals",    "interference",  "bad-cable",
    "clock-lost",   "card-dying",   "memory-leak",      "brownout",    "sensor-silent", "sensor-stuck",
    "sensor-drift", "door-open",    "mast-hit",         "mains-cut",   "dhcp-silent",   "pool-exhausted",
    "dns-slow",     "dns-failing",  "backbone-slow",    "crowded-air", "evil-twin",     "capture-stopped",
    "block-leaks",
};

/// What is wrong with a pole at one time.
class Faults {
  public:
    [[nodiscard]] bool has(FaultKind kind) const { return now_[static_cast<std::size_t>(kind)]; }
    void set(FaultKind kind, bool is) { now_[static_cast<std::size_t>(kind)] = is; }

  private:
    std::bitset<fault_words.size()> now_;
};

}  // namespace magpie::fleet
