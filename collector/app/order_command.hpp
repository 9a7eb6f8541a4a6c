#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "platform/http/client.hpp"

namespace magpie::collector {

/// What `magpie-collector order`, `order withdraw` and `orders` were told.
struct OrderCall {
    std::string file;             // a signed order
    std::uint64_t number = 0;     // of one to be withdrawn
    std::vector<http::Url> urls;  // of collectors, without the path of a page
    std::string token_file;       // with the scope command, or network to look; empty: none is shown
    std::string ca_file;          // of the collectors' certificates; empty: those the system trusts
};

/// Hands a signed order to each collector and prints what came of it, a line each; 0 when all of them hold it.
[[nodiscard]] int hand_in(const OrderCall& call);

/// Withdraws an order from each collector and prints what came of it, a line each; 0 when one held it, and
/// none does any more.
[[nodiscard]] int withdraw(const OrderCall& call);

/// Prints the orders that the first collector that answers holds, a line each, with how many nodes are how far.
[[nodiscard]] int show_orders(const OrderCall& call);

/// The page of GET /api/v1/orders as a table for people; the error is a sentence.
[[nodiscard]] tl::expected<std::string, std::string> orders_table(const std::string& page);

}  // namespace magpie::collector
