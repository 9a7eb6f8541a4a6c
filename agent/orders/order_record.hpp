#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/order/order.hpp"

namespace magpie::agent {

/// What a run knows of orders from the runs before.
struct OrderRecord {
    OrderState state{};
    unsigned starts = 0;  // of runs that tried `state.tried`
    friend bool operator==(const OrderRecord&, const OrderRecord&) = default;
};

/// A line for each: "followed 3", "tried 4", "refused 2", "why not_heard", "starts 1".
[[nodiscard]] std::string encode(const OrderRecord& record);
/// Nothing when a line is missing, is there twice, or is no such line.
[[nodiscard]] std::optional<OrderRecord> decode_order_record(std::string_view text);

}  // namespace magpie::agent
