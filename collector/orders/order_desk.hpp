#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <iterator>
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
    too_many       // orders that none replaces
};
inline constexpr std::string_view untaken_words[] = {"signature", "format", "too_late", "number_taken", "too_many"};

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
    /// What outlives a restart.
    struct Memory {
        std::function<void(const KeptOrder& order, std::function<void()> kept)> keep;
        std::function<void(OrderNumber number)> drop;
        std::function<void(const AuditRow& row)> audit;
    };
    struct Taken {
        OrderNumber number{};
        bool held_before = false;
    };
    using Counts = std::array<std::uint64_t, std::size(untaken_words)>;

    OrderDesk(OrderBook& book, Read read, Memory memory)
        : book_(book), read_(std::move(read)), memory_(std::move(memory)) {}

    /// What was kept. Orders that cannot be read now (their signer has expired, the CA is another) are not held; their
    /// numbers come back.
    [[nodiscard]] std::vector<OrderNumber> restore(std::vector<KeptOrder> orders, std::vector<AuditRow> audit,
                                                   const Now& now);

    /// `kept` is called once the order outlives a restart; not where it is not taken or was held before.
    [[nodiscard]] tl::expected<Taken, Untaken> take(std::string_view der, std::string_view by, const Now& now,
                                                    std::function<void()> kept);
    /// False when none of that number is held.
    [[nodiscard]] bool withdraw(OrderNumber number, std::string_view by, const Now& now);

    /// Something else that a person did and that belongs into the audit.
    void note(std::string_view by, std::string_view what, std::string detail, const Now& now);

    [[nodiscard]] const OrderBook& book() const { return book_; }
    [[nodiscard]] const Audit& audit() const { return audit_; }
    /// Orders not taken, by Untaken.
    [[nodiscard]] const Counts& untaken() const { return untaken_; }

  private:
    tl::unexpected<Untaken> refuse(Untaken why, std::string_view der, std::string_view by, const Now& now,
                                   const tls::SignedOrder* read = nullptr);

    OrderBook& book_;
    Read read_;
    Memory memory_;
    Audit audit_;
    Counts untaken_{};
};

/// SHA-256 in hexadecimal digits.
[[nodiscard]] std::string fingerprint(std::string_view bytes);

}  // namespace magpie::collector
