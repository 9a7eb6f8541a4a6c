#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collector/alerts/alerts.hpp"
#include "collector/blocks/block_book.hpp"
#include "collector/console/console.hpp"
#include "collector/fleet/fleet.hpp"
#include "collector/history/history.hpp"
#include "collector/ingest/ingest.hpp"
#include "collector/neighbours/neighbours.hpp"
#include "collector/orders/order_book.hpp"
#include "collector/pair/lease.hpp"
#include "collector/reports/report_shelf.hpp"
#include "collector/rollup/rollup.hpp"
#include "collector/session/host_session.hpp"
#include "collector/suspicion/suspicion.hpp"
#include "collector/throughput/token_book.hpp"
#include "platform/mqtt/client.hpp"

namespace magpie::collector {

/// What survives a restart, as the Collector asks for it. The implementation over SQLite commits in batches on a thread
/// of its own; an acknowledgement leaves only after its ledger is committed.
struct Memory {
    std::function<void(const ingest::Remember&)> remember;
    std::function<void(const ingest::Forget&)> forget;
    /// Calls back on the loop once committed: Collector::settled().
    std::function<void(const ingest::Settle&)> settle;
    std::function<void(const Block&)> keep_block = nullptr;
    std::function<void(BlockId)> drop_block = nullptr;
    console::Keep console{};  // empty: nothing of it is kept
};

/// Where history goes, if it goes anywhere.
struct HistoryStore {
    history::Settings settings;
    history::Post post;
    history::Ask ask = nullptr;  // null: the store is not asked how it is set
};

/// Who is told of urgent events at once, if anybody is.
struct AlertReceivers {
    alerts::Settings settings;
    alerts::Post post;
};

/// The collector without a clock, a loop or a process: HostSession -> Ingest -> Fleet, History and Alerts, and
/// commands, orders, questions about blocks and turns to measure on the way back. One of a pair is active only while it
/// holds the lease and has said so to the edges; else it takes in all that comes and does nothing that anybody could
/// notice. Everything happens inside a call that takes `now`. One thread; owned by `app`.
class Collector {
  public:
    Collector(SessionSettings session, const ingest::Settings& settings, mqtt::Client& client, Memory memory,
              std::optional<HistoryStore> store = std::nullopt, std::optional<AlertReceivers> alerts = std::nullopt,
              const NeighbourSettings& neighbours = {}, const SuspicionSettings& suspicion = {},
              const BlockSettings& blocks = {}, const TokenSettings& throughput = {},
              const ConsoleSettings& console = {});

    void start(const Now& now) { session_.start(now); }
    void on(const mqtt::Event& event, const Now& now);
    /// A few times a second.
    void tick(const Now& now);
    void stop(const Now& now);
    [[nodiscard]] bool stopped() const { return session_.stopped(); }

    /// The ledger of these acknowledgements is committed: they may be sent.
    void settled(const ingest::Settle& settle, const Now& now);

    /// It writes, acknowledges, alerts and shows itself to Prometheus.
    [[nodiscard]] bool active() const { return active_; }
    /// While it is not: the other of the pair, empty where none was heard yet.
    [[nodiscard]] std::string other() const { return lease_ ? lease_->other() : std::string(); }
    [[nodiscard]] std::uint64_t takeovers() const { return takeovers_; }

    /// Null where no store is configured.
    [[nodiscard]] History* history() { return history_ ? &*history_ : nullptr; }
    [[nodiscard]] const History* history() const { return history_ ? &*history_ : nullptr; }
    /// Null where no Alertmanager is configured.
    [[nodiscard]] Alerts* alerts() { return alerts_ ? &*alerts_ : nullptr; }
    [[nodiscard]] const Alerts* alerts() const { return alerts_ ? &*alerts_ : nullptr; }
    [[nodiscard]] Ingest& ingest() { return ingest_; }
    [[nodiscard]] const Ingest& ingest() const { return ingest_; }
    /// Where the list of what the CA has revoked comes from, in DER, which goes with each order.
    using Revocations = std::function<const std::string&(const Now& now)>;
    void send_with_orders(Revocations revocations) { revocations_ = std::move(revocations); }
    /// Technicians' reports, where a directory for them is set; the session's settings say whether they are heard.
    void keep_reports(const ReportShelf::Settings& settings) {
        if (!settings.directory.empty()) {
            reports_.emplace(settings);
        }
    }
    /// Null where none are kept.
    [[nodiscard]] const ReportShelf* reports() const { return reports_ ? &*reports_ : nullptr; }
    [[nodiscard]] OrderBook& orders() { return orders_; }
    [[nodiscard]] const OrderBook& orders() const { return orders_; }
    [[nodiscard]] BlockBook& blocks() { return blocks_; }
    [[nodiscard]] const BlockBook& blocks() const { return blocks_; }
    [[nodiscard]] TokenBook& tokens() { return tokens_; }
    [[nodiscard]] const TokenBook& tokens() const { return tokens_; }
    /// False where it cannot be asked now; else the console's book hears what it says.
    bool ask_check(const console::PoleName& pole, const std::string& id, const Now& now);
    [[nodiscard]] Console& console() { return console_; }
    [[nodiscard]] const Console& console() const { return console_; }
    [[nodiscard]] const Fleet& fleet() const { return fleet_; }
    [[nodiscard]] const Rollup& rollup() const { return rollup_; }
    [[nodiscard]] const Suspicion& suspicion() const { return suspicion_; }
    [[nodiscard]] const HostSession& session() const { return session_; }

  private:
    void carry_out(const Now& now);
    void send_orders(const Now& now);
    void take_report(std::string_view topic, std::string_view cms, const Now& now);
    void see_to_blocks(const Now& now);
    void give_turns(const Now& now);
    void tell(const lease::Event& event, const Now& now);
    void begin(const Now& now);
    void cease();

    Memory memory_;
    Fleet fleet_;
    ReportLog log_;
    std::vector<UrgentReport> urgent_;
    std::optional<History> history_;
    std::optional<Alerts> alerts_;
    OrderBook orders_{fleet_};
    Revocations revocations_;  // null: none is sent
    std::optional<ReportShelf> reports_;
    BlockBook blocks_;
    TokenBook tokens_;
    Ingest ingest_;
    Rollup rollup_{fleet_};
    Neighbours neighbours_;
    Suspicion suspicion_;
    Console console_;
    std::optional<Lease> lease_;  // none: it is alone
    HostSession session_;
    bool active_;
    std::uint64_t takeovers_ = 0;
    std::vector<history::Settled> settled_;
    std::vector<ingest::Action> actions_;
    std::vector<OrderBook::Send> sends_;
    std::vector<BlockBook::Send> block_sends_;
    std::vector<TokenBook::Send> turn_sends_;
};

}  // namespace magpie::collector
