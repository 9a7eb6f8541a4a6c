// An agent that is told things: commands, STATE, and the faults of its line, in any order. Structure: (what,
// argument)...

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fuzz/fuzzer.hpp"
#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/agent/app/pole.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/report/acknowledge.hpp"

namespace {

using namespace magpie;
using fuzz::require;

/// The highest report that a payload may call safe, whoever sent it.
std::uint64_t called_safe(std::string_view payload, Epoch epoch) {
    sparkplug::PayloadView view;
    std::uint64_t safe = 0;
    if (decode(payload, {}, view)) {
        for (const auto& metric : view.metrics) {
            if (const auto word = decode_acknowledge(metric.value.text); word && word->epoch == epoch) {
                safe = std::max(safe, value(word->safe));
            }
        }
    }
    return safe;
}

/// What the pole published keeps to the rules.
void check(const std::vector<mqtt::Message>& published) {
    std::optional<std::uint64_t> seq;
    for (const auto& message : published) {
        const golden::Heard heard(message);
        if (heard.topic.verb == sparkplug::Verb::ndeath) {
            require(!heard.payload.seq, "a death has no seq");
        } else if (heard.topic.verb == sparkplug::Verb::nbirth) {
            require(heard.payload.seq == 0U, "a birth begins with 0");
            seq = 0;
        } else {
            require(heard.topic.verb == sparkplug::Verb::ndata, "birth, data, death");
            require(seq && heard.payload.seq == (*seq + 1) % 256, "no seq is left out");
            seq = heard.payload.seq;
        }
        const auto header = heard.header();
        require(heard.topic.verb == sparkplug::Verb::ndeath || header.has_value(), "a header that can be read");
    }
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    fuzz::Input input(bytes);
    fakes::FakeClock clock;
    fakes::FakeBroker broker;
    const auto flags = input.byte();
    // In the small one, minutes without a broker cost reports.
    const std::size_t outbox_bytes = (flags & 2) != 0 ? 4096 : 64 * 1024;
    fakes::Pole pole(broker, clock,
                     {.primary_host = (flags & 1) != 0 ? "scada" : "", .seed = flags, .outbox_bytes = outbox_bytes});
    int turn = 0;
    pole.reads([&](agent::Readings& readings, const Now&) {
        ++turn;
        readings.set<"link_up">(turn % 2, "eth" + std::to_string(turn % 3));
        readings.count<"link_receive_bytes_total">(turn, "eth0");
    });
    pole.starts();
    std::uint64_t safe = 0;
    const auto hears = [&](const std::string& topic, std::string payload) {
        safe = std::max(safe, called_safe(payload, pole.agent.outbox().epoch()));
        broker.stranger_publishes({topic, std::move(payload), 1, false});
    };
    for (int steps = 0; !input.empty() && steps < 200; ++steps) {
        const auto what = input.byte();
        switch (what % 10) {
            case 0:
                hears("spBv1.0/mapo/NCMD/pole-1", std::string(input.piece()));
                break;
            case 1:
                broker.stranger_publishes({"spBv1.0/STATE/scada", std::string(input.piece()), 1, (what & 0x80) != 0});
                break;
            case 2: {
                // Well-formed, and as wrong as may be.
                const auto newest = value(pole.agent.outbox().newest());
                const Acknowledge word{.epoch = pole.agent.outbox().epoch(),
                                       .received = ReportNumber{newest - std::min<std::uint64_t>(newest, input.byte())},
                                       .safe = ReportNumber{newest - std::min<std::uint64_t>(newest, input.byte())},
                                       .highest = ReportNumber{newest + input.byte() % 3}};
                hears("spBv1.0/mapo/NCMD/pole-1",
                      raw::metric(raw::text(1, acknowledge_metric) + raw::text(16, encode(word))));
                break;
            }
            case 3:
                broker.cut(pole.mqtt);
                break;
            case 4:
                pole.mqtt.stops_taking(input.byte() % 4);
                break;
            case 5:
                pole.mqtt.takes_again();
                break;
            case 6:
                broker.broker_goes_away();
                break;
            case 7:
                broker.broker_returns();
                break;
            case 8:
                clock.wall_steps(Milliseconds{(input.byte() - 128) * 500});
                break;
            default: {
                const auto topic = std::string(input.piece());
                const auto payload = input.piece();
                safe = std::max(safe, called_safe(payload, pole.agent.outbox().epoch()));
                pole.agent.on(mqtt::Received{topic, payload, 0, false}, clock.now());
                break;
            }
        }
        broker.delivers();
        pole.passes(Milliseconds{input.number()});
        const auto& outbox = pole.agent.outbox();
        require(value(outbox.oldest()) <= value(outbox.newest()) + 1, "the oldest held is not above the next");
        require(outbox.reports() == value(outbox.newest()) + 1 - value(outbox.oldest()), "numbers are dense");
        require(outbox.received() <= outbox.newest(), "nothing is received that was not given out");
        require(value(outbox.oldest()) <= 1 + safe + outbox.counters().dropped,
                "nothing is given up that is not called safe");
        // One segment stays, and is closed by a whole report: one each minute.
        require(outbox.bytes_in_memory() <= 2 * outbox_bytes + 4096, "the outbox is bounded");
    }
    // Whatever it was told, it comes back.
    broker.broker_returns();
    pole.mqtt.takes_again();
    broker.stranger_publishes({"spBv1.0/STATE/scada", R"({"online":true,"timestamp":18446744073709551615})", 1, true});
    pole.passes(std::chrono::seconds(70));
    require(pole.agent.session().online(), "it comes back");
    check(broker.published("spBv1.0/mapo/+/pole-1"));
    // And obeys.
    broker.clear_log();
    broker.stranger_publishes(
        {"spBv1.0/mapo/NCMD/pole-1", raw::named("Node Control/Rebirth", 11, raw::number(14, 1)), 0, false});
    pole.passes(std::chrono::seconds(6));
    require(!broker.published("spBv1.0/mapo/NBIRTH/pole-1").empty(), "a rebirth is answered");
}
