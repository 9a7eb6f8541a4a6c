#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "agent/orders/order_files.hpp"
#include "agent/orders/signer_lists.hpp"
#include "platform/tls/signed_order.hpp"
#include "wire/order/order.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// The orders of this node (docs/protocol.md, "Orders"): takes what the collector sends, tries it in a run of its own,
/// follows it once a collector has heard that run, and goes back to what it followed before if none does. What it knows
/// is on the disk before it is done, so that a crash or a power cut in between goes back, too. One thread; owned by the
/// app, for one run.
class Orders {
  public:
    /// Whose it is and what it says, or why it is none.
    using Read = std::function<tl::expected<tls::SignedOrder, OrderRefusal>(std::string_view der, const Now& now)>;
    /// Whether the node's own file and an order together are a configuration; the error is a sentence.
    using Check = std::function<tl::expected<void, std::string>(const Order& order)>;
    /// Whether who signed it still may, by the list of what was revoked that came with it (DER; empty: none) or one
    /// that is known.
    using Judge = std::function<SignerLists::Standing(const tls::SignedOrder& order, std::string_view revocations,
                                                      const Now& now)>;
    using Counts = std::array<std::uint64_t, std::size(order_refusal_words)>;

    struct Settings {
        std::string area;
        std::string node;
        std::string version;  // ours
        std::string directory;
    };

    /// Nothing was heard of it for so long: it goes back.
    static constexpr Milliseconds heard_within{std::chrono::minutes(5)};
    static constexpr Milliseconds version_within{std::chrono::hours(1)};
    static constexpr unsigned most_starts = 3;

    Orders(Settings settings, Read read, Judge judge, Check check);

    /// What a run that goes on beside follows or tries, or the next would: for who only looks, and writes nothing.
    /// Nothing: the node's own file alone.
    [[nodiscard]] static std::optional<Order> look(const Settings& settings, const Read& read, const Check& check,
                                                   const Now& now);

    /// What this run follows or tries, from what the run before left. A run that tries is counted on the disk first.
    void begin(const Now& now);
    /// Null: the node's own file alone.
    [[nodiscard]] const Order* in_force() const { return in_force_ ? &in_force_->order : nullptr; }

    /// The content of a command, from whomever: an order, and what stood before it of revocations.
    void hear(std::string_view der, std::string_view revocations, const Now& now);
    /// `heard`: a collector has acknowledged something of this run.
    void tick(bool heard, const Now& now);
    /// When tick() is due.
    [[nodiscard]] std::optional<Monotonic> deadline() const { return due_; }
    /// Whether hearing a collector makes a difference.
    [[nodiscard]] bool trying() const { return trying_; }
    /// The run is to end, and the next one to begin with what is on the disk.
    [[nodiscard]] bool wants_another_run() const { return wants_another_run_; }

    /// To be told in every message.
    [[nodiscard]] const OrderState& state() const { return told_; }
    /// Of this run, by OrderRefusal.
    [[nodiscard]] const Counts& refusals() const { return refusals_; }

    /// For the log: what it does, and with which order.
    struct Step {
        std::string_view what;
        OrderNumber number{};
        std::string signer{};
        OrderRefusal why = OrderRefusal::none;  // none: all is well
        std::string problem{};
    };
    [[nodiscard]] std::vector<Step> take_steps();

  private:
    [[nodiscard]] std::optional<tls::SignedOrder> kept(OrderNumber number, const Now& now) const;
    void begin_trial(const Now& now);
    void begin_following(const Now& now);
    void take(const tls::SignedOrder& heard, std::string_view der, const Now& now);
    void misread(std::string_view der, OrderRefusal why);
    void doubt(OrderNumber number, const std::string& signer, OrderRefusal why, std::string problem = {});
    void confirm();
    void refuse(OrderNumber number, const std::string& signer, OrderRefusal why, std::string problem = {});
    [[nodiscard]] bool is_new(OrderNumber number) const;
    [[nodiscard]] bool is_for_another_version(const Order& order) const;

    Settings settings_;
    Read read_;
    Judge judge_;
    Check check_;
    OrderFiles files_;
    OrderRecord record_;  // as on the disk, or as it would be if the disk took it
    OrderState told_;
    std::optional<tls::SignedOrder> in_force_;
    std::string tried_by_;  // who signed what is tried
    bool trying_ = false;   // what is tried is in force
    bool wants_another_run_ = false;
    std::optional<Monotonic> due_;
    unsigned misread_ = 0;
    Counts refusals_{};
    std::vector<Step> steps_;
};

}  // namespace magpie::agent
