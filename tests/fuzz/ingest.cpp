// A collector that is sent things: messages of hostile nodes, in any order, and time. Structure: (what, argument)...
// Beside them lives one honest pole, which nothing of it may touch.

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "collector/ingest/birth_reader.hpp"
#include "collector/ingest/ingest.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "tests/fuzz/page.hpp"
#include "tests/golden/sparkplug/golden_payload.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace {

using namespace magpie;
using namespace magpie::collector;
using fuzz::require;

constexpr std::string_view verbs[] = {"NBIRTH", "NDATA", "NDEATH", "DBIRTH", "DDATA", "DDEATH", "NCMD", "NFOO"};

std::string topic(std::uint8_t choice, const char* area, const char* node) {
    const auto verb = verbs[choice % 8];
    auto text = "spBv1.0/" + std::string(area) + "/" + std::string(verb) + "/" + node;
    return verb[0] == 'D' ? text + "/device-" + std::to_string(choice / 8 % 3) : text;
}

/// Values of the honest pole, as the fleet has them.
std::vector<double> values(const Fleet& fleet, NodeIndex index) {
    const auto& node = fleet.node(index);
    if (node.row == Node::none) {
        return {};
    }
    const auto& shape = fleet.shapes()[node.shape];
    const auto* row = shape.row_values(node.row);
    return {row, row + shape.plan.slots.size()};
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
    return std::ranges::equal(a, b, [](double x, double y) { return x == y || (x != x && y != y); });
}

std::string honest_lines(const Fleet& fleet) {
    return fuzz::lines_of(fuzz::page_of(fleet), "mapo", "honest");
}

/// The shape that a birth names.
std::uint64_t shape_of(std::string_view birth) {
    sparkplug::PayloadView payload;
    const auto found = decode(birth, {}, payload) ? find_header(payload) : std::nullopt;
    require(found.has_value(), "the golden birth has a header");
    return found->header.shape;
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    static const auto honest_birth = golden::payload("birth");
    static const auto golden_shape = shape_of(honest_birth);
    fuzz::Input input(bytes);
    Fleet fleet;
    ingest::Settings settings;
    settings.payload = {.bytes = 65536, .metrics = 64};
    settings.nodes = 4;
    settings.held_bytes = 8192;
    if (bytes.size() % 2 == 1) {
        // So little that some come into quarantine.
        settings.quota = {
            .bytes_per_second = 1000, .messages_per_second = 0.5, .births_per_minute = 3, .new_series_per_hour = 100};
    }
    Ingest ingest(settings, fleet);
    // The moment of the golden payloads.
    const Monotonic start{std::chrono::hours(1)};
    Now now{start, UtcMs{std::chrono::seconds(1767225600)}, true};
    std::vector<ingest::Action> actions;
    ingest.connected(now);
    ingest.message("spBv1.0/mapo/NBIRTH/honest", honest_birth, now, actions);
    const auto honest = fleet.find("mapo", "honest");
    require(honest.has_value(), "the honest pole is born");
    const auto honest_values = values(fleet, *honest);
    require(!honest_values.empty(), "and has values");
    const auto honest_page = honest_lines(fleet);
    require(
        honest_page.find("magpie_link_up{area=\"mapo\",node=\"honest\",interface=\"eth0\"} 1\n") != std::string::npos,
        "and a page");
    std::map<std::string, std::uint64_t> lost;
    for (int steps = 0; !input.empty() && steps < 200; ++steps) {
        const auto what = input.byte();
        switch (what % 8) {
            case 0:
            case 1:
            case 2: {
                // One of two hostile nodes.
                const auto choice = input.byte();
                ingest.message(topic(choice, (what & 0x40) != 0 ? "mapo" : "jongno", (what & 0x80) != 0 ? "a" : "b"),
                               input.piece(), now, actions);
                break;
            }
            case 3: {
                // The broker lets nobody else be the honest pole in its own area.
                const auto anywhere = input.piece();
                const auto payload = input.piece();
                const auto parsed = sparkplug::parse_topic(anywhere);
                if (!parsed || parsed->area != "mapo" || parsed->node != "honest") {
                    ingest.message(anywhere, payload, now, actions);
                }
                break;
            }
            case 4: {
                // In the name of the honest one, from another area.
                ingest.message(topic(input.byte(), "jongno", "honest"), input.piece(), now, actions);
                break;
            }
            case 5:
                if (what & 0x80) {
                    ingest.connection_lost();
                } else {
                    ingest.connected(now);
                }
                break;
            case 6: {
                // A well-formed data message with arbitrary metrics behind a header of the golden birth's shape.
                const auto seq = input.byte();
                const auto time = static_cast<std::uint64_t>(now.wall.time_since_epoch().count());
                const std::uint64_t number = 1 + input.byte();
                const std::uint64_t newest = number + input.byte();
                const std::uint64_t held = 1 + newest - number + input.byte() % number;
                const auto flags = input.byte();
                auto header = raw::fixed64(1, 7 + (what >> 6)) + raw::number(2, number) + raw::number(4, held) +
                              raw::number(5, newest) + raw::fixed64(6, golden_shape) + raw::number(7, flags) +
                              raw::number(8, 5) + raw::number(9, 0);
                if ((flags & 0x20) != 0) {
                    header +=
                        raw::text(10, raw::fixed64(1, 6 + (what >> 6)) + raw::number(2, held) + raw::number(3, newest));
                }
                ingest.message("spBv1.0/jongno/NDATA/a",
                               raw::number(1, time) + raw::number(3, seq) +
                                   raw::metric(raw::number(2, 0) + raw::number(3, time) + raw::text(16, header)) +
                                   std::string(input.piece()),
                               now, actions);
                break;
            }
            default: {
                const Milliseconds step{input.number() * 16};
                now.mono += step;
                now.wall += step;
                break;
            }
        }
        ingest.tick(now, actions);
        for (const auto& one : ingest.quarantine().list(now.mono)) {
            const auto index = fleet.find(one.area, one.node);
            require(!index || fleet.life(*index) != Life::up, "one in quarantine is down");
            require(one.area != "mapo" || one.node != "honest", "the honest pole is not held for what others do");
        }
        for (const auto& action : actions) {
            if (const auto* rebirth = std::get_if<ingest::AskRebirth>(&action)) {
                require(!ingest.quarantine().holds(rebirth->node, now.mono), "one in quarantine is asked for nothing");
            }
            if (const auto* settle = std::get_if<ingest::Settle>(&action)) {
                const auto ledger = Ledger::decode(settle->ledger);
                const auto known = ledger.acknowledgements(true);
                require(ledger.encode() == settle->ledger, "a ledger is read as written");
                require(std::ranges::equal(settle->acknowledgements, known,
                                           [](const Acknowledge& said, const Acknowledge& most) {
                                               return said.epoch == most.epoch && said.received == most.received &&
                                                      said.safe == most.safe && said.highest <= most.highest;
                                           }),
                        "a node is told what is in the ledger");
                for (const auto& word : settle->acknowledgements) {
                    require(decode_acknowledge(encode(word)) == word, "an acknowledgement agrees with itself");
                }
                auto& before = lost[settle->node];
                require(before <= ledger.lost(), "what is lost stays lost");
                before = ledger.lost();
            }
        }
        actions.clear();
        // Silence may take the honest one; the others may not touch it.
        require(fleet.find("mapo", "honest") == honest, "the honest pole keeps its place");
        if (fleet.life(*honest) == Life::up) {
            require(same(values(fleet, *honest), honest_values), "nothing of it is touched");
        } else {
            require(now.mono >= start + std::chrono::seconds(30), "it dies by silence alone");
        }
        // Each keeps to its area, but for a move after some quiet.
        const auto moves = static_cast<std::size_t>((now.mono - start) / settings.move_after);
        require(fleet.counts().up + fleet.counts().down + fleet.counts().expected <= settings.nodes * (1 + moves),
                "the number of nodes is bounded");
    }
    const auto page = honest_lines(fleet);
    require(fleet.life(*honest) != Life::up || page == honest_page, "its lines of the page stand");
}
