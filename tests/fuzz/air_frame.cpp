// What a radio hands over: radiotap, 802.11 and the bodies of management frames, of whoever is in range.

#include <algorithm>
#include <span>
#include <string>

#include "agent/capture/read/json.hpp"
#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/radiotap.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using magpie::agent::Modulation;
using magpie::capture::BadFrame;
using magpie::fuzz::require;

using Span = std::span<const std::byte>;

bool ends_with(Span whole, Span part) {
    return part.empty() || (part.size() <= whole.size() && part.data() == whole.data() + whole.size() - part.size());
}

void read_modulation(const Modulation& modulation, std::size_t size) {
    const auto rate = magpie::agent::rate_of(modulation);
    require(!rate || (*rate > 0 && *rate < 100'000'000'000), "a rate is one of the tables");
    for (const bool preamble : {true, false}) {
        const auto shorter = magpie::agent::airtime_us(modulation, size, preamble);
        const auto longer = magpie::agent::airtime_us(modulation, size + 1000, preamble);
        require(shorter.has_value() == longer.has_value(), "whether a time is known is not of the length");
        require(!shorter || *shorter <= *longer, "more bytes take longer");
        require(!shorter || rate, "a time needs a rate");
    }
}

void read_body(const magpie::agent::Frame& frame) {
    if (const auto beacon = magpie::agent::parse_beacon(frame.body)) {
        require(beacon->elements.size() == frame.body.size() - 12, "elements stand behind the fixed fields");
        require(ends_with(frame.body, beacon->elements), "to the end");
    }
    require(magpie::agent::parse_authentication(frame.body).has_value() == (frame.body.size() >= 6), "6 bytes");
    require(magpie::agent::association_status(frame.body).has_value() == (frame.body.size() >= 4), "4 bytes");
    require(magpie::agent::reason_code(frame.body).has_value() == (frame.body.size() >= 2), "2 bytes");
}

void read_frame(Span bytes, bool padded) {
    const auto frame = magpie::agent::parse_frame(bytes, padded);
    if (!frame) {
        require(frame.error() == BadFrame::frame_short, "there is one reason");
        return;
    }
    require(bytes.size() >= 10, "a frame has an address");
    require(ends_with(bytes, frame->body), "a body ends where its frame does");
    require(frame->body.size() <= bytes.size() - 10, "and begins behind the header");
    require(!frame->station || !frame->station->group(), "a station is no group");
    require(!frame->bssid || !frame->bssid->group(), "nor is a network");
    require(!frame->station || *frame->station == frame->receiver || frame->station == frame->transmitter,
            "a station sends or receives");
    require(frame->subtype <= 15 && frame->sequence <= 4095 && frame->fragment <= 15, "as many as there are bits");
    read_body(*frame);
}

}  // namespace

MAGPIE_FUZZER(input) {
    const auto bytes = std::as_bytes(std::span(input));
    for (const auto link_type : {magpie::agent::LinkType::radiotap, magpie::agent::LinkType::ieee80211}) {
        const magpie::agent::CapturedFrame captured{.bytes = bytes, .length = bytes.size() + 2, .at = {}};
        const auto line = magpie::agent::json_line(1, captured, link_type);
        require(line == magpie::agent::json_line(1, captured, link_type), "the same again");
        require(line.find('\n') == std::string::npos, "a line is one");
    }
    read_frame(bytes, false);

    const auto radiotap = magpie::agent::parse_radiotap(bytes);
    if (!radiotap) {
        const auto why = radiotap.error();
        require(
            why == BadFrame::radiotap_version || why == BadFrame::radiotap_length || why == BadFrame::radiotap_fields,
            "there are three reasons");
        return;
    }
    require(radiotap->length >= 8 && radiotap->length <= bytes.size(), "a header is within its bytes");
    const auto alone = magpie::agent::parse_radiotap(bytes.first(radiotap->length));
    require(alone && alone->modulation == radiotap->modulation && alone->tsft_us == radiotap->tsft_us &&
                alone->signal_dbm == radiotap->signal_dbm && alone->ppdu_us == radiotap->ppdu_us,
            "what follows is not looked at");
    require(!radiotap->mhz || *radiotap->mhz > 0, "a channel has a centre");
    read_modulation(radiotap->modulation, bytes.size());
    read_frame(bytes.subspan(radiotap->length), radiotap->padded);
}
