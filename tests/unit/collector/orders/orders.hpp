#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "collector/orders/order_book.hpp"
#include "wire/order/order.hpp"

namespace magpie::collector {

inline constexpr UtcMs far_off{Milliseconds{4'000'000'000'000}};

inline HeldOrder an_order(std::uint64_t number, std::vector<std::string> areas = {},
                          std::vector<std::string> nodes = {}) {
    return {.order = {.number = OrderNumber{number},
                      .areas = std::move(areas),
                      .nodes = std::move(nodes),
                      .not_after = far_off,
                      .configuration = "[report]\ninterval_seconds = 5\n"},
            .bytes = "signed " + std::to_string(number),
            .signer = "ops",
            .by = "desk",
            .taken = UtcMs{Milliseconds{1000}}};
}

/// A birth of one of our own.
inline NodeIndex node_born(Fleet& fleet, std::string_view area, std::string_view node) {
    const SeriesDescription series{.name = "magpie_node_up_seconds", .help = {}, .labels = {}};
    return fleet.born(area, node, fleet.intern(1, std::vector{series}), {}, UtcMs{});
}

}  // namespace magpie::collector
