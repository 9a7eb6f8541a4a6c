#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "collector/blocks/block_book.hpp"
#include "collector/fleet/fleet.hpp"
#include "collector/ingest/edge_node.hpp"
#include "collector/ingest/foreign_map.hpp"
#include "collector/ingest/late_pace.hpp"
#include "collector/ingest/plan.hpp"
#include "collector/ingest/quarantine.hpp"
#include "collector/ingest/rebirths.hpp"
#include "collector/ingest/refusals.hpp"
#include "collector/ingest/report_log.hpp"
#include "collector/ingest/urgent_report.hpp"
#include "collector/orders/order_book.hpp"
#include "collector/throughput/token_book.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/sparkplug/payload.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::collector {

namespace ingest {

struct Settings {
    sparkplug::Limits payload;            // a message, and what a compressed one may become
    std::size_t nodes = 120000;           // of all areas together
    std::size_t held_bytes = 256 * 1024;  // of one node, while a message before them is missing
    Milliseconds reorder_timeout{2000};
    Milliseconds acknowledge_every{30000};  // a node; at most
    double late_per_second = 2000;          // reports of all nodes together, beside live ones
    Milliseconds ahead{60000};              // a report's time may be ahead of ours by
    Milliseconds behind{3600000};           // and a live one behind it by
    Milliseconds move_after{600000};        // a node down for this long may be born in another area
    int silent_intervals = 3;               // without a report: dead
    std::vector<ForeignRule> foreign;       // how metrics of other edges are shown
    std::size_t texts = 200;                // of one such node and its devices, different ones in a day
    QuotaSettings quota;                    // of one node and its devices
    RebirthSettings rebirths;
    bool one_of_pair = false;  // stands by until take_over()
};

// What is to be done, in the order given.
struct AskRebirth {
    std::string area;
    std::string node;
};
/// To be kept over a restart: a birth, or a change of life.
struct Remember {
    std::string area;
    std::string node;
    std::uint8_t bd_seq;
    std::shared_ptr<const Plan> plan;  // null: a foreign edge
    std::string info;                  // encode_info()
    Milliseconds interval;
    UtcMs last_heard;
    bool down;
};
struct Forget {
    std::string area;
    std::string node;
};
/// To be committed; once it is, the acknowledgements may be sent.
struct Settle {
    std::string area;
    std::string node;
    std::string ledger;  // Ledger::encode()
    /// Of the present epoch, then of each that has ended and which the node lists.
    std::vector<Acknowledge> acknowledgements;
    /// Counted as lost since the last time.
    std::vector<Loss> losses{};
};
using Action = std::variant<AskRebirth, Remember, Forget, Settle>;

struct Counters {
    std::array<std::uint64_t, 9> messages{};  // by Verb
    std::uint64_t bytes = 0;
    std::uint64_t samples = 0;
    std::uint64_t historical_reports = 0;
    std::uint64_t duplicate_reports = 0;
    std::uint64_t not_taken_reports = 0;  // the history had no room
    std::uint64_t counter_resets = 0;
    std::array<std::uint64_t, std::size(catalogue::rows::delay_buckets) + 1> delays{};  // the last: above all buckets
    double delay_sum = 0;
};

}  // namespace ingest

/// Bytes from the broker -> checked samples in the fleet: births, deaths, order, duplicates, quotas. What is wrong with
/// one node's messages is counted and touches no other node. While another collector is the active one it takes in
/// everything, settles what that one acknowledges, logs nothing, counts no report as lost, and asks for a birth only
/// where it has none. One thread; owned by the Collector.
class Ingest {
  public:
    /// With a log, what is accepted is written down there and is settled when settled() says so; without one it is
    /// settled at once. To `urgent`, if it is given, are added births and reports that may be alerts; it is to be
    /// emptied after each call, while nodes still have the shapes they reported with. `orders` is told how far nodes
    /// are with theirs, `blocks` what they found of blocked addresses,
    /// `tokens` how far they are with what their lines carry.
    Ingest(const ingest::Settings& settings, Fleet& fleet, ReportLog* log = nullptr,
           std::vector<UrgentReport>* urgent = nullptr, OrderBook* orders = nullptr, BlockBook* blocks = nullptr,
           TokenBook* tokens = nullptr);

    /// What was remembered, before the first message: plans first, then nodes, then ledgers.
    std::shared_ptr<const Plan> restore_plan(std::string_view content) { return plans_.restore(content); }
    void restore_node(const ingest::Remember& node, const Now& now);
    void restore_ledger(std::string_view node, std::string_view ledger);

    void message(std::string_view topic, std::string_view payload, const Now& now,
                 std::vector<ingest::Action>& actions);
    /// Does what time alone brings: silence, messages that did not come, acknowledgements. To be called a few times a
    /// second.
    void tick(const Now& now, std::vector<ingest::Action>& actions);
    /// The history will not lose this report any more.
    void settled(const std::string& node, Epoch epoch, ReportRange range, const Now& now);
    /// The history will never have it: the store refuses it for good.
    void lost(const std::string& node, Epoch epoch, ReportRange range, const Now& now);
    /// Our own connection stands, and is lost: messages may have been missed between, so no order is known any more.
    void connected(const Now& now);
    void connection_lost();
    /// This collector is the active one from now on: what it received and nobody called safe it will ask for again, for
    /// the one before may have had it in memory alone. And no longer.
    void take_over(const Now& now);
    void stand_by() { active_ = false; }

    /// Ends the quarantine of a node, for somebody says that it is mended: it is heard again, and its quotas begin
    /// anew. What it was in for; nothing when it is in none.
    [[nodiscard]] std::optional<Quarantined> release_node(std::string_view id, const Now& now);

    [[nodiscard]] const ingest::Counters& counters() const { return counters_; }
    [[nodiscard]] const Refusals& refusals() const { return refusals_; }
    [[nodiscard]] const Refusals& tolerated() const { return tolerated_; }
    [[nodiscard]] const Rebirths& rebirths() const { return rebirths_; }
    [[nodiscard]] const Quarantine& quarantine() const { return quarantine_; }

  private:
    /// One message on its way through.
    struct Incoming {
        sparkplug::TopicView topic;
        std::string_view topic_text;
        std::string_view bytes;  // as received
        const sparkplug::PayloadView& payload;
        const Now& now;
        std::vector<ingest::Action>& actions;
    };
    /// Where a value of another edge goes.
    struct ForeignSlot {
        NodeIndex series;
        std::uint32_t slot;
    };
    struct StringHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    void refuse(Reason reason, const Incoming& in) { refusals_.add(reason, in.topic_text, in.bytes, in.now); }
    [[nodiscard]] const sparkplug::PayloadView* open(std::string_view topic, std::string_view bytes, const Now& now);
    /// Nobody has decoded this one yet; `quota_` is then what it counts against, if it does.
    [[nodiscard]] bool admits(const Incoming& in);
    [[nodiscard]] bool may_speak(const EdgeNode& node, const Incoming& in) const;
    /// Nothing good has come from it, so it is no node.
    void watch_stranger(std::string_view id, const Now& now);
    void over_quota(Reason reason, const Incoming& in);
    [[nodiscard]] bool admits_list(EdgeNode& node, const Plan& plan, const std::vector<InfoLabels>& info,
                                   const Now& now);
    [[nodiscard]] bool admits_foreign_list(EdgeNode& node, ShapeIndex shape, const Incoming& in);
    [[nodiscard]] EdgeNode* node_of(const Incoming& in, std::unique_ptr<EdgeNode>& moved);
    void is_safe(EdgeNode& node, const Now& now);
    void hear_command(const sparkplug::TopicView& topic, std::string_view bytes);
    void hear(EdgeNode& node, const ReportHeader& header);
    void need_birth(const EdgeNode& node, std::string_view reason, const Now& now);
    void take(EdgeNode& node, const Incoming& in);
    void hold(EdgeNode& node, const Incoming& in);
    void drain(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions);
    void release(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions);
    void again(EdgeNode& node, const HeldMessage& held, bool in_order, const Now& now,
               std::vector<ingest::Action>& actions);

    void node_birth(EdgeNode& node, const Incoming& in);
    [[nodiscard]] tl::expected<void, Reason> magpie_birth(EdgeNode& node, const ReportHeader& header,
                                                          const Incoming& in);
    [[nodiscard]] tl::expected<void, Reason> foreign_birth(EdgeNode& node, const Incoming& in);
    void node_death(EdgeNode& node, const Incoming& in);
    void apply(EdgeNode& node, const Incoming& in);
    void apply_report(EdgeNode& node, const ReportHeader& header, std::uint64_t timestamp, const Incoming& in);
    void note_urgent(const EdgeNode& node, bool whole, UtcMs taken, std::vector<double> before);
    [[nodiscard]] std::vector<double> values_of(const EdgeNode& node) const;
    /// What the samples of one report share.
    struct SampleRules {
        bool live = true;
        bool whole = false;
        bool logged = false;
        std::uint64_t earliest = 0;
        std::uint64_t latest = 0;
        std::optional<std::uint64_t> report_time{};  // where the node's clock is known
    };
    void apply_samples(EdgeNode& node, const Incoming& in, const SampleRules& rules);
    void apply_sample(EdgeNode& node, const sparkplug::MetricView& metric, const SampleRules& rules);
    /// Whether the value was believed; into the fleet it goes only where `live`.
    bool set(EdgeNode& node, std::uint32_t slot, const sparkplug::MetricView& metric, bool live = true);
    [[nodiscard]] ShapeIndex foreign_shape(DeclaredMetrics& metrics, const Incoming& in);
    void foreign_values_of_birth(EdgeNode& node, const DeclaredMetrics& metrics, NodeIndex series, const Incoming& in);
    void foreign_data(EdgeNode& node, const DeclaredMetrics& metrics, NodeIndex series, const Incoming& in);
    void foreign_sample(EdgeNode& node, const DeclaredMetrics& metrics, const ForeignSlot& at,
                        const sparkplug::MetricView& metric, const Incoming& in);
    [[nodiscard]] bool says_bad_quality(const sparkplug::MetricView& metric);
    void foreign_text(EdgeNode& node, const ForeignSlot& at, const sparkplug::MetricView& metric, const Incoming& in);
    void device_birth(EdgeNode& node, const Incoming& in);
    void device_data(EdgeNode& node, const Incoming& in);
    void device_death(EdgeNode& node, const Incoming& in);
    /// What others keep of it.
    void forget_index(NodeIndex node);
    void died(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions);
    void remember(const EdgeNode& node, std::vector<ingest::Action>& actions) const;
    void schedule(EdgeNode& node, const Now& now);
    void wake(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions);
    void settle(EdgeNode& node, const Now& now, std::vector<ingest::Action>& actions);
    [[nodiscard]] bool has_sent_all(const EdgeNode& node, Milliseconds spacing, const Now& now) const;
    void observe_delay(Milliseconds delay);
    [[nodiscard]] Milliseconds silence(const EdgeNode& node) const {
        return node.interval * settings_.silent_intervals;
    }

    ingest::Settings settings_;
    Fleet& fleet_;
    ReportLog* log_;
    std::vector<UrgentReport>* urgent_;
    OrderBook* orders_;
    BlockBook* blocks_;
    TokenBook* tokens_;
    Plans plans_;
    Rebirths rebirths_;
    LatePace late_pace_;
    Refusals refusals_;
    Refusals tolerated_;
    Quarantine quarantine_;
    std::unordered_set<std::uint64_t> foreign_lists_;  // that an edge or a device has shown, each with its name
    ingest::Counters counters_;
    TimerWheel wheel_;
    std::unordered_map<std::string, std::unique_ptr<EdgeNode>, StringHash, std::equal_to<>> nodes_;
    sparkplug::PayloadView payload_;
    Quota* quota_ = nullptr;  // of whom the message at hand is
    std::string inflated_;
    sparkplug::PayloadView inflated_payload_;
    std::vector<std::string> due_;
    std::vector<bool> mentioned_;
    std::vector<sparkplug::PropertyView> properties_;
    bool connected_ = false;
    bool active_;
};

}  // namespace magpie::collector
