// What has broken between Sparkplug implementations in the field, and must not between ours and theirs.

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/conformance/world.hpp"

namespace magpie::conformance {
namespace {

using collector::Reason;

struct Meeting : World {
    Meeting() {
        add_host();
        add_edge();
    }
    ForeignEdge& edge() { return edges.front(); }
    const collector::Ingest& ingest() { return hosts.front().collector.ingest(); }
    bool up() {
        const auto node = hosts.front().collector.fleet().find("plant", "edge-1");
        return node && hosts.front().collector.fleet().life(*node) == collector::Life::up;
    }
};

TEST(Interop, NoDatatypeThatDecodersDisagreeAboutIsSent) {
    World world;
    auto& pole = world.add_pole();
    pole.reads([](agent::Readings& readings, const Now&) {
        readings.set<"link_up">(1, "eth0");
        readings.count<"link_receive_packets_total">(4'000'000'000, "eth0");
        readings.set<"link_mtu_bytes">(1500, "eth0");
        readings.set<"host_temperature_celsius">(-12.5, "cpu");
        readings.set<"host_clock_offset_seconds">(-0.25);
        readings.set<"host_boot_info">(1, "power");
        readings.set<"host_flash_spare_state">(2, "mmcblk0");
    });
    world.pass(seconds(20));
    // Int64, UInt64, Float, Double, Boolean, Bytes: no UInt32, no small integer, no array.
    const std::set<std::uint32_t> safe{4, 8, 9, 10, 11, 17};
    const auto birth = world.births().back();
    for (const auto& metric : birth.payload.metrics) {
        EXPECT_TRUE(safe.contains(metric.datatype)) << metric.name << ' ' << metric.datatype;
    }
}

TEST(Interop, AHistogramArrivesWhole) {
    World world;
    world.add_host();
    auto& pole = world.add_pole();
    auto signal = agent::histogram_of<"wifi_client_signal_dbm">();
    pole.reads([&](agent::Readings& readings, const Now&) {
        signal.observe(-64);
        readings.spread<"wifi_client_signal_dbm">(signal, "5GHz", "SEOUL");
    });
    world.pass(seconds(15));
    EXPECT_TRUE(world.exposes("# TYPE magpie_wifi_client_signal_dbm histogram\n")) << world.exposed();
    const auto count = std::to_string(signal.count());
    const std::string of = "magpie_wifi_client_signal_dbm";
    const std::string labels = "{area=\"mapo\",node=\"pole-1\",band=\"5GHz\"";
    EXPECT_TRUE(world.exposes(of + "_bucket" + labels + ",le=\"-67\",ssid=\"SEOUL\"} 0\n"));
    EXPECT_TRUE(world.exposes(of + "_bucket" + labels + ",le=\"-60\",ssid=\"SEOUL\"} " + count + "\n"));
    EXPECT_TRUE(world.exposes(of + "_bucket" + labels + ",le=\"+Inf\",ssid=\"SEOUL\"} " + count + "\n"));
    EXPECT_TRUE(world.exposes(of + "_count" + labels + ",ssid=\"SEOUL\"} " + count + "\n"));
    EXPECT_TRUE(
        world.exposes(of + "_sum" + labels + ",ssid=\"SEOUL\"} -" + std::to_string(64 * signal.count()) + "\n"));
    EXPECT_EQ(world.hosts.front().collector.ingest().refusals().counted(Reason::label_name), 0U);
}

TEST(Interop, UInt32IsTakenFromEitherField) {
    Meeting world;
    world.edge().publish(Verb::nbirth, golden::payload("foreign_uint32"));
    world.edge().publish(Verb::ndata,
                         world.edge().payload(1, raw::metric(raw::number(2, 1) + raw::number(11, 4294967295)) +
                                                     raw::metric(raw::number(2, 2) + raw::number(10, 7))));
    world.broker.delivers();
    EXPECT_TRUE(world.up());
    EXPECT_EQ(world.ingest().refusals().counted(Reason::field_type), 0U);
}

TEST(Interop, DataWithoutDatatypesIsReadByTheBirth) {
    Meeting world;
    auto& pole = world.add_pole();
    int turn = 0;
    pole.reads([&](agent::Readings& readings, const Now&) {
        readings.set<"host_temperature_celsius">(40 + turn++, "cpu");
        readings.count<"link_receive_bytes_total">(1e12 + turn, "eth0");
        readings.set<"link_up">(turn % 2, "eth0");
    });
    world.pass(seconds(45));
    const auto last = std::to_string(39 + turn);
    EXPECT_TRUE(world.exposes("magpie_host_temperature_celsius{area=\"mapo\",node=\"pole-1\",sensor=\"cpu\"} " + last))
        << world.exposed();
    world.edge().birth();
    world.edge().data(1);
    world.broker.delivers();
    EXPECT_EQ(world.ingest().refusals().counted(Reason::field_type), 0U);
}

TEST(Interop, DataWithDatatypesIsToleratedAndCounted) {
    Meeting world;
    world.edge().birth();
    world.edge().publish(Verb::ndata, world.edge().payload(1, raw::metric(raw::number(2, 1) + raw::number(4, 10) +
                                                                          raw::double_value(2))));
    world.broker.delivers();
    EXPECT_EQ(world.ingest().tolerated().counted(Reason::datatype_in_data), 1U);
    EXPECT_EQ(world.rebirths_asked(), 0U);
}

TEST(Interop, SmallIntegersAreTakenHoweverTheirSignIsWritten) {
    Meeting world;
    std::string declared;
    for (const auto& [name, type] : {std::pair{"a", 1}, {"b", 1}, {"c", 2}, {"d", 3}, {"e", 1}}) {
        declared += raw::named(name, static_cast<std::uint32_t>(type), raw::number(10, 0));
    }
    world.edge().publish(Verb::nbirth, world.edge().payload(6, ForeignEdge::bd_seq_metric(0) + declared));
    world.edge().publish(Verb::ndata, golden::payload("foreign_signs"));
    world.broker.delivers();
    EXPECT_EQ(world.ingest().refusals().counted(Reason::field_type), 0U);
    EXPECT_EQ(world.ingest().refusals().counted(Reason::unknown_metric), 0U);
}

TEST(Interop, ABdSeqIsANumberWhateverItsType) {
    Meeting world;
    world.edge().publish(Verb::nbirth, world.edge().payload(0, raw::named("bdSeq", 4, raw::number(11, 0))));
    world.broker.delivers();
    EXPECT_TRUE(world.up());
    world.edge().publish(Verb::ndeath, golden::payload("foreign_death"));  // UInt64
    world.broker.delivers();
    EXPECT_FALSE(world.up());
    world.edge().publish(Verb::nbirth, world.edge().payload(0, raw::named("bdSeq", 8, raw::number(11, 1))));
    world.broker.delivers();
    EXPECT_EQ(world.ingest().tolerated().counted(Reason::bd_seq_unsigned), 1U);
    world.edge().publish(Verb::ndeath, ForeignEdge::bd_seq_metric(1));
    world.broker.delivers();
    EXPECT_FALSE(world.up());
}

TEST(Interop, AWillOfQos0IsADeathAllTheSame) {
    Meeting world;
    world.edge().mqtt.connect(
        {.server = "tcp://broker:1883",
         .client_id = "edge-1",
         .will = mqtt::Message{"spBv1.0/plant/NDEATH/edge-1", ForeignEdge::bd_seq_metric(0), 0, false},
         .tls = {}});
    world.broker.delivers();
    world.edge().birth();
    world.broker.delivers();
    ASSERT_TRUE(world.up());
    world.broker.cut(world.edge().mqtt);
    world.broker.delivers();
    EXPECT_FALSE(world.up());
}

TEST(Interop, ABirthMayHaveAnySeqAndNoBdSeq) {
    Meeting world;
    world.edge().publish(Verb::nbirth, world.edge().payload(41, raw::named("x", 10, raw::double_value(1))));
    world.edge().publish(Verb::ndata, world.edge().payload(42, raw::metric(raw::text(1, "x") + raw::double_value(2))));
    world.pass(seconds(10));
    EXPECT_TRUE(world.up());
    EXPECT_EQ(world.rebirths_asked(), 0U);
    EXPECT_EQ(world.ingest().tolerated().counted(Reason::seq_of_birth), 1U);
    EXPECT_EQ(world.ingest().tolerated().counted(Reason::bd_seq_missing), 1U);
}

TEST(Interop, ACompressedBirthIsReadAndItsSeqIsInside) {
    for (const auto* name : {"foreign_compressed_deflate", "foreign_compressed_gzip"}) {
        Meeting world;
        world.edge().publish(Verb::nbirth, golden::payload(name));
        world.edge().publish(Verb::ndata,
                             world.edge().payload(4, raw::metric(raw::number(2, 1) + raw::double_value(22))));
        world.pass(seconds(10));
        EXPECT_TRUE(world.up()) << name;
        EXPECT_EQ(world.rebirths_asked(), 0U) << name;
        EXPECT_EQ(world.ingest().tolerated().counted(Reason::compressed), 1U) << name;
    }
}

TEST(Interop, NothingIsSentCompressed) {
    World world;
    auto& pole = world.add_pole();
    pole.reads([](agent::Readings& readings, const Now&) {
        for (int i = 0; i < 300; ++i) {
            readings.set<"link_up">(1, "veth" + std::to_string(i));
        }
    });
    world.pass(seconds(60));
    for (const auto& message : world.heard("spBv1.0/mapo/+/pole-1")) {
        EXPECT_TRUE(message.payload.uuid.empty());
        EXPECT_TRUE(message.payload.body.empty());
    }
}

TEST(Interop, EveryReconnectRenewsTheWill) {
    World world;
    auto& pole = world.add_pole();
    auto& host = world.add_host();
    std::set<std::string> edge_wills;
    std::set<std::string> host_wills;
    for (int i = 0; i < 5; ++i) {
        edge_wills.insert(pole.mqtt.last_connect().will->payload);
        host_wills.insert(host.mqtt.last_connect().will->payload);
        world.broker.cut(pole.mqtt);
        world.broker.cut(host.mqtt);
        world.pass(seconds(30));
    }
    EXPECT_EQ(edge_wills.size(), 5U);
    EXPECT_EQ(host_wills.size(), 5U);
}

TEST(Interop, FailedConnectsUseUpNoBdSeq) {
    World world;
    world.broker.broker_goes_away();
    world.add_pole();
    world.pass(seconds(600));
    EXPECT_GT(world.broker.packets(Packet::Kind::connect).size(), 8U);
    world.broker.broker_returns();
    world.pass(seconds(61));
    EXPECT_EQ(world.births().at(0).bd_seq(), 0U);
}

TEST(Interop, TheBdSeqGoesOnAfterARestartOfTheAgent) {
    World world;
    std::uint8_t kept = 0;
    {
        Pole pole(world.broker, world.clock);
        pole.starts();
        pole.passes(seconds(5));
        world.broker.cut(pole.mqtt);
        pole.passes(seconds(5));
        kept = pole.next_bd_seq;
    }
    world.add_pole({.next_bd_seq = kept});
    EXPECT_EQ(world.births().back().bd_seq(), 2U);
}

TEST(Interop, AMessageThatWasNotTakenBurnsNoSeq) {
    World world;
    world.add_host();
    auto& pole = world.add_pole();
    int turn = 0;
    pole.reads([&](agent::Readings& readings, const Now&) { readings.set<"link_up">(++turn % 2, "eth0"); });
    world.pass(seconds(60));
    for (int i = 0; i < 10; ++i) {
        pole.mqtt.stops_taking();
        world.pass(seconds(11));
        pole.mqtt.takes_again();
        world.pass(seconds(11));
    }
    EXPECT_EQ(world.rebirths_asked(), 0U);
    EXPECT_EQ(world.births().size(), 1U);
}

TEST(Interop, DataThatABirthOvertookIsDroppedWithoutAGap) {
    Meeting world;
    auto& edge = world.edge();
    edge.birth();
    world.broker.delivers();
    world.broker.holds_back("spBv1.0/plant/NDATA/edge-1");
    edge.data(1);
    edge.data(2);
    world.pass(milliseconds(500));
    edge.birth();
    world.broker.delivers();
    world.broker.lets_go();
    edge.data(1);
    world.pass(seconds(10));
    EXPECT_EQ(world.ingest().refusals().counted(Reason::before_birth), 2U);
    EXPECT_EQ(world.rebirths_asked(), 0U);
}

TEST(Interop, ABurstOfRebirthRequestsIsAnsweredTwice) {
    World world;
    auto& pole = world.add_pole();
    world.pass(seconds(60));
    world.broker.clear_log();
    for (int i = 0; i < 100; ++i) {
        world.command(golden::payload("foreign_rebirth"));
        world.pass(milliseconds(20));
    }
    world.pass(seconds(60));
    EXPECT_EQ(world.births().size(), 2U) << "at once, and once more for those that came after";
    EXPECT_TRUE(world.deaths().empty());
    EXPECT_TRUE(world.broker.packets(Packet::Kind::connect).empty());
    EXPECT_TRUE(pole.mqtt.open());
    std::optional<std::uint64_t> last;
    for (const auto& message : world.heard("spBv1.0/mapo/+/pole-1")) {
        EXPECT_TRUE(message.topic.verb == Verb::nbirth ? message.payload.seq == 0U
                                                       : message.payload.seq == (*last + 1) % 256);
        last = message.payload.seq;
    }
}

TEST(Interop, ACollectorThatReturnsAsksNoPoleForARebirth) {
    World world;
    auto& host = world.add_host();
    world.add_pole();
    world.pass(seconds(60));
    world.broker.cut(host.mqtt);
    world.pass(seconds(60));
    EXPECT_EQ(world.rebirths_asked(), 0U);
    EXPECT_EQ(world.births().size(), 1U);
    EXPECT_TRUE(world.exposes("magpie_link_up{area=\"mapo\",node=\"pole-1\",interface=\"eth0\"} 1"));
}

}  // namespace
}  // namespace magpie::conformance
