#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/time.hpp"

namespace magpie {

/// Name of the Bytes metric of the NCMD that carries a signed order.
inline constexpr std::string_view order_metric = "Node Control/Order";
/// Name of the Bytes metric before it, in the same NCMD: what the city's CA has revoked (a CRL in DER), for the node to
/// see whether the order's signer still may sign.
inline constexpr std::string_view revocations_metric = "Node Control/Revocations";

/// Orders are numbered by whoever signs them; a node follows none that is not above the last it followed. 0: none.
enum class OrderNumber : std::uint64_t {};

/// What the operator wants of some nodes: the content of a CMS SignedData (docs/protocol.md, "Orders").
struct Order {
    OrderNumber number{};
    /// Whom it concerns: the nodes of these areas and these nodes; where both are empty, all.
    std::vector<std::string> areas{};
    std::vector<std::string> nodes{};
    /// Of those, so many in 65536. The same nodes are among a smaller share and a larger one.
    std::uint32_t share = 65536;
    UtcMs not_after{};            // nobody who hears of it later begins to follow it
    std::string version{};        // of the agent; empty: the one that is there
    std::string configuration{};  // TOML: the keys of agent.toml that are to differ from the node's own file
    friend bool operator==(const Order&, const Order&) = default;
};

[[nodiscard]] std::string encode(const Order& order);

/// Nothing when the bytes are no order or contradict themselves (no number, one of 2^53 or more, a share of none or
/// more than all, names that are none, more than 4096 of them, more than 32 KiB in all).
[[nodiscard]] std::optional<Order> decode_order(std::string_view bytes);

[[nodiscard]] bool concerns(const Order& order, std::string_view area, std::string_view node);

/// Why a node does not follow an order. The values go over the wire.
enum class OrderRefusal : std::uint8_t {
    none = 0,
    signature = 1,      // not signed by a signer of the node's CA
    format = 2,         // signed, and no order
    too_late = 3,       // heard after its end
    configuration = 4,  // a key that is none, or none that an order may set, or a value that cannot be
    version = 5,        // the version did not come
    not_heard = 6,      // tried, and no collector heard of the node: it went back
    not_kept = 7,       // the state directory did not take it
    revoked = 8,        // its signer is on the list of what the CA has revoked
    revocations = 9,    // that list is none of the CA's, or is older than it may be
};
inline constexpr std::string_view order_refusal_words[] = {"none",          "signature",  "format",    "too_late",
                                                           "configuration", "version",    "not_heard", "not_kept",
                                                           "revoked",       "revocations"};

/// Whether the order was its signer's to give. The number of one that was not is what a stranger claims, and keeps no
/// other order away.
[[nodiscard]] constexpr bool is_vouched_for(OrderRefusal why) {
    return why != OrderRefusal::signature && why != OrderRefusal::revoked && why != OrderRefusal::revocations;
}

/// How far a node is with the orders it has heard of; 0 where there is none.
struct OrderState {
    OrderNumber followed{};  // confirmed: the node was heard by a collector while it followed this
    OrderNumber tried{};     // not confirmed yet
    OrderNumber refused{};   // the last that it does not follow
    OrderRefusal why{};      // of that one
    friend bool operator==(const OrderState&, const OrderState&) = default;
};

}  // namespace magpie
