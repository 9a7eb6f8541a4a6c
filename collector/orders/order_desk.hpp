#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collector/orders/audit.hpp"
#include "collector/orders/order_book.hpp"
#include "platform/tls/signed_order.hpp"
#include "wire/order/order.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// Why an order that somebody handed in is not taken.
enum class Untaken : std::uint8_t {
    signature,     // not signed by a signer of the CA
    format,        // signed, and no order
    too_late,      // its end has passed
    number_taken,  // another order of this number is held
    too_many,      // orders that none replaces
    revoked,       // its signer is on the list of what the CA has revoked
    revocations    // that list cannot be read, or is older than it may be: no node would take the order
};
inline constexpr std::string_view untaken_words[] = {"signature", "format",  "too_late",   "number_taken",
                                                     "too_many",  "revoked", "revocations"};

/// An order as it is kept over a restart.
struct KeptOrder {
    OrderNumber number{};
    std::string bytes;
    UtcMs taken{};
    std::string by;
};

/// Where people hand orders in and withdraw them: what is not signed is not taken, and all of it goes into the audit.
/// It holds no key. On the loop; owned by `app`.
class OrderDesk {
  public:
    /// Reads a signed order; read_signed_order() with the CA of the configuration.
    using Read = std::function<tl::expected<tls::SignedOrder, OrderRefusal>(std::string_view der, const Now& now)>;
    /// Whether who signed it still may: none, revoked or revocations; SignerList::standing().
    using Judge = std::function<OrderRefusal(const tls::SignedOrder& order, const Now& now)>;
    /// What outlives a restart; `done` is called once it does.
    struct Memory {
        std::function<void(const KeptOrder& order, std::function<void()> done)> keep;
        std::function<void(OrderNumber number, std::function<void()> done)> drop;
        std::function<void(const AuditRow& row)> audit;
    };
    struct Taken {
        OrderNumber number{};
        bool held_before = false;
    };
    using Counts = std::array<std::uint64_t, std::size(untaken_words)>;

    OrderDesk(OrderBook& book, Read read, Judge judge, Memory memory)
        : book_(book), read_(std::move(read)), judge_(std::move(judge)), memory_(std::move(memory)) {}

    /// What was kept. Orders that cannot be read now (their signer has expired or was revoked, the CA is another) are
    /// not held; their numbers come back.
    [[nodiscard]] std::vector<OrderNumber> restore(std::vector<KeptOrder> orders, std::vector<AuditRow> audit,
                                                   const Now& now);

    /// `kept` is called once the order outlives a restart, whoever handed it in first; not where it is not taken.
    [[nodiscard]] tl::expected<Taken, Untaken> take(std::string_view der, std::string_view by, const Now& now,
                                                    const std::function<void()>& kept);
    /// False when none of that number is held; else `gone` is called once no restart brings it back.
    [[nodiscard]] bool withdraw(OrderNumber number, std::string_view by, const Now& now, std::function<void()> gone);

    /// Something else that a person did and that belongs into the audit.
    void note(std::string_view by, std::string_view what, std::string detail, const Now& now);

    [[nodiscard]] const OrderBook& book() const { return book_; }
    [[nodiscard]] const Audit& audit() const { return audit_; }
    /// Orders not taken, by Untaken.
    [[nodiscard]] const Counts& untaken() const { return untaken_; }

  private:
    tl::unexpected<Untaken> refuse(Untaken why, std::string_view der, std::string_view by, const Now& now,
                                   const tls::SignedOrder* read = nullptr);

    void keep(const KeptOrder& order, const std::function<void()>& kept);

    using Waiting = std::vector<std::function<void()>>;

    OrderBook& book_;
    Read read_;
    Judge judge_;
    Memory memory_;
    /// Who waits for an order to be kept; none of one that is.
    std::map<OrderNumber, std::shared_ptr<Waiting>> keeping_;
    Audit audit_;
    Counts untaken_{};
};

/// SHA-256 in hexadecimal digits.
[[nodiscard]] std::string fingerprint(std::string_view bytes);

}  // namespace magpie::collector
