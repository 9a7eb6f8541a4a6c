#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "collector/database/store.hpp"
#include "collector/database/stored.hpp"

namespace magpie::collector {

struct DatabaseSettings {
    StoreSettings store;
    std::chrono::milliseconds gather{500};  // from the first thing that waits to its commit; one fsync for all of them
    std::chrono::milliseconds first_retry{1000};
    std::chrono::milliseconds last_retry{60000};  // the wait doubles up to this
};

struct DatabaseNumbers {
    std::size_t pending = 0;                      // births, ledgers and commands not yet committed
    std::map<std::string, std::uint64_t> errors;  // failed commits, by reason
};

/// What must survive a restart of the collector: births and ledgers, orders, the audit, blocks and what the console
/// keeps. What it is told waits in memory, the latest of each node, and is committed in batches on a thread of its own
/// (a commit waits for the disk). A batch that fails stays and is tried again, so a full disk costs nothing but time:
/// ledgers that wait are not acknowledged, and the poles keep their reports. Its calls are made on the loop; owned by
/// `app`.
class Database {
  public:
    using Post = std::function<void(std::function<void()>)>;  // runs something on the loop; any thread
    using Say = Store::Say;                                   // on the loop

    /// Opens or creates, and reads all there is; blocks meanwhile. `say` gets a line for the log when something is
    /// wrong, and when it is right again.
    [[nodiscard]] static tl::expected<std::unique_ptr<Database>, std::string> open(DatabaseSettings settings, Post post,
                                                                                   Say say);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// What was there at the start, once; those heard longest ago first.
    [[nodiscard]] std::vector<RestoredNode> take_restored() { return std::exchange(restored_, {}); }

    /// The same of orders and the audit.
    [[nodiscard]] RestoredCommands take_restored_commands() { return std::exchange(restored_commands_, {}); }

    /// And of blocks; before that of commands.
    [[nodiscard]] std::map<std::uint64_t, std::string> take_restored_blocks() {
        return std::exchange(restored_commands_.blocks, {});
    }

    /// And of the console; before that of commands.
    [[nodiscard]] RestoredConsole take_restored_console() { return std::exchange(restored_commands_.console, {}); }

    void remember(NodeName name, StoredNode node);
    /// Its ledger with it.
    void forget(const NodeName& name);
    /// `safe` is posted to the loop once the ledger is committed; when a later ledger of the same node overtakes it,
    /// only that one's is.
    void settle(NodeName name, std::string ledger, std::function<void()> safe);

    /// `done`, if any, is posted to the loop once this is committed, or what overtook it.
    void keep_order(std::uint64_t number, StoredOrder order, std::function<void()> done);
    void drop_order(std::uint64_t number, std::function<void()> done);
    void audit(StoredCommand row);
    /// Bytes of a blocked address and what was found of it.
    void keep_block(std::uint64_t id, std::string bytes);
    void drop_block(std::uint64_t id);

    /// Bytes of a pole of the inventory, of a maintenance window, of an event; nothing: it goes.
    void keep_pole(NodeName name, std::optional<std::string> bytes);
    void keep_window(std::uint64_t id, std::optional<std::string> bytes);
    void keep_event(std::uint64_t number, std::string bytes);
    /// Those below this number go.
    void drop_events_below(std::uint64_t number);

    [[nodiscard]] DatabaseNumbers numbers() const;

    /// Commits what waits, once, and closes the file; nothing is posted from here on, and nothing more is kept. Says
    /// why when that commit failed.
    std::optional<std::string> stop();

  private:
    Database(DatabaseSettings settings, Store store, Post post, Say say);

    template <typename Change>
    void change(Change&& change);
    void run();
    void commit(Batch batch);
    [[nodiscard]] sqlite::Expected<void> write(const Batch& batch);
    void failed(Batch batch, const sqlite::Error& error);
    void say(std::string line);

    const DatabaseSettings settings_;
    const Post post_;
    const Say say_;
    std::vector<RestoredNode> restored_;
    RestoredCommands restored_commands_;

    mutable std::mutex mutex_;      // guards what follows
    std::condition_variable wake_;  // something waits where nothing did, or the end has come
    Batch waiting_;
    std::size_t in_commit_ = 0;
    std::map<std::string, std::uint64_t> errors_;
    bool stopping_ = false;

    // The thread's own.
    std::optional<Store> store_;          // nothing after damage, until a new one could be begun
    std::string damage_;                  // of a file that is still to be set aside
    std::chrono::milliseconds retry_{0};  // 0: the last commit was good
    std::optional<std::string> last_words_;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace magpie::collector
