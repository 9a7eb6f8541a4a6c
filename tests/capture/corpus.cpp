#include "tests/capture/corpus.hpp"

#include "tests/capture/air_frames.hpp"
#include "tests/capture/radiotap_header.hpp"

namespace magpie::captures {

namespace {

/// Each kind of frame once, in the order of its type and subtype.
std::vector<Bytes> frames() {
    const Bytes capabilities_and_interval = bytes({0x21, 0x04, 0x0a, 0x00});
    const Bytes accepted = bytes({0x21, 0x04, 0x00, 0x00, 0x01, 0xc0});
    const Bytes refused = bytes({0x21, 0x04, 0x11, 0x00, 0x00, 0x00});
    const Bytes rates = element(1, bytes({0x82, 0x84, 0x8b, 0x96}));
    const Bytes open_1 = bytes({0, 0, 1, 0, 0, 0});
    const Bytes sae_refused = bytes({3, 0, 1, 0, 77, 0, 19, 0});
    const Bytes add_block_ack = bytes({3, 0, 1, 0x02, 0x10, 0, 0, 0, 0});
    const Bytes qos = bytes({0x05, 0x00});
    const Bytes ht_control = bytes({0x03, 0x00, 0x00, 0x00});
    return {
        management(0, access_point, client, access_point,
                   joined({capabilities_and_interval, ssid("Mapo_WiFi"), rates})),
        management(1, client, access_point, access_point, joined({accepted, rates}), 7),
        management(1, client, access_point, access_point, joined({refused, rates}), 8, retry),
        management(2, access_point, client, access_point,
                   joined({capabilities_and_interval, bytes({2, 0xaa, 0, 0, 0, 2}), ssid("Mapo_WiFi"), rates}), 9),
        management(3, client, access_point, access_point, joined({accepted, rates}), 10),
        management(4, everybody, client, everybody, joined({ssid(""), rates}), 11),
        management(4, access_point, client, access_point, joined({ssid("Mapo_WiFi"), rates}), 12, retry),
        management(5, client, access_point, access_point,
                   beacon_body(99, 100, 0x0431, joined({ssid("Mapo_WiFi"), usual_elements(6)})), 13),
        beacon("Mapo_WiFi"),
        beacon(""),
        beacon(std::string_view("\0\0\0\0", 4), other_access_point, 11),
        beacon("\xeb\xa7\x88\xed\x8f\xac\xea\xb5\xac \xea\xb3\xb5\xea\xb3\xb5", other_access_point, 11),
        beacon("\xff\xfe caf\xe9", other_access_point, 1),
        management(8, everybody, access_point, access_point,
                   beacon_body(5, 100, 0x0411, joined({ssid("tail"), usual_elements(6), element(48, bytes({1, 0}))})),
                   4095),
        management(9, client, access_point, access_point, {}, 14),
        management(10, everybody, access_point, access_point, bytes({8, 0}), 15),
        management(11, access_point, client, access_point, open_1, 16),
        management(11, client, access_point, access_point, sae_refused, 17),
        management(12, access_point, client, access_point, bytes({3, 0}), 18),
        management(12, client, access_point, access_point, payload(10), 19, protected_frame),
        management(13, client, access_point, access_point, add_block_ack, 20),
        management(13, client, access_point, access_point, joined({ht_control, add_block_ack}), 21, order),
        management(14, everybody, access_point, access_point, add_block_ack, 22),
        control(4, {client, access_point}, bytes({0})),
        control(5, {client, access_point}, bytes({4, 0x01, 0x00})),
        // A wrapped RTS.
        control(7, {access_point}, joined({bytes({0xb4, 0x00}), ht_control, bytes({0xf6, 0xc1, 0x1e, 0x47, 0, 1})})),
        control(8, {access_point, client}, bytes({0x05, 0x00, 0x10, 0x00})),
        control(9, {client, access_point}, bytes({0x05, 0x00, 0x10, 0x00, 0xff, 0, 0, 0, 0, 0, 0, 0})),
        control(10, {access_point, client}, {}, 0xc001),
        control(11, {access_point, client}),
        // Tells its bandwidth by the group bit of the transmitter.
        control(11, {access_point, {0xf7, 0xc1, 0x1e, 0x47, 0x00, 0x01}}),
        control(12, {client}),
        control(13, {client}, {}, 0),
        control(14, {everybody, access_point}, {}, 0),
        control(15, {everybody, access_point}, {}, 0),
        data(0, to_ds, {access_point, client, other_client}, payload(64), 100),
        data(0, from_ds, {client, access_point, other_client}, payload(64), 101),
        data(0, from_ds, {everybody, access_point, client}, payload(32), 102),
        data(0, 0, {other_client, client, access_point}, payload(32), 103),
        data(0, to_ds | from_ds, {other_access_point, access_point, client, other_client}, payload(32), 104),
        data(0, to_ds | more_fragments, {access_point, client, other_client}, payload(32), 105, 0),
        data(0, to_ds | retry, {access_point, client, other_client}, payload(16), 105, 1),
        data(4, to_ds, {access_point, client, access_point}, {}, 106),
        data(8, to_ds | protected_frame, {access_point, client, other_client}, joined({qos, payload(80)}), 107),
        data(8, from_ds | retry | protected_frame, {client, access_point, other_client}, joined({qos, payload(80)}),
             108),
        data(8, from_ds, {multicast, access_point, other_client}, joined({qos, payload(20)}), 109),
        data(8, to_ds | order, {access_point, client, other_client}, joined({qos, ht_control, payload(20)}), 110),
        data(8, to_ds | from_ds, {other_access_point, access_point, client, other_client}, joined({qos, payload(20)}),
             111),
        data(12, to_ds, {access_point, client, access_point}, qos, 112),
        data(12, from_ds, {client, access_point, access_point}, qos, 113),
    };
}

}  // namespace

std::vector<Capture> captures_of_frames() {
    Capture with{"frames", link_radiotap, {}};
    Capture plain{"plain", link_ieee80211, {}};
    std::uint64_t us = 5'000'000;
    for (const auto& frame : frames()) {
        const auto header =
            RadiotapHeader().tsft(us).flags(0x10).rate(12).channel(2437, ofdm_2ghz).signal(-61).antenna(0);
        with.frames.push_back({joined({header.bytes(), with_fcs(frame)})});
        plain.frames.push_back({frame});
        us += 1000;
    }
    return {with, plain};
}

std::vector<Capture> corpus() {
    auto all = captures_of_frames();
    all.push_back(capture_of_phys());
    all.push_back(capture_of_headers());
    all.push_back(capture_of_lies());
    return all;
}

Bytes pcap_file(const Capture& capture) {
    constexpr std::uint32_t first_second = 1'700'000'000;
    Bytes file;
    put(file, 0xa1b2'c3d4, 4);
    put(file, 2, 2);
    put(file, 4, 2);
    put(file, 0, 8);
    put(file, 65'535, 4);
    put(file, capture.link_type, 4);
    std::uint64_t us = 0;
    for (const auto& frame : capture.frames) {
        us = frame.us.value_or(us);
        put(file, first_second + us / 1'000'000, 4);
        put(file, us % 1'000'000, 4);
        put(file, frame.bytes.size(), 4);
        put(file, frame.length == 0 ? frame.bytes.size() : frame.length, 4);
        put(file, frame.bytes);
        us += 1000;
    }
    return file;
}

}  // namespace magpie::captures
