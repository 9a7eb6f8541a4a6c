// What the collector reads back from its database: the disk may have kept anything. Structure: ledger, plan, info.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "collector/ingest/ingest.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "tests/fuzz/page.hpp"

namespace {

using namespace magpie;
using namespace magpie::collector;
using fuzz::require;

/// With what went down with the process.
std::uint64_t lost_by(Ledger ledger) {
    ledger.forget_unsettled();
    return ledger.lost();
}

/// Reports of the present epoch and of one that has ended, as a ledger may hear them next, by the same bytes.
void go_on(Ledger ledger, fuzz::Input input) {
    const auto present = ledger.epoch() == Epoch{} ? Epoch{7} : ledger.epoch();
    const Epoch ended{present == Epoch{5} ? 6U : 5U};
    // A count of losses near its end wraps, as counters do.
    while (!input.empty() && ledger.lost() < std::uint64_t{1} << 63) {
        const auto received = value(ledger.received());
        const auto lost = ledger.lost();
        const auto first = 1 + received - std::min<std::uint64_t>(received, input.byte() % 16) + input.byte();
        const auto choice = input.byte();
        const auto last = first + choice % 4;
        const auto newest = last + input.byte();
        const auto oldest = first - std::min<std::uint64_t>(first - 1, input.byte());
        const ReportRange range{ReportNumber{first}, ReportNumber{last}};
        const bool closed = (choice & 0x40) != 0;
        ReportHeader header{.epoch = closed ? ended : present,
                            .range = range,
                            .oldest = ReportNumber{oldest},
                            .newest = ReportNumber{newest},
                            .historical = closed,
                            .closed = closed};
        if ((choice & 0x80) != 0 && !closed) {
            header.earlier = {{ended, ReportNumber{oldest}, ReportNumber{last}}};
        }
        if (!decode_report_header(encode(header))) {
            return;  // the numbers have come to their end
        }
        ledger.hear(header);
        const auto seen = ledger.record(header.epoch, range);
        require(value(ledger.received()) >= received && ledger.lost() >= lost, "a ledger takes nothing back");
        require(seen == Seen::beyond_memory || ledger.record(header.epoch, range) == Seen::duplicate,
                "what came is known the second time");
        require(seen != Seen::fresh || (choice & 0x20) != 0 || ledger.settled(header.epoch, range),
                "and can be settled");
        for (const auto& word : ledger.acknowledgements((choice & 0x10) != 0)) {
            require(word.safe <= word.received && word.received <= word.highest, "it agrees with itself");
        }
        require(Ledger::decode(ledger.encode()).encode() == ledger.encode(), "and is read as written");
    }
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    fuzz::Input input(bytes);
    const auto ledger_bytes = input.piece();
    const auto plan_bytes = input.piece();
    const auto info_bytes = input.rest();

    const auto ledger = Ledger::decode(ledger_bytes);
    require(Ledger::decode(ledger.encode()).encode() == ledger.encode(), "a ledger is read as written");
    require(ledger.received() <= ledger.highest(), "a ledger agrees with itself");
    auto restarted = ledger;
    restarted.forget_unsettled();
    require(restarted.safe() == restarted.received(), "what is not settled has not come, or is lost");
    require(Ledger::decode(restarted.encode()).encode() == restarted.encode(), "and that is read as written too");
    go_on(ledger, fuzz::Input(bytes));

    const auto info = encode_info(decode_info(info_bytes));
    require(encode_info(decode_info(info)) == info, "info labels are read as written");

    const Now now{Monotonic{std::chrono::hours(1)}, UtcMs{std::chrono::seconds(1767225600)}, true};
    Fleet fleet;
    Ingest ingest({}, fleet);
    const auto plan = ingest.restore_plan(plan_bytes);
    ingest.restore_node({.area = "mapo",
                         .node = "pole-1",
                         .bd_seq = 0,
                         .plan = plan,
                         .info = std::string(info_bytes),
                         .interval = std::chrono::seconds(10),
                         .last_heard = now.wall,
                         .down = false},
                        now);
    ingest.restore_ledger("pole-1", ledger_bytes);
    // Of a node that is only expected there is where it stands, and nothing else.
    const auto page = fuzz::page_of(fleet);
    for (std::size_t at = 0; at < page.size(); at = page.find('\n', at) + 1) {
        const auto line = std::string_view(page).substr(at, page.find('\n', at) - at);
        require(line.starts_with('#') || line.starts_with("magpie_node_info{"),
                "only where an expected node stands is exposed");
    }
    const auto node = fleet.find("mapo", "pole-1");
    require(node && fleet.node(*node).lost == lost_by(ledger), "a node is expected, with what it lost");
    // It speaks.
    fleet.revive(*node, now.wall);
    if (plan) {
        const auto& shape = fleet.shapes()[static_cast<std::size_t>(plan->fleet_shape)];
        require(plan->types.size() == shape.plan.slots.size(), "a slot for each alias");
        require(ingest.restore_plan(plan->content) == plan, "a plan is found again");
        for (std::uint32_t slot = 0; slot < plan->types.size(); ++slot) {
            (void)fleet.set(*node, slot, 1);
        }
    }
    require(fuzz::page_of(fleet).find("magpie_node_up{area=\"mapo\",node=\"pole-1\"} 1\n") != std::string::npos,
            "what speaks is up");
}
