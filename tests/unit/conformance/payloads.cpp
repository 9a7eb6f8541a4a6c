#include <gtest/gtest.h>

#include <set>

#include "tests/unit/conformance/rule.hpp"
#include "tests/unit/conformance/world.hpp"

namespace magpie::conformance {

namespace {

constexpr const char* no_data_sets = "Magpie sends no DataSet, and passes over those of others";
constexpr const char* no_templates = "Magpie sends no Template, and passes over those of others";

/// A pole with series of every kind that lives through a lost line and a rebirth, and a collector that answers it.
void live(World& world) {
    world.add_host();
    auto& pole = world.add_pole();
    int turn = 0;
    pole.reads([turn](agent::Readings& readings, const Now&) mutable {
        ++turn;
        readings.set<"link_up">(turn % 2, "eth0");
        readings.count<"link_receive_bytes_total">(turn * 1e9, "eth0");
        readings.set<"host_temperature_celsius">(40 + turn % 10, "cpu");
        readings.set<"host_load_average">(turn / 8.0, "1");
        if (turn % 3 == 0) {
            readings.set<"link_up">(1, "usb0");
        }
        readings.set<"host_boot_info">(1, "power");
    });
    world.pass(seconds(90));
    world.command(golden::payload("command_rebirth"));
    world.broker.cut(pole.mqtt);
    world.pass(seconds(90));
}

void metrics_have_names_or_aliases() {
    World world;
    live(world);
    for (const auto& message : world.heard("spBv1.0/mapo/+/pole-1")) {
        for (const auto& metric : message.payload.metrics) {
            EXPECT_TRUE((metric.has_name && !metric.name.empty()) || metric.has_alias) << message.message->topic;
        }
    }
}

void aliases_are_unique() {
    World world;
    live(world);
    for (const auto& birth : world.births()) {
        std::set<std::uint64_t> aliases;
        for (const auto& metric : birth.payload.metrics) {
            EXPECT_TRUE(!metric.has_alias || aliases.insert(metric.alias).second) << metric.name;
        }
        EXPECT_GE(aliases.size(), 10U);
    }
    // A collector holds others to it: over a node and all its devices.
    auto& edge = world.add_edge();
    auto& refusals = world.hosts.front().collector.ingest().refusals();
    edge.birth();
    edge.device_birth("motor", 1, 1);  // alias 1 is the node's
    edge.device_birth("motor", 2, 2);
    edge.device_birth("pump", 3, 2);
    world.broker.delivers();
    EXPECT_EQ(refusals.counted(collector::Reason::alias_duplicate), 2U);
    EXPECT_EQ(world.hosts.front().collector.fleet().counts().devices_up, 1U);
}

void births_give_name_and_alias() {
    World world;
    live(world);
    for (const auto& birth : world.births()) {
        for (const auto& metric : birth.payload.metrics) {
            EXPECT_TRUE(metric.has_name) << metric.alias;
            const bool control = metric.name == "bdSeq" || metric.name.starts_with("Node Control/");
            EXPECT_NE(metric.has_alias, control) << metric.name;
        }
    }
}

void data_and_commands_use_the_alias_alone() {
    World world;
    live(world);
    std::size_t seen = 0;
    for (const auto& message : world.data()) {
        for (const auto& metric : message.payload.metrics) {
            ++seen;
            EXPECT_TRUE(metric.has_alias);
            EXPECT_FALSE(metric.has_name);
        }
    }
    EXPECT_GT(seen, 50U);
    // The commands have no alias in the birth, so they go by name.
    EXPECT_FALSE(world.commands().empty());
    for (const auto& command : world.commands()) {
        for (const auto& metric : command.payload.metrics) {
            EXPECT_FALSE(metric.has_alias);
            EXPECT_FALSE(world.births().back().find(metric.name)->has_alias) << metric.name;
        }
    }
}

void metrics_bear_their_time() {
    World world;
    live(world);
    std::size_t seen = 0;
    for (const auto& message : world.heard("spBv1.0/mapo/+/pole-1")) {
        if (message.topic.verb == Verb::nbirth || message.topic.verb == Verb::ndata) {
            for (const auto& metric : message.payload.metrics) {
                ++seen;
                EXPECT_TRUE(metric.has_timestamp) << message.message->topic;
            }
        }
    }
    EXPECT_GT(seen, 100U);
}

void metrics_of_commands_may_bear_none() {
    World world;
    world.add_pole();
    // As the specification's own test kit asks: neither the payload nor the metric has a time.
    const Heard command({"spBv1.0/mapo/NCMD/pole-1", golden::payload("foreign_rebirth"), 0, false});
    EXPECT_FALSE(command.payload.timestamp);
    EXPECT_FALSE(command.payload.metrics.at(0).has_timestamp);
    world.command(golden::payload("foreign_rebirth"));
    EXPECT_EQ(world.births().size(), 2U);
}

void datatypes_are_of_the_list() {
    World world;
    live(world);
    for (const auto& birth : world.births()) {
        for (const auto& metric : birth.payload.metrics) {
            EXPECT_GE(metric.datatype, 1U) << metric.name;
            EXPECT_LE(metric.datatype, 34U) << metric.name;
        }
    }
    // And a collector takes no birth with others, or with none.
    for (const std::uint32_t type : {0U, 35U, 0xffffffffU}) {
        auto& edge = world.add_edge("plant", "edge-" + std::to_string(type));
        edge.publish(Verb::nbirth,
                     edge.payload(0, raw::metric(raw::text(1, "x") + (type == 0 ? "" : raw::number(4, type)) +
                                                 raw::double_value(1))));
        world.broker.delivers();
        EXPECT_FALSE(world.hosts.front().collector.fleet().find("plant", edge.id)) << type;
    }
    EXPECT_EQ(world.hosts.front().collector.ingest().refusals().counted(collector::Reason::datatype), 3U);
}

void datatypes_are_integers() {
    // Field 4 of a metric, as a varint.
    sparkplug::PayloadView view;
    const auto good = raw::metric(raw::text(1, "x") + raw::number(4, 10));
    EXPECT_TRUE(decode(good, {}, view));
    const auto bad = raw::metric(raw::text(1, "x") + raw::text(4, "Double"));
    EXPECT_EQ(decode(bad, {}, view), tl::unexpected(sparkplug::BadPayload::wrong_field_type));
    World world;
    live(world);
    for (const auto& message : world.broker.published("spBv1.0/+/NBIRTH/+")) {
        EXPECT_NE(message.payload.find(raw::number(4, 4) + raw::key(11, 0)), std::string::npos)
            << "bdSeq: Int64, then its value";
    }
}

void data_has_no_datatypes() {
    World world;
    live(world);
    for (const auto& message : world.data()) {
        for (const auto& metric : message.payload.metrics) {
            EXPECT_EQ(metric.datatype, 0U);
        }
    }
    EXPECT_GT(world.data().size(), 10U);
}

/// Calls back with every property of every birth.
void for_every_property(const World& world, void (*look)(const sparkplug::PropertyView&)) {
    std::size_t seen = 0;
    for (const auto& birth : world.births()) {
        for (const auto& metric : birth.payload.metrics) {
            std::vector<sparkplug::PropertyView> properties;
            ASSERT_TRUE(decode_properties(metric.properties, 12, properties)) << metric.name;
            seen += properties.size();
            for (const auto& property : properties) {
                look(property);
            }
        }
    }
    EXPECT_GT(seen, 20U);
}

void keys_and_values_are_as_many() {
    World world;
    live(world);
    for_every_property(world, [](const sparkplug::PropertyView& property) { EXPECT_FALSE(property.key.empty()); });
    // Counted by hand: fields 1 and 2 of the set.
    const auto set_of = [](int keys, int values) {
        std::string set;
        for (int i = 0; i < keys; ++i) {
            set += raw::text(1, "k" + std::to_string(i));
        }
        for (int i = 0; i < values; ++i) {
            set += raw::text(2, raw::number(1, 12) + raw::text(8, "v"));
        }
        return set;
    };
    std::vector<sparkplug::PropertyView> properties;
    EXPECT_TRUE(decode_properties(set_of(2, 2), 12, properties));
    EXPECT_FALSE(decode_properties(set_of(2, 1), 12, properties));
    EXPECT_FALSE(decode_properties(set_of(1, 2), 12, properties));
}

void properties_have_types() {
    World world;
    live(world);
    for_every_property(world, [](const sparkplug::PropertyView& property) {
        EXPECT_EQ(property.type, 12U) << property.key;
        EXPECT_EQ(property.value.field, sparkplug::ValueField::string_value) << property.key;
    });
}

void property_types_are_integers() {
    std::vector<sparkplug::PropertyView> properties;
    EXPECT_TRUE(
        decode_properties(raw::text(1, "k") + raw::text(2, raw::number(1, 12) + raw::text(8, "v")), 12, properties));
    EXPECT_FALSE(decode_properties(raw::text(1, "k") + raw::text(2, raw::text(1, "String") + raw::text(8, "v")), 12,
                                   properties));
    properties_have_types();
}

void quality_is_an_int32_of_three_values() {
    World world;
    live(world);
    // Magpie says nothing of quality: what is not good is not sent.
    for_every_property(world, [](const sparkplug::PropertyView& property) { EXPECT_NE(property.key, "Quality"); });
    // Of others it is taken, and becomes no label.
    auto& edge = world.add_edge();
    edge.publish(Verb::nbirth, golden::payload("foreign_everything"));
    world.broker.delivers();
    EXPECT_TRUE(world.hosts.front().collector.fleet().find("plant", "edge-1"));
    const Heard birth({"spBv1.0/plant/NBIRTH/edge-1", golden::payload("foreign_everything"), 0, false});
    std::vector<sparkplug::PropertyView> properties;
    ASSERT_TRUE(decode_properties(birth.find("Temperature")->properties, 12, properties));
    EXPECT_EQ(properties.at(0).key, "Quality");
    EXPECT_EQ(properties.at(0).type, 3U);
    EXPECT_EQ(properties.at(0).value.field, sparkplug::ValueField::int_value);
    EXPECT_EQ(properties.at(0).value.bits, 192U);
}

}  // namespace

Chapter payloads() {
    return {
        "Payloads",
        "payloads.cpp",
        {
            covered({"payloads-name-requirement"}, "A metric has a name unless it goes by its alias.",
                    metrics_have_names_or_aliases),
            covered({"payloads-alias-uniqueness"}, "An alias is unique over a node and all its devices.",
                    aliases_are_unique),
            covered({"payloads-alias-birth-requirement"}, "Births give name and alias.", births_give_name_and_alias),
            covered({"payloads-alias-data-cmd-requirement"},
                    "Data and commands give the alias alone, where there is one.",
                    data_and_commands_use_the_alias_alone),
            covered({"payloads-name-birth-data-requirement"}, "Every metric of a birth or of data bears its time.",
                    metrics_bear_their_time),
            covered({"payloads-name-cmd-requirement"}, "A metric of a command may.", metrics_of_commands_may_bear_none),
            covered({"payloads-metric-datatype-value-type"}, "A datatype is an unsigned integer.",
                    datatypes_are_integers),
            covered({"payloads-metric-datatype-value", "payloads-metric-datatype-req"},
                    "Births give each metric's datatype, one of the list.", datatypes_are_of_the_list),
            covered({"payloads-metric-datatype-not-req"},
                    "Data gives none. (Commands do, which is allowed: widely used decoders read a metric without one "
                    "as null.)",
                    data_has_no_datatypes),
            covered({"payloads-propertyset-keys-array-size", "payloads-propertyset-values-array-size"},
                    "A PropertySet has as many keys as values.", keys_and_values_are_as_many),
            covered({"payloads-metric-propertyvalue-type-type"}, "The type of a property is an unsigned integer.",
                    property_types_are_integers),
            covered({"payloads-metric-propertyvalue-type-value", "payloads-metric-propertyvalue-type-req"},
                    "Births give each property's type, one of the list.", properties_have_types),
            covered({"payloads-propertyset-quality-value-type", "payloads-propertyset-quality-value-value"},
                    "A property `Quality` is an Int32: 0, 192 or 500.", quality_is_an_int32_of_three_values),
            not_applicable({"payloads-dataset-column-size", "payloads-dataset-column-num-headers",
                            "payloads-dataset-types-def", "payloads-dataset-types-num", "payloads-dataset-types-type",
                            "payloads-dataset-types-value", "payloads-dataset-parameter-type-req"},
                           "DataSets have as many columns as headers and types, and types of the list.", no_data_sets),
            not_applicable({"payloads-template-dataset-value"}, "What a DataSet inside a Template holds.",
                           no_data_sets),
            not_applicable({"topics-nbirth-templates", "payloads-template-definition-nbirth-only",
                            "payloads-template-definition-nbirth"},
                           "Template definitions stand in NBIRTH, and only there.", no_templates),
            not_applicable({"payloads-template-definition-is-definition", "payloads-template-definition-ref",
                            "payloads-template-definition-members", "payloads-template-definition-parameters",
                            "payloads-template-definition-parameters-default"},
                           "What a Template definition holds.", no_templates),
            not_applicable({"payloads-template-instance-is-definition", "payloads-template-instance-ref",
                            "payloads-template-instance-members", "payloads-template-instance-members-birth",
                            "payloads-template-instance-members-data", "payloads-template-instance-parameters"},
                           "What a Template instance holds.", no_templates),
            not_applicable({"payloads-template-version", "payloads-template-ref-definition",
                            "payloads-template-ref-instance", "payloads-template-is-definition",
                            "payloads-template-is-definition-definition", "payloads-template-is-definition-instance"},
                           "How a Template says which it is.", no_templates),
            not_applicable({"payloads-template-parameter-name-required", "payloads-template-parameter-name-type",
                            "payloads-template-parameter-value-type", "payloads-template-parameter-type-value",
                            "payloads-template-parameter-type-req", "payloads-template-parameter-value"},
                           "What the parameter of a Template holds.", no_templates),
        }};
}

}  // namespace magpie::conformance
