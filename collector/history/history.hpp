#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "collector/history/batch.hpp"
#include "collector/history/label_bytes.hpp"
#include "collector/history/refused_reports.hpp"
#include "collector/history/sender.hpp"
#include "collector/history/store_check.hpp"
#include "collector/ingest/report_log.hpp"
#include "platform/http/client.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

namespace history {

struct Settings {
    std::size_t shards = 2;
    Milliseconds batch{10'000};  // a report waits for others at most
    Milliseconds settle{15'000};
    Milliseconds window{86'400'000};
    std::size_t memory_bytes = std::size_t{256} << 20;
    std::string write_path{};  // of the store
};

/// Sends one request to the store over the connection of a shard; the answer comes as History::answered().
using Post = std::function<void(std::size_t shard, std::string body)>;
/// Asks the store for this path, over a connection of its own; the answer comes as History::told().
using Ask = std::function<void(std::string path)>;

/// What the history will not lose any more, or what will never be in it: the store does not take it.
struct Settled {
    std::string node;
    Epoch epoch{};
    ReportRange range{};
    bool lost = false;
};

struct Numbers {
    SenderCounters sent;
    std::size_t bytes = 0;
    Milliseconds oldest{0};  // age of the oldest report that is not settled
    std::array<std::uint64_t, std::size(catalogue::rows::send_buckets) + 1> seconds{};  // the last: above all buckets
    double seconds_sum = 0;
    std::array<bool, std::size(store_fault_words)> store_faults{};
};

}  // namespace history

/// Every accepted sample with its device's time -> remote write; what the store keeps -> settled. Nodes are spread over
/// shards, each with a connection, a Gathering and a Sender of its own. Of what the collector itself says,
/// magpie_node_up is written: when it changes, and once a minute. When its memory is full it takes nothing more and
/// drops nothing: the nodes keep what is not settled. One thread; owned by the Collector.
class History {
  public:
    /// Without `ask` the store is not asked how it is set.
    History(const history::Settings& settings, const Fleet& fleet, history::Post post, history::Ask ask = nullptr);

    /// Takes all that is in the log and leaves it empty.
    void take(ReportLog& log, const Now& now);
    /// Cuts batches, sends what is due and says what has settled. To be called a few times a second.
    void tick(const Now& now, std::vector<history::Settled>& settled);
    /// Another collector writes from now on, also what this one holds: lets go of it and sends nothing until resume().
    void rest();
    void resume() { resting_ = false; }
    void answered(std::size_t shard, const tl::expected<http::Answer, http::Failure>& answer, const Now& now);
    /// The connection of a shard has ended while nothing was under way.
    void connection_lost(std::size_t shard);
    /// That over which the store is asked, likewise. A store ends what rests for a few minutes, and then is asked
    /// again.
    void asking_connection_lost() { check_.store_went_away(); }
    void told(const tl::expected<http::Answer, http::Failure>& answer, const Now& now) { check_.answered(answer, now); }

    [[nodiscard]] history::Numbers numbers(const Now& now) const;
    [[nodiscard]] const history::SenderCounters& sent() const { return numbers_.sent; }
    /// The last reports that the store refused for good.
    [[nodiscard]] const history::RefusedReports& set_aside() const { return set_aside_; }
    /// What is wrong with the store, in its own words; empty while it takes what it gets.
    [[nodiscard]] std::string trouble() const;
    /// How the store is set, as it says.
    [[nodiscard]] const history::StoreCheck& store_check() const { return check_; }

  private:
    struct Shard {
        history::Gathering gathering;
        history::Sender sender;
        Monotonic cut_at{};
        Monotonic sent_at{};
    };
    struct Seen {  // of a node, when magpie_node_up was written last
        std::uint64_t serial = 0;
        Life life = Life::expected;
        Monotonic written{};
    };

    [[nodiscard]] Shard& shard_of(NodeIndex node);
    [[nodiscard]] std::size_t bytes() const;
    void look_at_nodes(const Now& now);
    void write_up(NodeIndex index, const Now& now);
    void send(std::size_t shard, const Now& now);
    void observe(Milliseconds time);

    history::Settings settings_;
    const Fleet& fleet_;
    history::Post post_;
    history::Ask ask_;
    history::StoreCheck check_;
    history::LabelCache labels_;
    history::BatchEncoder encoder_;
    history::Numbers numbers_;
    history::RefusedReports set_aside_;
    std::vector<Shard> shards_;
    std::vector<Seen> seen_;  // by NodeIndex
    std::size_t next_node_ = 0;
    std::optional<Monotonic> looked_;
    std::vector<history::Batch> settled_;
    bool full_ = false;
    bool resting_ = false;
};

}  // namespace magpie::collector
