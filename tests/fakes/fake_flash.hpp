#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/outbox/flash.hpp"
#include "agent/outbox/storage.hpp"

namespace magpie::fakes {

/// Flash over a storage: does at once what it is asked for, or when it is told to.
class FakeFlash final : public agent::Flash {
  public:
    explicit FakeFlash(agent::Storage& storage) : storage_(&storage) {}

    [[nodiscard]] std::vector<std::string> names() override { return storage_->names(); }
    [[nodiscard]] tl::expected<std::string, std::error_code> read(const std::string& name) override {
        return storage_->read(name);
    }
    void write(std::string name, std::size_t offset, std::string bytes, bool durable) override {
        begins([name = std::move(name), offset, bytes = std::move(bytes), durable](agent::Storage& on, bool synced) {
            return on.write(name, offset, bytes, durable && synced);
        });
    }
    void remove(std::vector<std::string> names, bool durable) override {
        begins([names = std::move(names), durable](agent::Storage& on, bool synced) {
            return on.remove(names, durable && synced);
        });
    }
    [[nodiscard]] std::optional<Ended> ended() override { return std::exchange(ended_, std::nullopt); }

    /// From now on it does nothing until finishes().
    void is_slow() { slow_ = true; }
    /// What is under way is done.
    void finishes() {
        if (const auto change = std::exchange(under_way_, nullptr)) {
            ended_ = change(*storage_, true);
        }
    }
    /// What is under way is done as far as the system's cache: the power can still take it.
    void reaches_the_cache() { (void)under_way_(*storage_, false); }
    [[nodiscard]] bool is_at_work() const { return under_way_ != nullptr; }
    /// It was asked for something before it had said how the last thing ended.
    [[nodiscard]] bool was_hurried() const { return was_hurried_; }

  private:
    using Change = std::function<Ended(agent::Storage& on, bool synced)>;

    void begins(Change change) {
        was_hurried_ = was_hurried_ || under_way_ || ended_;
        under_way_ = std::move(change);
        if (!slow_) {
            finishes();
        }
    }

    agent::Storage* storage_;
    Change under_way_;
    std::optional<Ended> ended_;
    bool slow_ = false;
    bool was_hurried_ = false;
};

}  // namespace magpie::fakes
