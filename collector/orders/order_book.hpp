#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "wire/order/order.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// How far a node is with the order that is wanted of it.
enum class OrderStage : std::uint8_t {
    followed,
    tried,
    refused,
    sent,     // and nothing heard of it yet
    waiting,  // not sent yet, or the node is down
    beyond    // it has named a later one, which is held no more, and takes none before that
};
inline constexpr std::string_view order_stage_words[] = {"followed", "tried", "refused", "sent", "waiting", "beyond"};

/// An order as it was handed in.
struct HeldOrder {
    Order order;
    std::string bytes;   // signed, as nodes get it
    std::string signer;  // who signed it
    std::string by;      // who handed it in
    UtcMs taken{};
};

/// How far one node is.
struct NodeOrder {
    NodeIndex node{};
    OrderNumber wanted{};
    OrderStage stage = OrderStage::waiting;
    OrderState state;
};

/// The orders that are held, which of them is wanted of each node (the newest that concerns it), how far each node is
/// with it, and whom to send it to now. While no order is held it keeps nothing of any node. A value; owned by the
/// Collector, told by Ingest what nodes say.
class OrderBook {
  public:
    static constexpr std::size_t most_orders = 256;
    using Counts = std::array<std::size_t, std::size(order_stage_words)>;

    /// The fleet outlives it.
    explicit OrderBook(const Fleet& fleet) : fleet_(fleet) {}

    enum class Put : std::uint8_t { taken, held_before, number_taken, too_many };
    /// Makes room, where there is none, by orders that a newer one replaces for every node: those go to `replaced`.
    [[nodiscard]] Put put(HeldOrder order, std::vector<OrderNumber>& replaced);
    /// Nodes that follow it go on; it is sent to nobody any more. False when there is none of that number.
    bool withdraw(OrderNumber number);

    /// What a node says of its orders: with a birth, and with a live report.
    void born(NodeIndex node, const OrderState& state);
    void heard(NodeIndex node, const OrderState& state);
    /// The node is none of ours any more, or its index comes back for another.
    void forget(NodeIndex node);

    struct Send {
        NodeIndex node{};
        const HeldOrder* order = nullptr;
    };
    /// What is to be sent now; it holds that all of it is sent.
    void due(const Now& now, std::vector<Send>& sends);

    [[nodiscard]] std::size_t size() const { return held_.size(); }
    [[nodiscard]] const HeldOrder* find(OrderNumber number) const;
    /// The newest below this one; nothing when there is none.
    [[nodiscard]] const HeldOrder* newest_below(OrderNumber number) const;
    /// By stage: of the nodes of which this order is wanted, and of all of which any is.
    [[nodiscard]] Counts counts(OrderNumber number) const;
    [[nodiscard]] const Counts& counts() const { return counts_; }
    [[nodiscard]] std::uint64_t sent() const { return sent_; }
    /// Nodes in this stage, or in any, at most so many; `left_out` says how many more there are.
    [[nodiscard]] std::vector<NodeOrder> nodes(std::optional<OrderStage> stage, std::size_t most,
                                               std::size_t& left_out) const;

  private:
    struct Holding {
        HeldOrder held;
        // Whom it names, sorted: views into `held`.
        std::vector<std::string_view> areas;
        std::vector<std::string_view> nodes;
        Counts counts{};
    };
    struct Entry {
        OrderNumber followed{};
        OrderNumber tried{};
        OrderNumber refused{};
        OrderNumber wanted{};   // none: no order that is held concerns it
        std::uint32_t due = 0;  // seconds, on the monotonic time line
        OrderStage stage = OrderStage::waiting;
        OrderRefusal why{};
        std::uint8_t sends = 0;
        bool known : 1 = false;  // a node of ours has this index
        bool heard : 1 = false;  // what stands above is what it said
    };

    using Held = std::map<OrderNumber, Holding, std::greater<>>;

    [[nodiscard]] static bool replaces(const Holding& newer, const Holding& older);
    [[nodiscard]] static bool concerns_node(const Holding& holding, const Node& node);
    [[nodiscard]] static OrderStage stage_of(const Entry& entry);
    [[nodiscard]] bool make_room(std::vector<OrderNumber>& replaced);
    void drop(Held::iterator order);
    void know_all();
    Entry& entry_of(NodeIndex node);
    void want_newest(Entry& entry, const Node& node);
    void want(Entry& entry, OrderNumber number);
    void count(const Entry& entry, bool comes);
    void say(NodeIndex node, Entry& entry, const OrderState& state);

    const Fleet& fleet_;
    Held held_;
    std::vector<Entry> entries_;  // by NodeIndex
    Counts counts_{};
    std::uint64_t sent_ = 0;
    std::size_t cursor_ = 0;
    double tokens_ = 0;
    Monotonic filled_at_{};
};

}  // namespace magpie::collector
