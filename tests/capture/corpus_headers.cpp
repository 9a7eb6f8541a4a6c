#include "tests/capture/air_frames.hpp"
#include "tests/capture/corpus.hpp"
#include "tests/capture/radiotap_header.hpp"

namespace magpie::captures {

namespace {

RadiotapHeader usual() {
    return RadiotapHeader().tsft(7'000'000).flags(0).rate(12).channel(5180, ofdm_5ghz).signal(-55).antenna(1);
}

Bytes cut(Bytes header, std::size_t size) {
    header.resize(size);
    return header;
}

Bytes with_length(Bytes header, unsigned length) {
    header[2] = static_cast<std::byte>(length);
    header[3] = static_cast<std::byte>(length >> 8);
    return header;
}

}  // namespace

Capture capture_of_headers() {
    Capture capture{"headers", link_radiotap, {}};
    const auto frame = beacon("Mapo_WiFi", access_point, 36);
    const auto add = [&](const RadiotapHeader& header, const Bytes& behind) {
        capture.frames.push_back({joined({header.bytes(), behind})});
    };
    // Nothing at all, and each field alone.
    add(RadiotapHeader(), frame);
    add(RadiotapHeader().tsft(1), frame);
    add(RadiotapHeader().rate(22), frame);
    add(RadiotapHeader().channel(2462, cck_2ghz), frame);
    add(RadiotapHeader().signal(-92), frame);
    // Antennas: their words never hide the first signal, and move all fields behind them.
    for (unsigned antennas = 1; antennas <= 4; ++antennas) {
        auto header = usual();
        for (unsigned antenna = 0; antenna < antennas; ++antenna) {
            header.radiotap_again().signal(-60 - static_cast<int>(antenna)).antenna(antenna);
        }
        add(header, frame);
    }
    add(RadiotapHeader()
            .channel(5180, ofdm_5ghz)
            .rate(12)
            .radiotap_again()
            .signal(-70)
            .antenna(0)
            .radiotap_again()
            .signal(-80),
        frame);
    // Vendors, before and between.
    add(usual().vendor(0x001122, 3, payload(5)), frame);
    add(usual().vendor(0x001122, 3, payload(4), 0xff).radiotap_again().signal(-33).antenna(2), frame);
    add(usual().vendor(0x001122, 3, {}, 0).radiotap_again().noise(-95), frame);
    // Odd fields that move others.
    add(usual().field(4, 2, bytes({1, 2})).noise(-96).field(7, 2, bytes({3, 4})).field(8, 2, bytes({5, 6})).rx_flags(0),
        frame);
    add(usual().field(9, 2, bytes({1, 2})).field(10, 1, bytes({20})).field(12, 1, bytes({40})).field(13, 1, bytes({5})),
        frame);
    add(usual().field(15, 2, bytes({0, 0})).field(16, 1, bytes({2})).field(17, 1, bytes({3})), frame);
    add(RadiotapHeader().rate(12).signal(-50).x_channel(0x140, 5200, 40), frame);
    add(usual().timestamp(123'456'789, 1), frame);
    // What follows the header.
    add(usual().flags(0x10), with_fcs(frame));
    add(usual().flags(0x50), joined({frame, bytes({1, 2, 3, 4})}));
    add(usual().flags(0x20), data(8, from_ds, {client, access_point, other_client},
                                  joined({bytes({5, 0}), bytes({0, 0}), payload(20)}), 77));
    add(usual().flags(0x30), with_fcs(data(0, to_ds, {access_point, client, other_client}, payload(20), 78)));
    add(usual().rx_flags(0x0002), frame);
    // Aggregates.
    const auto part = data(8, from_ds | protected_frame, {client, access_point, other_client},
                           joined({bytes({5, 0}), payload(200)}), 90);
    for (const unsigned flags : {0x0004U, 0x0004U, 0x000cU}) {
        add(RadiotapHeader().flags(0).channel(5180, dynamic_5ghz).signal(-48).mcs(0x1f, 0x05, 15).ampdu(17, flags),
            part);
    }
    add(RadiotapHeader()
            .flags(0)
            .channel(5180, dynamic_5ghz)
            .signal(-48)
            .vht(0x45, 4, 4, 8, 2)
            .ampdu(18, 0x0c)
            .l_sig(3, 0x0b, 117),
        part);
    // Sounding: there is no frame.
    add(RadiotapHeader().flags(0).channel(5180, dynamic_5ghz).signal(-48).vht(0x45, 0, 4, 0, 2).zero_length(0), {});
    add(RadiotapHeader()
            .flags(0)
            .channel(5180, ofdm_5ghz)
            .signal(-48)
            .he(he_data({.mcs = 3}))
            .zero_length(1)
            .l_sig(3, 0x0b, 61),
        {});
    // Said only in part.
    add(usual().mcs(0x00, 0x05, 7), frame);
    add(RadiotapHeader().channel(5180, dynamic_5ghz).mcs(0x02, 0x05, 7).signal(-48), frame);
    // TLVs that nobody knows, and one of a vendor.
    add(usual().tlv(99, payload(3)).tlv(30, payload(9)), frame);
    // Cut by the capture, within the body and within the FCS.
    const auto header = usual().flags(0x10).bytes();
    const auto whole = joined({header, with_fcs(frame)});
    capture.frames.push_back({cut(whole, whole.size() - 2), whole.size()});
    capture.frames.push_back({cut(whole, header.size() + 40), whole.size()});
    return capture;
}

Capture capture_of_lies() {
    Capture capture{"lies", link_radiotap, {}};
    const auto frame = beacon("Mapo_WiFi", access_point, 36);
    const auto header = usual().bytes();
    const auto add = [&](const Bytes& lie, const Bytes& behind) { capture.frames.push_back({joined({lie, behind})}); };
    // radiotap_version
    add(bytes({1, 0, 8, 0, 0, 0, 0, 0}), frame);
    // radiotap_length: shorter than itself, longer than all
    add(bytes({0, 0, 8}), {});
    add(bytes({0, 0, 8, 0, 0, 0, 0}), {});
    add(bytes({0, 0, 7, 0, 0, 0, 0, 0}), frame);
    add(with_length(header, 0), frame);
    add(with_length(header, 0xffff), frame);
    add(with_length(header, static_cast<unsigned>(header.size() + frame.size() + 1)), frame);
    // radiotap_fields: words without end, fields past it
    add(bytes({0, 0, 8, 0, 0, 0, 0, 0x80}), frame);
    add(bytes({0, 0, 12, 0, 0, 0, 0, 0x80, 0, 0, 0, 0x80}), frame);
    add(bytes({0, 0, 16, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}), frame);
    add(bytes({0, 0, 9, 0, 1, 0, 0, 0, 1}), frame);
    add(with_length(header, 20), frame);
    add(bytes({0, 0, 16, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0x11, 0x22, 0}), frame);
    add(bytes({0, 0, 18, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0x11, 0x22, 0, 1, 0}), frame);
    add(bytes({0, 0, 14, 0, 0, 0, 0, 0x10, 33, 0, 4, 0, 0, 0}), frame);
    add(bytes({0, 0, 10, 0, 0, 0, 0, 0x10, 33, 0}), frame);
    // A sounding that hides nothing else: no frame behind it, and none said to be missing.
    add(header, {});
    // frame_short
    for (const std::size_t size : {1U, 9U, 15U, 23U}) {
        add(header, cut(frame, size));
    }
    add(header, cut(data(8, to_ds | from_ds, {access_point, client, other_client, everybody}, bytes({0, 0})), 29));
    add(header, cut(data(8, to_ds | order, {access_point, client, other_client}, payload(2)), 29));
    add(header, cut(control(11, {access_point, client}), 15));
    // elements past the end
    add(header,
        management(8, everybody, access_point, access_point, beacon_body(1, 100, 1, bytes({0, 9, 'M', 'a', 'p'})), 3));
    add(header, management(4, everybody, client, everybody, bytes({0, 4, 'a', 'b', 'c', 'd', 1, 8, 2}), 4));
    add(header, management(8, everybody, access_point, access_point, bytes({1, 2, 3}), 5));
    return capture;
}

}  // namespace magpie::captures
