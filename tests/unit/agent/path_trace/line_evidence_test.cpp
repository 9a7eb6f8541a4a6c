#include "agent/path_trace/line_evidence.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

/// A pole on eth0, and what its sources write of it.
class LineEvidenceTest : public testing::Test {
  protected:
    struct Line {
        double carrier = 1;
        double packets = 1000;
        double errors = 0;
        double full_duplex = 1;
    };
    void sees(const Line& line) {
        readings.set<"link_carrier">(line.carrier, "eth0");
        readings.count<"link_receive_packets_total">(line.packets, "eth0");
        readings.count<"link_receive_errors_total">(line.errors, "eth0");
        readings.set<"link_full_duplex">(line.full_duplex, "eth0");
        readings.set<"link_carrier">(0, "eth1");
        readings.set<"link_full_duplex">(0, "eth1");
    }
    void hears(const std::string& interface) {
        readings.set<"link_neighbour_info">(1, interface, "chassis", "switch-7", "3", "", "", "");
    }
    void listens(double up = 1) { readings.set<"node_source_up">(up, "capture"); }
    const PathEvidence& looks(std::vector<std::string> uplink = {"eth0"}) {
        evidence.look(readings, std::move(uplink));
        readings = Readings{};
        return evidence.found();
    }

    Readings readings;
    LineEvidence evidence;
};

TEST_F(LineEvidenceTest, WithoutAnUplinkNothingIsKnownOfALine) {
    sees({.carrier = 0});
    const auto& found = looks({});
    EXPECT_EQ(found.carrier, Finding::unknown);
    EXPECT_EQ(found.line, Finding::unknown);
    EXPECT_EQ(found.neighbour, Finding::unknown);
    EXPECT_EQ(found.radio, Finding::unknown);
}

TEST_F(LineEvidenceTest, TheCarrierIsTheUplinksAndNoOther) {
    sees({});
    EXPECT_EQ(looks().carrier, Finding::good);
    sees({.carrier = 0});
    EXPECT_EQ(looks().carrier, Finding::bad);
}

TEST_F(LineEvidenceTest, OfTwoLinesOneIsEnough) {
    sees({});
    EXPECT_EQ(looks({"eth0", "eth1"}).carrier, Finding::good);
}

TEST_F(LineEvidenceTest, TheLineThatWasTheUplinkCountsWhereTheRouteIsGoneWithIt) {
    sees({});
    (void)looks();
    sees({.carrier = 0});
    EXPECT_EQ(looks({}).carrier, Finding::bad);
}

TEST_F(LineEvidenceTest, ALineThatDamagesPacketsIsBadWhileItDoes) {
    sees({});
    EXPECT_EQ(looks().line, Finding::unknown) << "of one look nothing follows";
    sees({.packets = 2000, .errors = 9});
    EXPECT_EQ(looks().line, Finding::good) << "nine may be chance";
    sees({.packets = 3000, .errors = 29});
    EXPECT_EQ(looks().line, Finding::bad);
    sees({.packets = 103000, .errors = 129});
    EXPECT_EQ(looks().line, Finding::good) << "one in a thousand";
}

TEST_F(LineEvidenceTest, CountersThatBeginAnewSayNothing) {
    sees({.packets = 2000, .errors = 500});
    (void)looks();
    sees({.packets = 10, .errors = 0});
    EXPECT_EQ(looks().line, Finding::unknown);
}

TEST_F(LineEvidenceTest, HalfDuplexIsBad) {
    sees({.full_duplex = 0});
    EXPECT_EQ(looks().line, Finding::bad);
}

TEST_F(LineEvidenceTest, ANeighbourThatFallsSilentIsBad) {
    listens();
    EXPECT_EQ(looks().neighbour, Finding::unknown) << "nobody ever said who he is";
    listens();
    hears("eth0");
    EXPECT_EQ(looks().neighbour, Finding::good);
    listens();
    hears("eth1");
    EXPECT_EQ(looks().neighbour, Finding::bad);
}

TEST_F(LineEvidenceTest, WhereNobodyListensASilentNeighbourIsUnknown) {
    listens();
    hears("eth0");
    (void)looks();
    listens(0);
    EXPECT_EQ(looks().neighbour, Finding::unknown);
}

TEST_F(LineEvidenceTest, AnotherUplinkHasAnotherNeighbour) {
    listens();
    hears("eth0");
    (void)looks();
    listens();
    EXPECT_EQ(looks({"eth1"}).neighbour, Finding::unknown);
}

TEST_F(LineEvidenceTest, OneRadioThatHangsIsEnough) {
    readings.set<"wifi_radio_hung">(0, "phy0");
    EXPECT_EQ(looks().radio, Finding::good);
    readings.set<"wifi_radio_hung">(1, "phy0");
    readings.set<"wifi_radio_hung">(0, "phy1");
    EXPECT_EQ(looks().radio, Finding::bad);
}

}  // namespace
}  // namespace magpie::agent
