#include "agent/capture/read/read_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "tests/capture/corpus.hpp"

namespace magpie::agent {
namespace {

std::string golden(const std::string& name) {
    return std::string(MAGPIE_GOLDEN_DIR) + "/capture/" + name + ".pcap";
}

TEST(ReadFile, PrintsALineAFrame) {
    for (const auto& capture : captures::corpus()) {
        std::ostringstream out;
        std::ostringstream err;
        EXPECT_EQ(read_file(golden(capture.name), ReadFormat::json, out, err), 0);
        EXPECT_EQ(std::ranges::count(out.str(), '\n'), static_cast<std::ptrdiff_t>(capture.frames.size()));
        EXPECT_EQ(err.str(), "");
    }
}

TEST(ReadFile, SaysWhatIsWrongWithAFile) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(read_file(golden("there_is_none"), ReadFormat::json, out, err), 1);
    EXPECT_NE(err.str().find("No such file"), std::string::npos);
    EXPECT_EQ(out.str(), "");
}

TEST(ReadFile, SumsUpWhatWasHeard) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(read_file(golden("frames"), ReadFormat::summary, out, err), 0);
    EXPECT_EQ(out.str().substr(0, out.str().find('\n')), R"({"frames":50,"bad":{}})");
    EXPECT_NE(out.str().find(R"({"network":"02:aa:00:00:00:01","ssid":)"), std::string::npos) << out.str();
    EXPECT_NE(out.str().find(R"({"mhz":2437,"channel":6,)"), std::string::npos) << out.str();
}

std::string summary_of(const std::string& name, const Ours& ours = {}) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(read_file(golden(name), ReadFormat::summary, out, err, ours), 0);
    EXPECT_EQ(err.str(), "");
    return out.str();
}

Ours ours_in_the_street() {
    return parse_ours({"Mapo_WiFi=open", "Mapo_Secure=personal"}, {"02:aa:00:00:00:01", "02:aa:00:00:00:03"}, {})
        .value();
}

TEST(ReadFile, ThreatsAreConcludedOnceItIsSaidWhatIsOurs) {
    EXPECT_EQ(summary_of("street").find("threat"), std::string::npos);
    const auto summary = summary_of("street", ours_in_the_street());
    const auto threat = [&](const std::string& which, const std::string& severity, const std::string& bssid) {
        return summary.find("{\"threat\":\"" + which + "\",\"severity\":\"" + severity + "\",\"bssid\":\"" + bssid +
                            "\",\"mhz\":2437,") != std::string::npos;
    };
    EXPECT_TRUE(threat("unknown_bssid", "warning", "02:aa:00:00:00:02")) << summary;
    EXPECT_TRUE(threat("unknown_bssid", "warning", "02:bb:00:00:00:04"));
    EXPECT_TRUE(threat("open_twin", "critical", "02:bb:00:00:00:04"));
    EXPECT_TRUE(threat("deauthentications", "critical", "02:aa:00:00:00:01"));
    std::size_t threats = 0;
    for (auto at = summary.find("\"threat\""); at != std::string::npos; at = summary.find("\"threat\"", at + 1)) {
        ++threats;
    }
    EXPECT_EQ(threats, 4U);
    EXPECT_NE(summary.find(R"({"network":"02:aa:00:00:00:01","own":true,"ssid":"Mapo_WiFi")"), std::string::npos);
}

TEST(ReadFile, ACopyOfANameIsSeenWhereNoAccessPointIsNamed) {
    const auto summary = summary_of("street", parse_ours({"Mapo_Secure=personal"}, {}, {}).value());
    EXPECT_NE(summary.find(R"({"threat":"open_twin","severity":"critical","bssid":"02:bb:00:00:00:04")"),
              std::string::npos)
        << summary;
    EXPECT_EQ(summary.find("unknown_bssid"), std::string::npos);
}

TEST(ReadFile, TheCourseOfConnectionsInTheAirIsConcluded) {
    const auto summary = summary_of("street");
    for (const auto* line : {
             R"({"network":"02:aa:00:00:00:01","stage":"authentication","outcome":"success","count":2,"mean_us":2000})",
             R"({"network":"02:aa:00:00:00:01","stage":"association","outcome":"success","count":1,"mean_us":5000})",
             R"({"network":"02:aa:00:00:00:01","stage":"association","outcome":"refused","count":1,"mean_us":5000})",
             R"({"network":"02:aa:00:00:00:03","stage":"authentication","outcome":"success","count":1,"mean_us":2000})",
             R"({"network":"02:aa:00:00:00:03","stage":"handshake","outcome":"wrong_key","count":1,)",
             R"({"network":"02:aa:00:00:00:03","stage":"connect","outcome":"wrong_key","count":1,)",
         }) {
        EXPECT_NE(summary.find(line), std::string::npos) << line << '\n' << summary;
    }
    EXPECT_EQ(summary.find("no_answer"), std::string::npos);
    EXPECT_EQ(summary.find("f6:c1"), std::string::npos) << "a client's address";
}

TEST(ReadFile, WhatIsOursMustBeOfTheKindOfTheFile) {
    std::ostringstream out;
    std::ostringstream err;
    const auto ours = parse_ours({}, {}, {"city=10.0.0.53"}).value();
    EXPECT_EQ(read_file(golden("street"), ReadFormat::summary, out, err, ours), 1);
    EXPECT_NE(err.str().find("street.pcap: is of the air, --resolver is of a line"), std::string::npos) << err.str();
    EXPECT_EQ(out.str(), "");
}

TEST(ReadFile, QueriesOnALineAreToldApartByTheResolversThatAreNamed) {
    EXPECT_EQ(summary_of("wired/connect").find("resolver"), std::string::npos);
    const auto one = R"("outcome":"success","count":1,"mean_us":)";
    const auto named = summary_of("wired/connect", parse_ours({}, {}, {"city=10.0.0.1"}).value());
    EXPECT_NE(named.find(std::string(R"({"resolver":"city",)") + one), std::string::npos) << named;
    const auto other = summary_of("wired/connect", parse_ours({}, {}, {"city=192.0.2.1"}).value());
    EXPECT_NE(other.find(std::string(R"({"resolver":"other",)") + one), std::string::npos) << other;
}

TEST(ReadFile, SumsUpWhatWasNotRead) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(read_file(golden("lies"), ReadFormat::summary, out, err), 0);
    EXPECT_NE(out.str().find(R"("radiotap_version":1)"), std::string::npos) << out.str();
}

}  // namespace
}  // namespace magpie::agent
