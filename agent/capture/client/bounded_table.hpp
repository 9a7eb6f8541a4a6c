#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace magpie::agent::client {

/// Values under keys that are hashes already, `capacity` at most: when there is no room for another, the one that was
/// touched longest ago goes. Memory is asked for once and touched only when it is needed. One thread; owned by whose
/// table it is.
template <class Value, std::size_t capacity>
class BoundedTable {
    using Index = std::uint16_t;
    static constexpr Index none = 0xffff;
    static_assert(std::has_single_bit(capacity) && capacity < none);

    struct Slot {
        std::uint64_t key = 0;
        Index newer = none;
        Index older = none;
        Index next = none;  // of the same bucket, or of those that are free
        bool used = false;
        Value value{};
    };

  public:
    BoundedTable() : buckets_(2 * capacity, none) { slots_.reserve(capacity); }

    [[nodiscard]] std::size_t size() const { return size_; }
    /// What a full table takes.
    static constexpr std::size_t most_bytes = capacity * sizeof(Slot) + 2 * capacity * sizeof(Index);

    /// Touches it. The value stays where it is until it goes.
    [[nodiscard]] Value* find(std::uint64_t key) {
        for (auto index = buckets_[bucket(key)]; index != none; index = slots_[index].next) {
            if (slots_[index].key == key) {
                unlink(index);
                link(index);
                return &slots_[index].value;
            }
        }
        return nullptr;
    }

    /// The value under a key that has none yet. `forget(value)` sees who has to go.
    template <class Forget>
    Value& make(std::uint64_t key, Forget forget) {
        if (size_ == capacity) {
            forget(std::as_const(slots_[oldest_].value));
            remove(oldest_);
        }
        Index index = free_;
        if (index != none) {
            free_ = slots_[index].next;
        } else {
            index = static_cast<Index>(slots_.size());
            slots_.emplace_back();
        }
        auto& slot = slots_[index];
        slot.key = key;
        slot.used = true;
        slot.next = std::exchange(buckets_[bucket(key)], index);
        link(index);
        ++size_;
        return slot.value;
    }

    /// Hands over each value; where `done(value)` is true it goes.
    template <class Done>
    void erase_if(Done done) {
        for (std::size_t index = 0; index < slots_.size(); ++index) {
            if (slots_[index].used && done(slots_[index].value)) {
                remove(static_cast<Index>(index));
            }
        }
    }

    void erase(std::uint64_t key) {
        for (auto index = buckets_[bucket(key)]; index != none; index = slots_[index].next) {
            if (slots_[index].key == key) {
                remove(index);
                return;
            }
        }
    }

    void clear() {
        erase_if([](const Value& /*all*/) { return true; });
    }

  private:
    static std::size_t bucket(std::uint64_t key) { return key % (2 * capacity); }

    void link(Index index) {
        slots_[index].newer = none;
        slots_[index].older = newest_;
        (newest_ == none ? oldest_ : slots_[newest_].newer) = index;
        newest_ = index;
    }

    void unlink(Index index) {
        const auto& slot = slots_[index];
        (slot.newer == none ? newest_ : slots_[slot.newer].older) = slot.older;
        (slot.older == none ? oldest_ : slots_[slot.older].newer) = slot.newer;
    }

    void remove(Index index) {
        auto* place = &buckets_[bucket(slots_[index].key)];
        while (*place != index) {
            place = &slots_[*place].next;
        }
        *place = slots_[index].next;
        unlink(index);
        slots_[index] = Slot{};
        slots_[index].next = std::exchange(free_, index);
        --size_;
    }

    std::vector<Slot> slots_;  // never grows beyond what is reserved
    std::vector<Index> buckets_;
    Index newest_ = none;
    Index oldest_ = none;
    Index free_ = none;
    std::size_t size_ = 0;
};

}  // namespace magpie::agent::client
