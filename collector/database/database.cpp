#include "collector/database/database.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace magpie::collector {

namespace {

/// Whoever waits for what is overtaken hears when that is settled, too.
void overtake(OrderChange& known, OrderChange newer) {
    known.order = std::move(newer.order);
    std::ranges::move(newer.done, std::back_inserter(known.done));
}

/// Nor need they be written any more, so what waits for a full disk is bounded as they are.
void forget_events(ConsoleChange& console, std::uint64_t below) {
    console.first_event = std::max(console.first_event, below);
    console.events.erase(console.events.begin(), console.events.lower_bound(console.first_event));
}

/// By what is newer, which is little: what is known may have waited for long.
template <class Map>
void merge(Map& known, Map&& newer) {
    for (auto& one : newer) {
        known.insert_or_assign(one.first, std::move(one.second));
    }
}

void overtake(ConsoleChange& known, ConsoleChange newer) {
    merge(known.poles, std::move(newer.poles));
    merge(known.windows, std::move(newer.windows));
    merge(known.events, std::move(newer.events));
    forget_events(known, newer.first_event);
}

}  // namespace

tl::expected<std::unique_ptr<Database>, std::string> Database::open(DatabaseSettings settings, Post post, Say say) {
    auto store = Store::open(settings.store, say);
    if (!store) {
        return tl::make_unexpected(store.error());
    }
    auto restored = store->load();
    auto commands = restored ? store->load_commands() : tl::make_unexpected(restored.error());
    if (!commands) {
        restored = tl::make_unexpected(commands.error());
    }
    if (!restored && restored.error().reason == sqlite::Reason::corrupt) {
        // quick_check does not see everything.
        store = tl::make_unexpected(std::string());
        if (const auto aside = Store::set_aside(settings.store, restored.error().text, say); !aside) {
            return tl::make_unexpected(aside.error());
        }
        store = Store::open(settings.store, say);
        if (!store) {
            return tl::make_unexpected(store.error());
        }
        restored = std::vector<RestoredNode>{};
        commands = RestoredCommands{};
    }
    if (!restored) {
        return tl::make_unexpected("cannot read the database " + settings.store.path + ": " + restored.error().text);
    }
    std::unique_ptr<Database> database(
        new Database(std::move(settings), std::move(*store), std::move(post), std::move(say)));
    database->restored_ = std::move(*restored);
    database->restored_commands_ = std::move(*commands);
    return database;
}

Database::Database(DatabaseSettings settings, Store store, Post post, Say say)
    : settings_(std::move(settings)),
      post_(std::move(post)),
      say_(std::move(say)),
      store_(std::move(store)),
      thread_([this] { run(); }) {}

Database::~Database() {
    stop();
}

std::optional<std::string> Database::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) {
        thread_.join();
    }
    store_.reset();
    return last_words_;
}

template <typename Change>
void Database::change(Change&& change) {
    bool nothing_waited = false;
    {
        const std::lock_guard lock(mutex_);
        nothing_waited = waiting_.size() == 0;
        change(waiting_);
    }
    if (nothing_waited) {
        wake_.notify_one();
    }
}

void Database::remember(NodeName name, StoredNode node) {
    change([&](Batch& waiting) { waiting.nodes.insert_or_assign(std::move(name), std::move(node)); });
}

void Database::forget(const NodeName& name) {
    change([&](Batch& waiting) {
        waiting.nodes.insert_or_assign(name, std::nullopt);
        waiting.ledgers.insert_or_assign(name, LedgerChange{});
    });
}

void Database::settle(NodeName name, std::string ledger, std::function<void()> safe) {
    change([&](Batch& waiting) {
        waiting.ledgers.insert_or_assign(std::move(name), LedgerChange{std::move(ledger), std::move(safe)});
    });
}

void Database::keep_order(std::uint64_t number, StoredOrder order, std::function<void()> done) {
    change([&](Batch& waiting) {
        overtake(waiting.orders[number], {.order = std::move(order), .done = {std::move(done)}});
    });
}

void Database::drop_order(std::uint64_t number, std::function<void()> done) {
    change(
        [&](Batch& waiting) { overtake(waiting.orders[number], {.order = std::nullopt, .done = {std::move(done)}}); });
}

void Database::audit(StoredCommand row) {
    change([&](Batch& waiting) { waiting.audit.push_back(std::move(row)); });
}

void Database::keep_block(std::uint64_t id, std::string bytes) {
    change([&](Batch& waiting) { waiting.blocks.insert_or_assign(id, std::move(bytes)); });
}

void Database::drop_block(std::uint64_t id) {
    change([&](Batch& waiting) { waiting.blocks.insert_or_assign(id, std::nullopt); });
}

void Database::keep_pole(NodeName name, std::optional<std::string> bytes) {
    change([&](Batch& waiting) { waiting.console.poles.insert_or_assign(std::move(name), std::move(bytes)); });
}

void Database::keep_window(std::uint64_t id, std::optional<std::string> bytes) {
    change([&](Batch& waiting) { waiting.console.windows.insert_or_assign(id, std::move(bytes)); });
}

void Database::keep_event(std::uint64_t number, std::string bytes) {
    change([&](Batch& waiting) { waiting.console.events.insert_or_assign(number, std::move(bytes)); });
}

void Database::drop_events_below(std::uint64_t number) {
    change([&](Batch& waiting) { forget_events(waiting.console, number); });
}

DatabaseNumbers Database::numbers() const {
    const std::lock_guard lock(mutex_);
    return {.pending = waiting_.size() + in_commit_, .errors = errors_};
}

void Database::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || waiting_.size() > 0; });
        wake_.wait_for(lock, std::max(settings_.gather, retry_), [this] { return stopping_; });
        const bool last = stopping_;
        auto batch = std::exchange(waiting_, {});
        in_commit_ = batch.size();
        lock.unlock();
        if (batch.size() > 0) {
            commit(std::move(batch));
        }
        lock.lock();
        if (last) {
            return;
        }
    }
}

void Database::commit(Batch batch) {
    const auto written = write(batch);
    if (!written) {
        failed(std::move(batch), written.error());
        return;
    }
    bool stopping = false;
    {
        const std::lock_guard lock(mutex_);
        in_commit_ = 0;
        stopping = stopping_;
    }
    if (std::exchange(retry_, std::chrono::milliseconds{0}).count() > 0) {
        say("the database takes commits again");
    }
    if (!stopping) {
        post_([ledgers = std::move(batch.ledgers), orders = std::move(batch.orders)] {
            for (const auto& [name, change] : ledgers) {
                if (change.safe) {
                    change.safe();
                }
            }
            for (const auto& [number, change] : orders) {
                for (const auto& done : change.done) {
                    if (done) {
                        done();
                    }
                }
            }
        });
    }
}

sqlite::Expected<void> Database::write(const Batch& batch) {
    const auto speak = [this](std::string line) { say(std::move(line)); };
    if (!damage_.empty()) {
        if (const auto aside = Store::set_aside(settings_.store, damage_, speak); !aside) {
            return tl::make_unexpected(sqlite::Error{.reason = sqlite::Reason::corrupt, .text = aside.error()});
        }
        damage_.clear();
    }
    if (!store_) {
        auto store = Store::open(settings_.store, speak);
        if (!store) {
            return tl::make_unexpected(sqlite::Error{.reason = sqlite::Reason::other, .text = store.error()});
        }
        store_ = std::move(*store);
    }
    return store_->write(batch);
}

void Database::failed(Batch batch, const sqlite::Error& error) {
    const auto waits = batch.size();
    {
        const std::lock_guard lock(mutex_);
        // What came meanwhile for the same key is newer.
        for (auto& [name, node] : waiting_.nodes) {
            batch.nodes.insert_or_assign(name, std::move(node));
        }
        for (auto& [name, ledger] : waiting_.ledgers) {
            batch.ledgers.insert_or_assign(name, std::move(ledger));
        }
        for (auto& [number, order] : waiting_.orders) {
            overtake(batch.orders[number], std::move(order));
        }
        for (auto& [id, block] : waiting_.blocks) {
            batch.blocks.insert_or_assign(id, std::move(block));
        }
        overtake(batch.console, std::move(waiting_.console));
        std::ranges::move(waiting_.audit, std::back_inserter(batch.audit));
        if (batch.audit.size() > most_commands) {
            const auto beyond = static_cast<std::ptrdiff_t>(batch.audit.size() - most_commands);
            batch.audit.erase(batch.audit.begin(), batch.audit.begin() + beyond);
        }
        waiting_ = std::move(batch);
        in_commit_ = 0;
        ++errors_[std::string(sqlite::word(error.reason))];
        if (stopping_) {
            last_words_ = error.text;
        }
    }
    if (error.reason == sqlite::Reason::corrupt && store_) {
        store_.reset();
        damage_ = error.text;
    }
    const bool first = retry_.count() == 0;
    retry_ = first ? settings_.first_retry : std::min(retry_ * 2, settings_.last_retry);
    if (first) {
        say("the database takes no commits: " + error.text + "; " + std::to_string(waits) +
            " births, ledgers and commands wait in memory, their reports are not acknowledged, and it is tried again");
    }
}

void Database::say(std::string line) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            return;
        }
    }
    post_([speak = say_, line = std::move(line)] { speak(line); });
}

}  // namespace magpie::collector
