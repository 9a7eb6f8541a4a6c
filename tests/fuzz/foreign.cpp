// Names of metrics of other edges, and the map that gives others. Structure: rules (flags, match, label), then metrics
// (flags, name, unit, text).

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "collector/fleet/label_text.hpp"
#include "collector/ingest/foreign_list.hpp"
#include "collector/ingest/ingest.hpp"
#include "collector/ingest/metric_name.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "tests/fuzz/page.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/catalogue/names.hpp"

namespace {

using namespace magpie;
using namespace magpie::collector;
using fuzz::require;

/// A rule that the configuration would take.
ForeignRule rule_of(fuzz::Input& input) {
    const auto flags = input.byte();
    ForeignRule rule{.match = std::string(input.piece())};
    rule.drop = (flags & 1) != 0;
    rule.name = (flags & 2) != 0 ? "fuzz_name" : "";
    rule.counter = (flags & 4) != 0 ? std::optional((flags & 8) != 0) : std::nullopt;
    rule.unit = (flags & 16) != 0 ? std::optional<std::string>("seconds") : std::nullopt;
    rule.scale = (flags & 32) != 0 ? 1e300 : 1;
    rule.labels = {{"l", std::string(input.piece())}};
    return rule;
}

/// With as many wildcards as there are, what they stand for and what lies between is the path.
void check_match(const ForeignRule& rule, std::string_view path) {
    const auto wildcards = match_path(rule.match, path);
    if (!wildcards) {
        return;
    }
    std::string again;
    std::size_t next = 0;
    for (std::string_view rest = rule.match;;) {
        const auto level = rest.substr(0, rest.find('/'));
        again += level == "+" || level == "*" ? (*wildcards)[next++] : level;
        if (level.size() == rest.size()) {
            break;
        }
        again += '/';
        rest.remove_prefix(level.size() + 1);
    }
    require(next == wildcards->size(), "a wildcard stands for something");
    require(again == path, "a pattern that fits can be filled to be the path");
}

void check_name(std::string_view path) {
    const auto name = metric_name(path);
    require(catalogue::is_label_name(name.text) && name.text.starts_with("sparkplug_"), "a name of Prometheus");
    require(name.text.find("__") == std::string::npos && !name.text.ends_with('_'), "one underscore at a time");
    require(name.text.size() <= 2 * path.size() + 17, "hardly longer than it was");
    require(std::ranges::none_of(name.text, [](char c) { return c >= 'A' && c <= 'Z'; }), "in lower case");
    const auto unit = unit_suffix(path.substr(0, 8));
    const auto counter = full_name(name.text, unit, true);
    require(is_counter_name(counter) && full_name(counter, unit, true) == counter, "a counter stays one");
    require(full_name(full_name(name.text, unit, false), unit, false) == full_name(name.text, unit, false),
            "a unit comes once");
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    fuzz::Input input(bytes);
    ingest::Settings settings;
    settings.payload = {.bytes = 65536, .metrics = 64};
    settings.texts = 4;
    for (auto rules = input.byte() % 4; rules > 0; --rules) {
        auto rule = rule_of(input);
        if (std::ranges::count(rule.match, '*') <= 1) {
            settings.foreign.push_back(std::move(rule));
        }
    }
    std::string birth;
    while (!input.empty()) {
        const auto type = input.byte();
        const auto name = input.piece();
        const auto unit = input.piece();
        const auto text = input.piece();
        check_name(name);
        for (const auto& rule : settings.foreign) {
            check_match(rule, name);
        }
        const auto properties = raw::text(1, "engUnit") + raw::text(2, raw::number(1, 12) + raw::text(8, unit));
        birth += raw::named(name, type % 36, (type & 0x40) != 0 ? raw::text(15, text) : raw::number(11, text.size()));
        birth += (type & 0x80) != 0 ? raw::metric(raw::text(1, name) + raw::number(4, 10) + raw::text(9, properties) +
                                                  raw::double_value(1.5))
                                    : "";
    }
    sparkplug::PayloadView payload;
    if (!decode(birth, settings.payload, payload)) {
        return;
    }
    Refusals refusals;
    Refusals tolerated;
    const auto list =
        describe(payload, {.area = "mapo", .node = "plc", .device = "d"}, settings.foreign, refusals, tolerated);
    require(list.series.size() == payload.metrics.size() && list.scales.size() == payload.metrics.size(),
            "a slot for each metric");
    std::unordered_set<std::string> taken;
    for (const auto& series : list.series) {
        if (!series.name.empty()) {
            require(catalogue::is_label_name(series.name) && !series.name.starts_with("magpie_"), "a name of its own");
            const auto labels = labels_text(series.labels);
            require(labels.has_value() && taken.insert(series.name + *labels).second, "no series is there twice");
        }
    }

    // The same way through the collector: the page stays one.
    const Now now{Monotonic{std::chrono::hours(1)}, UtcMs{std::chrono::seconds(1767225600)}, true};
    Fleet fleet;
    Ingest ingest(settings, fleet);
    std::vector<ingest::Action> actions;
    ingest.connected(now);
    const auto node_birth = raw::number(3, 0) + birth;
    ingest.message("spBv1.0/mapo/NBIRTH/plc", node_birth, now, actions);
    ingest.message("spBv1.0/mapo/DBIRTH/plc/d", raw::number(3, 1) + birth, now, actions);
    ingest.message("spBv1.0/mapo/NDATA/plc", raw::number(3, 2) + birth, now, actions);
    ingest.message("spBv1.0/mapo/DDATA/plc/d", raw::number(3, 3) + birth, now, actions);
    (void)fuzz::page_of(fleet);
    ingest.message("spBv1.0/mapo/DDEATH/plc/d", raw::number(3, 4), now, actions);
    require(std::ranges::none_of(fleet.nodes(), [](const Node& node) { return node.kind == NodeKind::device; }),
            "a device takes its series along");
    ingest.message("spBv1.0/mapo/NBIRTH/plc", raw::number(3, 0), now, actions);
    require(fleet.counts().series == 0, "and a birth those of the one before");
}
