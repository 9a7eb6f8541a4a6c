#include "collector/ingest/reason.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <protozero/pbf_builder.hpp>

#include "tests/unit/collector/ingest/deflated.hpp"
#include "tests/unit/collector/ingest/ingest_fixture.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/sparkplug/payload_fields.hpp"

namespace magpie::collector {
namespace {

using fakes::ForeignEdge;
using fakes::Pole;
using sparkplug::DataType;
using sparkplug::PayloadEncoder;
using sparkplug::Verb;

/// What provokes one reason, once, and nothing else.
struct Provocation {
    Reason reason;
    std::function<void(IngestFixture&)> provoke;
    bool alone = true;  // nothing else has to be refused before
};

std::ostream& operator<<(std::ostream& out, const Provocation& provocation) {
    return out << word(provocation.reason);
}

/// A pole that was born well.
Pole pole_of(IngestFixture& city) {
    Pole pole;
    city.says(pole, Verb::nbirth, pole.birth(city.now()));
    return pole;
}
ForeignEdge foreign_of(IngestFixture& city) {
    ForeignEdge edge;
    city.says(edge, Verb::nbirth, edge.birth(city.now()));
    return edge;
}

/// From here on nobody may send more.
void tighten(IngestFixture& city, const QuotaSettings& quota) {
    city.settings.quota = quota;
    city.begin();
    city.healthy.series[1].value = 4242;
    city.says(city.healthy, Verb::nbirth, city.healthy.birth(city.now()));
}

std::string payload_of(const std::function<void(protozero::pbf_builder<sparkplug::PayloadField>&)>& write) {
    std::string bytes;
    protozero::pbf_builder<sparkplug::PayloadField> builder(bytes);
    write(builder);
    return bytes;
}

std::string compressed(const std::string& plain) {
    return payload_of([&](auto& payload) {
        payload.add_string(sparkplug::PayloadField::uuid, "SPBV1.0_COMPRESSED");
        payload.add_bytes(sparkplug::PayloadField::body, fakes::deflated(plain));
    });
}

const std::vector<Provocation>& provocations() {
    static const std::vector<Provocation> all{
        // ---- whole messages
        {Reason::topic_namespace, [](auto& city) { city.hears("spAv1.0/mapo/NDATA/pole", ""); }},
        {Reason::topic_verb, [](auto& city) { city.hears("spBv1.0/mapo/NFIRE/pole", ""); }},
        {Reason::topic_levels, [](auto& city) { city.hears("spBv1.0/mapo/NDATA/pole/device", ""); }},
        {Reason::topic_id, [](auto& city) { city.hears("spBv1.0/mapo/NDATA/po\xffle", ""); }},
        {Reason::too_large,
         [](auto& city) {
             auto pole = pole_of(city);
             city.says(pole, Verb::ndata, std::string(city.settings.payload.bytes + 1, '\0'));
         }},
        {Reason::too_many_metrics,
         [](auto& city) {
             std::string bytes;
             for (int metric = 0; metric < 100'000; ++metric) {
                 bytes += std::string_view("\x12\0", 2);
             }
             city.hears("spBv1.0/mapo/NBIRTH/pole", bytes);
         }},
        {Reason::truncated,
         [](auto& city) {
             auto pole = pole_of(city);
             auto bytes = pole.report(city.now(), {{Pole::bytes, 2000}});
             bytes.pop_back();
             city.says(pole, Verb::ndata, bytes);
         }},
        {Reason::field_type,
         [](auto& city) {
             auto pole = pole_of(city);
             city.says(pole, Verb::ndata, payload_of([](auto& payload) {
                           payload.add_string(sparkplug::PayloadField::timestamp, "now");
                       }));
         }},
        {Reason::compression,
         [](auto& city) {
             auto pole = pole_of(city);
             city.says(pole, Verb::nbirth, compressed(std::string(20'000'000, '\0')));
         }},
        {Reason::too_many_nodes,
         [](auto& city) {
             for (const auto* id : {"one", "two", "three", "four"}) {
                 ForeignEdge edge{.id = id};
                 city.says(edge, Verb::nbirth, edge.birth(city.now()));
             }
         }},
        {Reason::area_mismatch,
         [](auto& city) {
             auto pole = pole_of(city);
             pole.area = "gangnam";
             city.says(pole, Verb::ndata, pole.report(city.now(), {{Pole::bytes, 2000}}));
         }},
        {Reason::seq_missing,
         [](auto& city) {
             auto pole = pole_of(city);
             city.says(pole, Verb::ndata, pole.death(city.now()));
         }},
        {Reason::alias_order,
         [](auto& city) {
             Pole pole;
             auto bytes = pole.birth(city.now());
             PayloadEncoder(bytes).number({.name = "a/b", .alias = 5, .with_datatype = true}, DataType::float64, 0);
             city.says(pole, Verb::nbirth, bytes);
         }},
        {Reason::alias_duplicate,
         [](auto& city) {
             ForeignEdge edge;
             auto bytes = edge.birth(city.now());
             PayloadEncoder(bytes).number({.name = "again", .alias = 1, .with_datatype = true}, DataType::float64, 0);
             city.says(edge, Verb::nbirth, bytes);
         }},
        {Reason::properties,
         [](auto& city) {
             Pole pole;
             for (int i = 0; i < 20; ++i) {
                 pole.series[1].properties.emplace_back("l" + std::to_string(i), "x");
             }
             city.says(pole, Verb::nbirth, pole.birth(city.now()));
         }},
        {Reason::shape,
         [](auto& city) {
             Pole pole;
             pole.claimed_shape = city.healthy.shape();  // the hash of another's list, over a list of one's own
             pole.series.pop_back();
             city.says(pole, Verb::nbirth, pole.birth(city.now()));
         }},
        {Reason::header,
         [](auto& city) {
             auto pole = pole_of(city);
             std::string bytes;
             PayloadEncoder(bytes)
                 .timestamp(city.now().wall)
                 .seq(1)
                 .number({.alias = 2, .time = city.now().wall}, DataType::uint64, 2000);
             city.says(pole, Verb::ndata, bytes);
         }},
        {Reason::not_born,
         [](auto& city) {
             Pole pole;
             city.says(pole, Verb::ndata, pole.report(city.now()));
         }},
        {Reason::before_birth,
         [](auto& city) {
             Pole pole;
             const auto early = pole.report(city.now(), {{Pole::bytes, 1}});
             city.pass(Milliseconds{250});
             city.says(pole, Verb::nbirth, pole.birth(city.now()));
             city.says(pole, Verb::ndata, early);
         }},
        {Reason::stale_death,
         [](auto& city) {
             auto pole = pole_of(city);
             pole.bd_seq = 77;
             city.says(pole, Verb::ndeath, pole.death(city.now()));
         }},
        {Reason::reorder_full,
         [](auto& city) {
             auto pole = pole_of(city);
             ++pole.seq;
             while (city.refused_in_all() == 0) {
                 city.says(pole, Verb::ndata, pole.report(city.now(), {{Pole::bytes, 2000}}));
                 ASSERT_LT(pole.seq, 100);
             }
         }},
        {Reason::reorder_lost,
         [](auto& city) {
             auto edge = foreign_of(city);
             ++edge.seq;
             city.says(edge, Verb::ndata, edge.data(city.now()));
             city.pass(Milliseconds{3000});
         }},
        {Reason::too_many_devices,
         [](auto& city) {
             auto edge = foreign_of(city);
             for (std::size_t i = 0; i <= most_devices; ++i) {
                 city.says(edge, Verb::dbirth, edge.device_birth(city.now()), "d" + std::to_string(i));
             }
         }},
        {Reason::time_off,
         [](auto& city) {
             auto pole = pole_of(city);
             auto ten_years_ahead = city.now();
             ten_years_ahead.wall += std::chrono::hours(24 * 3650);
             city.says(pole, Verb::ndata, pole.report(ten_years_ahead, {{Pole::bytes, 2000}}));
         }},
        {Reason::too_many_bytes,
         [](auto& city) {
             tighten(city, {.bytes_per_second = 100});
             auto pole = pole_of(city);
             while (city.refused_in_all() == 0) {
                 city.says(pole, Verb::ndata, pole.report(city.now(), {{Pole::bytes, 2000}}));
             }
         }},
        {Reason::too_many_messages,
         [](auto& city) {
             tighten(city, {.messages_per_second = 1});
             auto pole = pole_of(city);
             for (int i = 0; i < 11; ++i) {
                 city.says(pole, Verb::ndata, pole.report(city.now(), {{Pole::bytes, 2000}}));
             }
         }},
        {Reason::too_many_births,
         [](auto& city) {
             tighten(city, {.births_per_minute = 2});
             for (int i = 0; i < 4; ++i) {
                 (void)pole_of(city);
             }
         }},
        {Reason::too_many_new_series,
         [](auto& city) {
             tighten(city, {.new_series_per_hour = 5});
             auto pole = pole_of(city);
             pole.series.pop_back();
             city.says(pole, Verb::nbirth, pole.birth(city.now()));
             pole.series[1].properties[0].second = "eth1";
             city.says(pole, Verb::nbirth, pole.birth(city.now()));
         }},
        {Reason::quarantined,
         [](auto& city) {
             tighten(city, {.births_per_minute = 1});
             for (int second = 0; second < 13; ++second) {
                 (void)pole_of(city);
                 city.pass(Milliseconds{1000});
             }
         },
         false},
        // ---- single metrics and samples
        {Reason::metric_name,
         [](auto& city) {
             Pole pole;
             pole.series[2].path = "nolevels";
             city.says(pole, Verb::nbirth, pole.birth(city.now()));
         }},
        {Reason::label_name,
         [](auto& city) {
             Pole pole;
             pole.series[1].properties.emplace_back("node", "healthy");
             city.says(pole, Verb::nbirth, pole.birth(city.now()));
         }},
        {Reason::datatype,
         [](auto& city) {
             Pole pole;
             pole.series[2].type = DataType::string;
             pole.series[2].value.reset();
             city.says(pole, Verb::nbirth, pole.birth(city.now()));
         }},
        {Reason::unknown_metric,
         [](auto& city) {
             auto edge = foreign_of(city);
             city.says(edge, Verb::ndata, edge.data(city.now(), "neverborn"));
         }},
        {Reason::unknown_alias,
         [](auto& city) {
             auto pole = pole_of(city);
             city.says(pole, Verb::ndata, pole.report(city.now(), {{6, 1}}));
         }},
        {Reason::not_a_number,
         [](auto& city) {
             auto pole = pole_of(city);
             city.says(pole, Verb::ndata,
                       pole.report(city.now(), {{Pole::celsius, std::numeric_limits<double>::quiet_NaN()}}));
         }},
        {Reason::out_of_bounds,
         [](auto& city) {
             auto pole = pole_of(city);
             city.says(pole, Verb::ndata, pole.report(city.now(), {{Pole::celsius, 900}}));
         }},
        {Reason::too_many_texts,
         [](auto& city) {
             city.settings.texts = 0;
             city.begin();
             city.healthy.series[1].value = 4242;
             city.says(city.healthy, Verb::nbirth, city.healthy.birth(city.now()));
             ForeignEdge edge;
             city.says(edge, Verb::nbirth, edge.birth(city.now()) + raw::named("v", 12, raw::text(15, "1.0")));
         }},
        {Reason::bad_quality,
         [](auto& city) {
             ForeignEdge edge;
             const auto bad = raw::text(1, "Quality") + raw::text(2, raw::number(1, 3) + raw::number(3, 0));
             city.says(edge, Verb::nbirth,
                       edge.birth(city.now()) + raw::named("v", 3, raw::number(10, 1) + raw::text(9, bad)));
         }},
        // ---- tolerated
        {Reason::text_escaped,
         [](auto& city) {
             Pole pole;
             pole.series[1].properties[0].second = "eth\x1b[31m";
             city.says(pole, Verb::nbirth, pole.birth(city.now()));
         }},
        {Reason::bd_seq_missing,
         [](auto& city) {
             ForeignEdge edge;
             std::string bytes;
             PayloadEncoder(bytes).seq(0).number({.name = "m", .with_datatype = true}, DataType::float64, 0);
             city.says(edge, Verb::nbirth, bytes);
         }},
        {Reason::bd_seq_unsigned,
         [](auto& city) {
             ForeignEdge edge;
             std::string bytes;
             PayloadEncoder(bytes).seq(0).number({.name = "bdSeq", .with_datatype = true}, DataType::uint64, 0);
             city.says(edge, Verb::nbirth, bytes);
         }},
        {Reason::datatype_in_data,
         [](auto& city) {
             auto edge = foreign_of(city);
             std::string bytes;
             PayloadEncoder(bytes)
                 .timestamp(city.now().wall)
                 .seq(1)
                 .number({.name = "flow", .with_datatype = true}, DataType::float64, 1);
             city.says(edge, Verb::ndata, bytes);
         }},
        {Reason::compressed,
         [](auto& city) {
             ForeignEdge edge;
             city.says(edge, Verb::nbirth, compressed(edge.birth(city.now())));
         }},
        {Reason::seq_of_birth,
         [](auto& city) {
             ForeignEdge edge;
             auto bytes = edge.birth(city.now());
             PayloadEncoder(bytes).seq(9);  // the last one counts
             city.says(edge, Verb::nbirth, bytes);
         }},
        {Reason::datatype_ignored,
         [](auto& city) {
             ForeignEdge edge;
             city.says(edge, Verb::nbirth, edge.birth(city.now()) + raw::named("set", 16, raw::text(17, "")));
         }},
    };
    return all;
}

class ReasonTest : public IngestFixture, public ::testing::WithParamInterface<Provocation> {};

TEST_P(ReasonTest, IsGivenOnceAndNoOtherBesideIt) {
    const auto reason = GetParam().reason;
    GetParam().provoke(*this);
    const bool is_tolerated = reason >= Reason::text_escaped;
    EXPECT_EQ(is_tolerated ? tolerated(reason) : refused(reason), 1U);
    if (!GetParam().alone) {
        return;
    }
    EXPECT_EQ(refused_in_all(), is_tolerated ? 0U : 1U);
    EXPECT_EQ(tolerated_in_all(), is_tolerated ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(Each, ReasonTest, ::testing::ValuesIn(provocations()),
                         [](const auto& test) { return std::string(word(test.param.reason)); });

TEST(Reasons, EveryOneIsProvokedByATest) {
    std::set<std::string_view> provoked;
    for (const auto& provocation : provocations()) {
        provoked.insert(word(provocation.reason));
    }
    for (const auto known : reason_words) {
        EXPECT_TRUE(provoked.contains(known)) << known;
    }
}

}  // namespace
}  // namespace magpie::collector
