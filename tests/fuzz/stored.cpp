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

/// Reports of one epoch that a ledger may hear next, by the same bytes.
void go_on(Ledger ledger, fuzz::Input input) {
    const auto epoch = ledger.epoch() == Epoch{} ? Epoch{7} : ledger.epoch();
    // A count of losses near its end wraps, as counters do.
    while (!input.empty() && ledger.lost() < std::uint64_t{1} << 63) {
        const auto received = value(ledger.received());
        const auto lost = ledger.lost();
        const auto first = 1 + received - std::min<std::uint64_t>(received, input.byte() % 16) + input.byte();
        const auto last = first + input.byte() % 4;
        const auto newest = last + input.byte();
        const auto oldest = first - std::min<std::uint64_t>(first - 1, input.byte());
        const ReportRange range{ReportNumber{first}, ReportNumber{last}};
        const ReportHeader header{
            .epoch = epoch, .range = range, .oldest = ReportNumber{oldest}, .newest = ReportNumber{newest}};
        if (!decode_report_header(encode(header))) {
            return;  // the numbers have come to their end
        }
        ledger.hear(header);
        const auto seen = ledger.record(range);
        require(value(ledger.received()) >= received && ledger.lost() >= lost, "a ledger takes nothing back");
        require(ledger.received() <= ledger.highest(), "and agrees with itself");
        require(seen != Seen::fresh || ledger.highest() >= range.last, "what is fresh is noted");
        require(seen == Seen::beyond_memory || ledger.record(range) == Seen::duplicate, "and known the second time");
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
