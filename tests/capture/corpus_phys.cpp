#include "tests/capture/air_frames.hpp"
#include "tests/capture/corpus.hpp"
#include "tests/capture/radiotap_header.hpp"

namespace magpie::captures {

namespace {

void add(Capture& capture, const RadiotapHeader& header) {
    const auto frame = data(8, from_ds | protected_frame, {client, access_point, other_client},
                            joined({bytes({0, 0}), payload(40)}), static_cast<unsigned>(capture.frames.size()));
    capture.frames.push_back({joined({header.bytes(), with_fcs(frame)})});
}

RadiotapHeader at(unsigned mhz, unsigned flags) {
    return RadiotapHeader().flags(0x10).channel(mhz, flags).signal(-40);
}

void add_legacy(Capture& capture) {
    for (const unsigned rate : {2U, 4U, 11U, 22U}) {
        add(capture, at(2412, cck_2ghz).rate(rate));
        add(capture, at(2412, cck_2ghz).rate(rate).flags(0x12));
    }
    for (const unsigned rate : {12U, 18U, 24U, 36U, 48U, 72U, 96U, 108U}) {
        add(capture, at(2472, ofdm_2ghz).rate(rate));
        add(capture, at(5180, ofdm_5ghz).rate(rate));
        // Of 6 GHz the flags say 5 GHz.
        add(capture, at(5975, ofdm_5ghz).rate(rate));
    }
}

void add_ht(Capture& capture) {
    constexpr unsigned known = 0x3f;
    for (unsigned mcs = 0; mcs <= 76; ++mcs) {
        const unsigned width = mcs == 32 ? 1 : mcs % 2;
        add(capture, at(2437, dynamic_2ghz).mcs(known, width, mcs));
        if (mcs < 8 || mcs == 31) {
            for (const unsigned flags : {0x01U, 0x04U, 0x05U, 0x08U, 0x10U, 0x20U, 0x02U, 0x03U}) {
                add(capture, at(5220, dynamic_5ghz).mcs(known, flags, mcs));
            }
        }
    }
}

void add_vht(Capture& capture) {
    constexpr unsigned known = 0x45;
    constexpr unsigned width_20 = 0;
    constexpr unsigned width_40 = 1;
    constexpr unsigned width_80 = 4;
    constexpr unsigned width_160 = 11;
    for (const unsigned width : {width_20, width_40, width_80, width_160}) {
        for (unsigned streams = 1; streams <= 4; ++streams) {
            for (unsigned mcs = 0; mcs <= 9; ++mcs) {
                // What the tables of the standard leave out (21.5).
                const bool none = (width == width_20 && mcs == 9 && streams != 3) ||
                                  (width == width_80 && mcs == 6 && streams == 3) ||
                                  (width == width_160 && mcs == 9 && streams == 3);
                if (!none) {
                    add(capture, at(5260, dynamic_5ghz).vht(known, mcs % 2 == 0 ? 0x04 : 0, width, mcs, streams));
                }
            }
        }
    }
    add(capture, at(5260, dynamic_5ghz).vht(known, 0x01, width_80, 4, 2));
    add(capture, at(5260, dynamic_5ghz).vht(known, 0, width_80, 4, 2, true));
    // The second user of several.
    add(capture, at(5260, dynamic_5ghz).vht(known, 0, width_80, 5, 1, true, 1));
    // 80 and 40 and 20 MHz within 160, 40 and 20 within 80.
    for (const unsigned width : {12U, 13U, 14U, 17U, 18U, 25U, 5U, 6U, 7U, 10U, 2U, 3U}) {
        add(capture, at(5260, dynamic_5ghz).vht(known, 0, width, 3, 1));
    }
}

void add_he(Capture& capture) {
    for (unsigned width = 0; width <= 3; ++width) {
        for (unsigned mcs = 0; mcs <= 11; ++mcs) {
            add(capture, at(5500, ofdm_5ghz).he(he_data({.mcs = mcs, .width = width, .guard = mcs % 3})));
        }
        for (unsigned streams = 2; streams <= 8; ++streams) {
            add(capture, at(6115, ofdm_5ghz).he(he_data({.mcs = 7, .width = width, .space_time = streams})));
        }
    }
    add(capture, at(5500, ofdm_5ghz).he(he_data({.mcs = 4, .space_time = 2, .stbc = true})));
    for (const unsigned mcs : {0U, 1U, 3U, 4U}) {
        add(capture, at(5500, ofdm_5ghz).he(he_data({.mcs = mcs, .width = 1, .dcm = true})));
    }
    for (unsigned mcs = 0; mcs <= 2; ++mcs) {
        add(capture, at(2437, ofdm_2ghz).he(he_data({.format = 1, .mcs = mcs})));
    }
    add(capture, at(2437, ofdm_2ghz).he(he_data({.format = 1, .width = 6})));
    for (unsigned unit = 4; unit <= 10; ++unit) {
        constexpr unsigned in_80_mhz = 0x0006;
        add(capture, at(5500, ofdm_5ghz)
                         .he(he_data({.format = 2, .mcs = 5, .width = unit, .guard = 1}))
                         .he_mu({0x0010, in_80_mhz, 0, 0, 0, 0}));
        add(capture, at(5500, ofdm_5ghz).he(he_data({.format = 3, .mcs = 2, .width = unit, .guard = 2})));
    }
}

void add_eht(Capture& capture) {
    for (unsigned width = 0; width <= 4; ++width) {
        for (unsigned mcs = 0; mcs <= 13; ++mcs) {
            add(capture, at(6135, ofdm_5ghz).tlv(33, u_sig(width)).tlv(34, eht(mcs, 1 + mcs % 2, mcs % 3)));
        }
    }
    add(capture, at(6135, ofdm_5ghz).tlv(33, u_sig(4)).tlv(34, eht(14, 1, 0)));
    add(capture, at(6135, ofdm_5ghz).tlv(34, eht(15, 1, 0)).tlv(33, u_sig(0)));
}

}  // namespace

Capture capture_of_phys() {
    Capture capture{"phys", link_radiotap, {}};
    add_legacy(capture);
    add_ht(capture);
    add_vht(capture);
    add_he(capture);
    add_eht(capture);
    return capture;
}

}  // namespace magpie::captures
