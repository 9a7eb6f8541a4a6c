#include <algorithm>

#include "tests/capture/air_frames.hpp"
#include "tests/capture/corpus.hpp"
#include "tests/capture/radiotap_header.hpp"

namespace magpie::captures {

namespace {

constexpr std::uint64_t beacon_us = 102'400;
constexpr std::uint64_t end_us = 4'000'000;
constexpr unsigned privacy = 0x10;

/// RSN (IEEE 802.11-2020 9.4.2.24): CCMP, and one way to prove a key: a passphrase.
Bytes rsn_of_a_passphrase() {
    return element(48, bytes({1, 0, 0x00, 0x0f, 0xac, 4, 1, 0, 0x00, 0x0f, 0xac, 4, 1, 0, 0x00, 0x0f, 0xac, 2, 0, 0}));
}

/// EAPOL-Key (12.7.2) of the 4-way handshake; `information` as it stands there.
Bytes key_message(unsigned information, unsigned replay_counter, const Bytes& key_data = {}) {
    const auto size = static_cast<unsigned>(95 + key_data.size());
    return joined({bytes({0xaa,
                          0xaa,
                          0x03,
                          0,
                          0,
                          0,
                          0x88,
                          0x8e,
                          2,
                          3,
                          size >> 8,
                          size & 0xff,
                          2,
                          information >> 8,
                          information & 0xff,
                          0,
                          16,
                          0,
                          0,
                          0,
                          0,
                          0,
                          0,
                          0,
                          replay_counter}),
                   Bytes(32, std::byte{0x4e}), Bytes(48), bytes({0, static_cast<unsigned>(key_data.size())}),
                   key_data});
}

class Recorder {
  public:
    void at(std::uint64_t us, const Bytes& frame) {
        const auto header =
            RadiotapHeader().tsft(9'000'000 + us).flags(0x10).rate(12).channel(2437, ofdm_2ghz).signal(-58).antenna(0);
        frames_.push_back({.bytes = joined({header.bytes(), with_fcs(frame)}), .us = us});
    }
    void beacons(std::string_view name, const Mac& network, std::uint64_t first_us, std::uint64_t clock_us,
                 bool encrypted) {
        unsigned sequence = 1;
        for (auto us = first_us; us < end_us; us += beacon_us) {
            const auto elements = joined({ssid(name), usual_elements(6), encrypted ? rsn_of_a_passphrase() : Bytes{}});
            const auto body = beacon_body(clock_us + us, 100, encrypted ? 0x0421U | privacy : 0x0421U, elements);
            at(us, management(8, everybody, network, network, body, sequence++));
        }
    }
    void comes_in(std::uint64_t us, const Mac& who, const Mac& network, std::string_view name, unsigned status) {
        const auto rates = element(1, bytes({0x82, 0x84, 0x8b, 0x96}));
        at(us, management(11, network, who, network, bytes({0, 0, 1, 0, 0, 0}), 20));
        at(us + 2'000, management(11, who, network, network, bytes({0, 0, 2, 0, 0, 0}), 200));
        at(us + 4'000, management(0, network, who, network, joined({bytes({0x21, 4, 10, 0}), ssid(name), rates}), 21));
        at(us + 9'000,
           management(1, who, network, network, joined({bytes({0x21, 4, status, 0, 1, 0xc0}), rates}), 201));
    }
    /// Four times message 1 and an answer that does not fit, and then goodbye.
    void fails_to_prove_its_key(std::uint64_t us, const Mac& who, const Mac& network) {
        for (unsigned turn = 1; turn <= 4; ++turn, us += 200'000) {
            at(us, data(0, from_ds, {who, network, network}, key_message(0x008a, turn), 300 + turn));
            at(us + 3'000,
               data(0, to_ds, {network, who, network}, key_message(0x010a, turn, rsn_of_a_passphrase()), 30 + turn));
        }
        at(us, management(12, who, network, network, bytes({15, 0}), 310));
    }
    /// As a capture has them: in the order of time.
    std::vector<Recorded> frames() {
        std::ranges::stable_sort(frames_, {}, &Recorded::us);
        return frames_;
    }

  private:
    std::vector<Recorded> frames_;
};

}  // namespace

Capture capture_of_a_street() {
    Recorder street;
    street.beacons("Mapo_WiFi", access_point, 0, 7'000'000'000, false);
    street.beacons("Mapo_Secure", secure_access_point, 11'000, 6'000'000'000, true);
    street.beacons("Mapo_WiFi", other_access_point, 500'000, 1'000'000, false);
    street.beacons("Mapo_Secure", open_copy, 600'000, 2'000'000, false);
    street.comes_in(300'000, client, access_point, "Mapo_WiFi", 0);
    street.comes_in(400'000, third_client, access_point, "Mapo_WiFi", 17);
    street.comes_in(700'000, other_client, secure_access_point, "Mapo_Secure", 0);
    street.fails_to_prove_its_key(730'000, other_client, secure_access_point);
    for (unsigned number = 0; number < 12; ++number) {
        street.at(2'000'000 + number * 30'000,
                  management(12, everybody, access_point, access_point, bytes({7, 0}), 500 + number));
    }
    return {"street", link_radiotap, street.frames()};
}

}  // namespace magpie::captures
