// A hostile node beside a healthy one: any sequence of messages, with time passing between them, through Ingest. The
// first byte of each message says what it is; whatever comes, the healthy node's value stands.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"
#include "agent/report/reporter.hpp"
#include "agent/session/birth.hpp"
#include "collector/exposition/scrape.hpp"
#include "collector/ingest/ingest.hpp"
#include "tests/fuzz/demand.hpp"

namespace {

using namespace magpie;

std::string healthy_birth(const Now& now) {
    agent::Readings readings;
    readings.set<"link_up">(1, "eth0");
    readings.set<"host_uptime_seconds">(4711);
    agent::Reporter reporter;
    (void)reporter.close(readings, now, true, false);
    const agent::Birth birth(reporter.series());
    return encode_birth(
        reporter.series(),
        {.epoch = Epoch{7}, .oldest = ReportNumber{1}, .shape = birth.shape(), .taken = now.mono, .sent = now.mono}, 0,
        0, now);
}

std::string page(const collector::Fleet& fleet) {
    collector::Scrape scrape(fleet, {}, {});
    std::string text;
    while (scrape.step(text, 65536)) {
    }
    return text;
}

constexpr std::array<std::string_view, 8> topics{
    "spBv1.0/mapo/NBIRTH/evil",  "spBv1.0/mapo/NDATA/evil",    "spBv1.0/mapo/NDEATH/evil", "spBv1.0/mapo/DBIRTH/evil/d",
    "spBv1.0/mapo/DDATA/evil/d", "spBv1.0/mapo/DDEATH/evil/d", "spBv1.0/jung/NBIRTH/evil", "spBv1.0/jung/NDATA/good"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Now now{.mono = Monotonic{Milliseconds{1000000}}, .wall = UtcMs{Milliseconds{1790000000000}}, .wall_known = true};
    static const std::string birth = healthy_birth(now);
    collector::Fleet fleet;
    collector::Ingest ingest({}, fleet);
    std::vector<collector::ingest::Action> actions;
    ingest.connected(now);
    ingest.message("spBv1.0/mapo/NBIRTH/good", birth, now, actions);

    std::string_view rest(reinterpret_cast<const char*>(data), size);
    for (int messages = 0; rest.size() > 3 && messages < 64; ++messages) {
        const auto kind = static_cast<std::uint8_t>(rest[0]);
        const auto length =
            static_cast<std::size_t>(static_cast<std::uint8_t>(rest[1])) * 16 + static_cast<std::uint8_t>(rest[2]);
        rest.remove_prefix(3);
        const auto payload = rest.substr(0, length);
        rest.remove_prefix(payload.size());
        ingest.message(topics[kind % topics.size()], payload, now, actions);
        if (kind >= 0x80) {
            now.mono += Milliseconds{(kind & 0x7f) * 100};
            now.wall += Milliseconds{(kind & 0x7f) * 100};
            ingest.tick(now, actions);
        }
        actions.clear();
    }
    // The healthy node says its interval nowhere, so no silence ends it.
    const auto text = page(fleet);
    fuzz::demand(text.find("magpie_host_uptime_seconds{area=\"mapo\",node=\"good\"} 4711\n") != std::string::npos);
    fuzz::demand(text.find("magpie_node_up{area=\"mapo\",node=\"good\"} 1\n") != std::string::npos);
    return 0;
}
