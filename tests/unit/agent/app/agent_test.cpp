#include "agent/app/agent.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/fakes/fake_flash.hpp"
#include "tests/fakes/fake_storage.hpp"
#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/agent/app/pole.hpp"
#include "tests/unit/platform/tls/certificates.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/report/acknowledge.hpp"

namespace magpie::agent {
namespace {

using fakes::Pole;
using golden::heard;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

class AgentTest : public testing::Test {
  protected:
    std::vector<golden::Heard> data() { return heard(broker_.published("spBv1.0/+/NDATA/+")); }
    std::vector<golden::Heard> live_data() {
        auto all = data();
        std::erase_if(all, [](const golden::Heard& message) { return message.header()->historical; });
        return all;
    }
    std::vector<golden::Heard> births() { return heard(broker_.published("spBv1.0/+/NBIRTH/+")); }

    fakes::FakeClock clock_;
    fakes::FakeBroker broker_;
    Pole pole_{broker_, clock_};
};

TEST_F(AgentTest, ReadsItsSourcesBeforeTheFirstBirth) {
    pole_.starts();
    ASSERT_EQ(births().size(), 1U);
    EXPECT_EQ(births().at(0).value("link/eth0/up"), 1);
    EXPECT_EQ(births().at(0).value("node/info"), 1);
    EXPECT_EQ(births().at(0).value("node/report_interval_seconds"), 10);
}

TEST_F(AgentTest, ReportsOnceAnInterval) {
    pole_.starts();
    pole_.passes(seconds(1000));
    EXPECT_NEAR(static_cast<double>(live_data().size()), 100, 1);
}

TEST_F(AgentTest, PolesThatStartTogetherReportApart) {
    std::set<std::int64_t> phases;
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        // As random devices seed them.
        Pole pole(broker_, clock_, {.node = "pole-" + std::to_string(seed), .seed = seed * 2654435761U});
        pole.starts();
        const auto begin = clock_.now().mono;
        pole.passes(seconds(10));
        phases.insert((live_data().back().header()->taken - begin).count());
    }
    EXPECT_GT(phases.size(), 15U);
}

TEST_F(AgentTest, NoTwoReportsAreOfOneMoment) {
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        Pole pole(broker_, clock_, {.node = "pole-" + std::to_string(seed), .seed = seed});
        broker_.clear_log();
        pole.starts();
        const auto begin = clock_.now().mono;
        pole.passes(seconds(10));
        EXPECT_GT(live_data().back().header()->taken, begin) << seed;
    }
}

TEST_F(AgentTest, IsWholeOnceAMinute) {
    pole_.starts();
    pole_.passes(seconds(20));
    broker_.clear_log();
    pole_.passes(seconds(600));
    std::size_t whole = 0;
    for (const auto& message : live_data()) {
        whole += message.header()->whole ? 1 : 0;
        EXPECT_EQ(message.payload.metrics.size() > 8, message.header()->whole);
    }
    EXPECT_EQ(whole, 10U);
}

TEST_F(AgentTest, TheFirstReportAfterABirthIsWhole) {
    pole_.starts();
    pole_.passes(seconds(200));
    broker_.cut(pole_.mqtt);
    pole_.passes(seconds(1));
    broker_.clear_log();
    pole_.passes(seconds(10));
    EXPECT_TRUE(live_data().at(0).header()->whole);
}

TEST_F(AgentTest, AnUrgentEventIsReportedAtOnce) {
    pole_.starts();
    pole_.passes(seconds(30));
    broker_.clear_log();
    // A moment at which no report is due.
    pole_.passes(pole_.agent.deadline() - clock_.now().mono + milliseconds(3000));
    broker_.clear_log();
    pole_.reads([](Readings& readings, const Now&) { readings.set<"link_up">(0, "eth0"); });
    pole_.agent.urgent(clock_.now());
    pole_.passes(milliseconds(0));
    ASSERT_EQ(live_data().size(), 1U);
    EXPECT_TRUE(live_data().at(0).header()->urgent);
}

TEST_F(AgentTest, UrgentEventsCloseTogetherShareAReport) {
    pole_.starts();
    pole_.passes(pole_.agent.deadline() - clock_.now().mono + milliseconds(1500));
    broker_.clear_log();
    for (int i = 0; i < 50; ++i) {
        pole_.agent.urgent(clock_.now());
        pole_.passes(milliseconds(100));
    }
    EXPECT_LE(live_data().size(), 6U);
    EXPECT_GE(live_data().size(), 5U);
}

TEST_F(AgentTest, UrgencyDoesNotMoveTheInterval) {
    pole_.starts();
    const auto due = pole_.agent.deadline();
    pole_.passes(due - clock_.now().mono + milliseconds(4000));
    pole_.agent.urgent(clock_.now());
    pole_.passes(milliseconds(1));
    EXPECT_EQ(pole_.agent.deadline(), due + seconds(10));
}

TEST_F(AgentTest, AfterASuspendTheMissedReportsAreSkipped) {
    pole_.starts();
    pole_.passes(seconds(30));
    broker_.clear_log();
    clock_.advance(std::chrono::hours(3));
    pole_.agent.tick(clock_.now());
    broker_.delivers();
    EXPECT_EQ(live_data().size(), 1U);
    EXPECT_GT(pole_.agent.deadline(), clock_.now().mono);
}

TEST_F(AgentTest, SaysOfItselfWhatTheCatalogueKnows) {
    pole_.starts();
    pole_.passes(seconds(20));
    broker_.cut(pole_.mqtt);
    pole_.passes(seconds(20));
    const auto birth = births().back();
    for (const auto* name : {"node/outbox_reports", "node/outbox_bytes", "node/outbox_dropped_total",
                             "node/connects_total", "node/connect_failures_total", "node/publish_failures_total"}) {
        EXPECT_TRUE(birth.value(name)) << name;
    }
    std::vector<sparkplug::PropertyView> properties;
    ASSERT_TRUE(decode_properties(birth.find("node/info")->properties, 12, properties));
    EXPECT_EQ(properties[0].key, "version");
    EXPECT_EQ(properties[0].value.text, MAGPIE_VERSION);
    EXPECT_EQ(properties[1].value.text, "board");
    EXPECT_EQ(properties[3].key, "latitude");
    EXPECT_EQ(properties[3].value.text, "");
}

TEST_F(AgentTest, TellsOfItsCertificateWhereItHasOne) {
    pole_.starts();
    EXPECT_FALSE(births().back().value("node/renewed/certificate_renewals_total"));
    Pole known(broker_, clock_, {.node = "pole-2", .certificate_start = clock_.now().wall - hours(1)});
    known.starts();
    const auto birth = births().back();
    EXPECT_TRUE(birth.value("node/certificate_expires_timestamp_seconds"));
    EXPECT_EQ(birth.value("node/renewed/certificate_renewals_total"), 0);
    EXPECT_EQ(birth.value("node/failed/certificate_renewals_total"), 0);
}

TEST_F(AgentTest, GoesOnMeasuringWithoutABroker) {
    broker_.broker_goes_away();
    pole_.starts();
    pole_.passes(seconds(600));
    EXPECT_NEAR(static_cast<double>(value(pole_.agent.outbox().newest())), 61, 1);
}

TEST_F(AgentTest, AFullOutboxDropsTheOldestAndSaysSo) {
    broker_.broker_goes_away();
    Pole pole(broker_, clock_, {.node = "pole-2", .outbox_bytes = 64 * 1024});
    pole.starts();
    pole.passes(std::chrono::hours(24));
    EXPECT_LE(pole.agent.outbox().bytes_in_memory(), 64U * 1024);
    broker_.broker_returns();
    pole.passes(seconds(80));
    EXPECT_GT(births().back().value("node/outbox_dropped_total").value(), 1000);
    EXPECT_EQ(data().back().header()->oldest, pole.agent.outbox().oldest());
}

TEST_F(AgentTest, StopsOnceItsGoodbyeIsOut) {
    pole_.starts();
    pole_.agent.stop(clock_.now());
    EXPECT_FALSE(pole_.agent.stopped());
    broker_.delivers();
    EXPECT_TRUE(pole_.agent.stopped());
}

TEST_F(AgentTest, StopsAtOnceWithoutAConnection) {
    broker_.broker_goes_away();
    pole_.starts();
    pole_.stops();
    EXPECT_TRUE(pole_.agent.stopped());
}

TEST_F(AgentTest, StopsOnceFlashHasWhatIsOnItsWayThere) {
    fakes::FakeStorage storage;
    fakes::FakeFlash flash(storage);
    flash.is_slow();
    Pole pole(broker_, clock_, {.node = "pole-2", .outbox = {.flash = &flash}});
    broker_.broker_goes_away();
    pole.starts();
    pole.passes(seconds(90));
    ASSERT_TRUE(flash.is_at_work());
    EXPECT_GE(pole.agent.outbox().newest(), ReportNumber{9}) << "and nothing waits for it";
    pole.stops();
    EXPECT_FALSE(pole.agent.stopped());
    flash.finishes();
    pole.agent.flash_ended(clock_.now());
    EXPECT_TRUE(pole.agent.stopped());
}

// ---- orders

/// A pole that believes whoever says "signed ", with the directory in which it keeps what it believes.
class AgentWithOrders : public AgentTest {
  protected:
    Orders orders() {
        return {{.area = "mapo", .node = "pole-1", .version = MAGPIE_VERSION, .directory = directory_.file("orders")},
                [](std::string_view der, const Now&) -> tl::expected<tls::SignedOrder, OrderRefusal> {
                    auto order = der.starts_with("signed ") ? decode_order(der.substr(7)) : std::nullopt;
                    return order ? tl::expected<tls::SignedOrder, OrderRefusal>({std::move(*order), "kim"})
                                 : tl::unexpected(OrderRefusal::signature);
                },
                [](const tls::SignedOrder&, std::string_view revocations, const Now&) {
                    return SignerLists::Standing{revocations.empty() ? OrderRefusal::none : OrderRefusal::revoked, {}};
                },
                [](const Order&) { return tl::expected<void, std::string>{}; }};
    }
    void command(const char* metric, const std::string& bytes) {
        broker_.stranger_publishes(
            {"spBv1.0/mapo/NCMD/pole-1", raw::metric(raw::text(1, metric) + raw::text(16, bytes)), 0, false});
        broker_.delivers();
    }
    std::string an_order(std::uint64_t number) {
        return "signed " + encode(Order{.number = OrderNumber{number}, .not_after = clock_.now().wall + seconds(60)});
    }
    void order(std::uint64_t number) { command("Node Control/Order", an_order(number)); }

    tls::Directory directory_;
};

TEST_F(AgentWithOrders, WithoutOneTheHeaderIsAsItWas) {
    auto none = orders();
    none.begin(clock_.now());
    Pole pole(broker_, clock_, {.orders = &none});
    pole.starts();
    pole.passes(seconds(30));
    EXPECT_EQ(births().at(0).header()->orders, OrderState{});
    EXPECT_FALSE(births().at(0).value("node/followed/order"));
}

TEST_F(AgentWithOrders, JudgesAnOrderByTheListBeforeItAndCountsWhatItRefuses) {
    auto none = orders();
    none.begin(clock_.now());
    Pole pole(broker_, clock_, {.orders = &none});
    pole.starts();
    pole.passes(seconds(30));
    broker_.stranger_publishes({"spBv1.0/mapo/NCMD/pole-1",
                                raw::metric(raw::text(1, "Node Control/Revocations") + raw::text(16, "list")) +
                                    raw::metric(raw::text(1, "Node Control/Order") + raw::text(16, an_order(3))),
                                0, false});
    broker_.delivers();
    pole.passes(seconds(90));
    EXPECT_EQ(none.state().why, OrderRefusal::revoked);
    EXPECT_EQ(births().back().value("node/revoked/orders_refused_total"), 1);
}

TEST_F(AgentWithOrders, TellsInEveryMessageHowFarItIs) {
    {
        auto first = orders();
        first.begin(clock_.now());
        Pole pole(broker_, clock_, {.orders = &first});
        pole.starts();
        order(3);
        EXPECT_TRUE(first.wants_another_run());
        pole.stops();
    }
    auto second = orders();
    second.begin(clock_.now());
    broker_.clear_log();
    Pole pole(broker_, clock_, {.orders = &second});
    pole.starts();
    const OrderState tried{.tried = OrderNumber{3}};
    EXPECT_EQ(births().at(0).header()->orders, tried);
    EXPECT_EQ(births().at(0).value("node/tried/order"), 3);
    EXPECT_EQ(births().at(0).value("node/followed/order"), 0);
    pole.passes(seconds(20));
    EXPECT_EQ(live_data().back().header()->orders, tried);
    const Acknowledge word{.epoch = Epoch{0x1122334455667788},
                           .received = ReportNumber{1},
                           .safe = ReportNumber{1},
                           .highest = ReportNumber{1}};
    command("Node Control/Acknowledge", encode(word));
    pole.passes(seconds(20));
    const OrderState followed{.followed = OrderNumber{3}};
    EXPECT_EQ(live_data().back().header()->orders, followed);
}

TEST_F(AgentWithOrders, GoesBackAtTheDeadlineEvenIfNothingElseIsDue) {
    {
        auto first = orders();
        first.begin(clock_.now());
        first.hear("signed " + encode(Order{.number = OrderNumber{3}, .not_after = clock_.now().wall}), {},
                   clock_.now());
    }
    auto second = orders();
    second.begin(clock_.now());
    broker_.broker_goes_away();
    Pole pole(broker_, clock_, {.orders = &second});
    pole.starts();
    pole.passes(Orders::heard_within - Milliseconds{1});
    EXPECT_FALSE(second.wants_another_run());
    pole.passes(Milliseconds{1});
    EXPECT_TRUE(second.wants_another_run());
    EXPECT_EQ(second.state().why, OrderRefusal::not_heard);
}

}  // namespace
}  // namespace magpie::agent
