// Any bytes as a command to a node: the session stays alive and gives up no report that was not called safe in its own
// epoch.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent/outbox/outbox.hpp"
#include "agent/report/reporter.hpp"
#include "agent/session/edge_session.hpp"
#include "tests/fuzz/demand.hpp"

namespace {

using namespace magpie;

/// Takes everything and says nothing.
class QuietClient final : public magpie::mqtt::Client {
  public:
    void listen(magpie::mqtt::Listener /*listener*/) override {}
    void connect(const magpie::mqtt::Connect& /*connect*/) override {}
    void subscribe(const std::string& /*filter*/, std::uint8_t /*qos*/) override {}
    bool publish(const magpie::mqtt::Message& /*message*/) override { return true; }
    void disconnect() override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Now now{
        .mono = Monotonic{Milliseconds{1000}}, .wall = UtcMs{Milliseconds{1790000000000}}, .wall_known = true};
    QuietClient client;
    agent::Reporter reporter;
    agent::Outbox outbox(Epoch{0x0102030405060708}, 65536);
    agent::EdgeSession session({.area = "mapo", .node = "pole", .servers = {"tcp://x:1"}}, client, reporter, outbox,
                               [](std::uint8_t) {});
    session.start(now);
    session.on(magpie::mqtt::Connected{}, now);
    session.on(magpie::mqtt::Subscribed{}, now);
    for (int i = 0; i < 3; ++i) {
        outbox.commit(reporter.close({}, now, true, false));
    }
    session.on(magpie::mqtt::Received{"spBv1.0/mapo/NCMD/pole", {reinterpret_cast<const char*>(data), size}}, now);
    session.tick(now);
    fuzz::demand(outbox.newest() == ReportNumber{3} && outbox.received() <= outbox.newest());
    fuzz::demand(outbox.reports() <= 3);
    return 0;
}
