#include "agent/capture/read/json.hpp"

#include <gtest/gtest.h>

#include "tests/capture/air_frames.hpp"
#include "tests/capture/corpus.hpp"
#include "tests/capture/radiotap_header.hpp"

namespace magpie::agent {
namespace {

using captures::Bytes;
using captures::RadiotapHeader;

std::string line_of(const Bytes& bytes, LinkType link_type = LinkType::radiotap, std::size_t length = 0) {
    return json_line(1,
                     {.bytes = bytes,
                      .length = length == 0 ? bytes.size() : length,
                      .at = CaptureTime(std::chrono::milliseconds(1'700'000'000'250))},
                     link_type);
}

RadiotapHeader usual() {
    return RadiotapHeader().tsft(77).flags(0x10).rate(12).channel(2437, captures::ofdm_2ghz).signal(-61);
}

TEST(JsonLine, OfABeaconTellsAllOfIt) {
    EXPECT_EQ(line_of(captures::joined({usual().bytes(), captures::with_fcs(captures::beacon("Mapo_WiFi"))})),
              R"({"number":1,"time":1700000000.25,"length":87,"tsft_us":77,"mhz":2437,"channel":6,"signal_dbm":-61,)"
              R"("phy":"ofdm","rate_mbps":6.0,"airtime_us":112,"type":"management","subtype":"beacon","retry":false,)"
              R"("protected":false,"sequence":1,"fragment":0,"bssid":"02:aa:00:00:00:01","receiver":"group",)"
              R"("transmitter":"access_point","ssid":"Mapo_WiFi"})");
}

TEST(JsonLine, WithoutRadiotapTellsTheFrame) {
    EXPECT_EQ(line_of(captures::control(13, {captures::client}), LinkType::ieee80211),
              R"({"number":1,"time":1700000000.25,"length":10,"type":"control","subtype":"ack","retry":false,)"
              R"("protected":false})");
}

TEST(JsonLine, OfEthernetTellsThatItIsThere) {
    EXPECT_EQ(line_of(captures::payload(20), LinkType::ethernet), R"({"number":1,"time":1700000000.25,"length":28})");
}

TEST(JsonLine, TellsWhyAFrameIsNotRead) {
    const auto bad = [](const Bytes& bytes) {
        const auto line = line_of(bytes);
        const auto at = line.find(R"("bad":")");
        return at == line.npos ? std::string() : line.substr(at + 7, line.find('"', at + 7) - at - 7);
    };
    EXPECT_EQ(bad(captures::bytes({2})), "radiotap_version");
    EXPECT_EQ(bad(captures::bytes({0})), "radiotap_length");
    EXPECT_EQ(bad(captures::bytes({0, 0, 8, 0, 1, 0, 0, 0})), "radiotap_fields");
    const auto beacon = captures::beacon("Mapo_WiFi");
    EXPECT_EQ(bad(captures::joined({usual().flags(0x50).bytes(), captures::with_fcs(beacon)})), "bad_fcs");
    EXPECT_EQ(bad(captures::joined({usual().bytes(), captures::bytes({0x80})})), "frame_short");
    EXPECT_EQ(bad(captures::joined({usual().flags(0).bytes(), Bytes(beacon.begin(), beacon.end() - 1)})), "elements");
}

TEST(JsonLine, OfABadFcsTellsNothingOfTheFrame) {
    const auto line =
        line_of(captures::joined({usual().flags(0x50).bytes(), captures::with_fcs(captures::beacon("Mapo_WiFi"))}));
    EXPECT_EQ(line.find("subtype"), line.npos);
    EXPECT_EQ(line.find("Mapo"), line.npos);
}

TEST(JsonLine, DoesNotBlameAFrameThatTheCaptureCut) {
    const auto whole = captures::joined({usual().bytes(), captures::with_fcs(captures::beacon("Mapo_WiFi"))});
    const auto cut = line_of(Bytes(whole.begin(), whole.end() - 6), LinkType::radiotap, whole.size());
    EXPECT_EQ(cut.find("bad"), cut.npos);
    EXPECT_NE(cut.find("Mapo_WiFi"), cut.npos);
}

TEST(JsonLine, TellsNoAddressOfAClient) {
    const auto all = captures::corpus();
    std::string lines;
    for (const auto& capture : all) {
        for (const auto& recorded : capture.frames) {
            lines += line_of(recorded.bytes,
                             capture.link_type == captures::link_radiotap ? LinkType::radiotap : LinkType::ieee80211);
        }
    }
    EXPECT_NE(lines.find("02:aa:00:00:00:01"), lines.npos);
    for (const auto* const part : {"f6:c1", "c1:1e", "F6:C1", "f6c1", "c11e"}) {
        EXPECT_EQ(lines.find(part), lines.npos) << part;
    }
}

TEST(JsonLine, ABssidOfClientsAloneIsNotTold) {
    // Two clients that talk directly, and one that says it is a network of its own.
    for (const auto& frame :
         {captures::data(0, 0, {captures::other_client, captures::client, captures::other_client},
                         captures::payload(4)),
          captures::management(13, captures::other_client, captures::client, captures::other_client,
                               captures::bytes({4, 9})),
          captures::management(11, captures::client, captures::client, captures::other_client, captures::payload(4)),
          captures::management(8, captures::everybody, captures::client, captures::client,
                               captures::beacon_body(1, 100, 0x0002, captures::ssid("direct")))}) {
        const auto line = line_of(frame, LinkType::ieee80211);
        EXPECT_EQ(line.find("bssid"), line.npos) << line;
    }
}

TEST(JsonLine, TellsReasonsAndStatus) {
    const auto line = [](unsigned subtype, const Bytes& body, unsigned flags = 0) {
        return line_of(captures::management(subtype, captures::client, captures::access_point, captures::access_point,
                                            body, 1, flags),
                       LinkType::ieee80211);
    };
    EXPECT_NE(line(12, captures::bytes({7, 0})).find(R"("reason":7)"), std::string::npos);
    EXPECT_EQ(line(12, captures::bytes({7, 0}), captures::protected_frame).find("reason"), std::string::npos);
    EXPECT_NE(line(1, captures::bytes({0, 0, 17, 0})).find(R"("status":17)"), std::string::npos);
    EXPECT_NE(line(11, captures::bytes({3, 0, 2, 0, 1, 0})).find(R"("algorithm":3,"transaction":2,"status":1)"),
              std::string::npos);
}

TEST(JsonLine, WritesANameOfAnyBytes) {
    const auto line = line_of(captures::beacon("\xff\"\n"), LinkType::ieee80211);
    EXPECT_NE(line.find(R"("ssid":"\\xff\"\\x0a")"), line.npos) << line;
}

}  // namespace
}  // namespace magpie::agent
