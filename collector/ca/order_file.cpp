#include "collector/ca/order_file.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "platform/config/reader.hpp"
#include "platform/tls/x509.hpp"
#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

constexpr double whole = 65536;
constexpr std::uint64_t too_high = std::uint64_t{1} << 53;

config::Refusal ids(const std::vector<std::string>& names) {
    for (const auto& name : names) {
        if (!sparkplug::is_magpie_id(name)) {
            return "must be names of 1 to 32 of a-z, 0-9 and -; `" + escaped(name) + "` is none";
        }
    }
    return names.empty() ? config::Refusal("must name somebody; without it the order is for all") : std::nullopt;
}

std::string list(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

}  // namespace

tl::expected<magpie::Order, std::vector<std::string>> parse_order(std::string_view text, std::string_view file_name,
                                                                  UtcMs now) {
    magpie::Order order;
    std::uint64_t number = 0;
    double share_percent = 100;
    order.not_after = now + order_lasts;
    config::Reader read(text, file_name);
    read.required("number", number, [](std::uint64_t given) {
        return given > 0 && given < too_high ? std::nullopt : config::Refusal("must be 1 to 9007199254740991");
    });
    read.optional("areas", order.areas, ids);
    read.optional("nodes", order.nodes, ids);
    read.optional("share_percent", share_percent, config::between(0.01, 100.0));
    read.optional("not_after", order.not_after, [now](UtcMs end) {
        return end > now ? std::nullopt : config::Refusal("has passed: no node would begin to follow it");
    });
    read.optional("version", order.version);
    order.configuration = read.whole_table("configuration");
    order.number = OrderNumber{number};
    order.share = std::max(static_cast<std::uint32_t>(std::lround(share_percent / 100 * whole)), 1U);
    // What the codec refuses of a good number is too large, or a version that is none.
    if (number != 0 && !decode_order(encode(order))) {
        auto without_version = order;
        without_version.version.clear();
        read.refuse("version", decode_order(encode(without_version)) ? "must be at most 64 of 0-9 a-z . + ~ : -"
                                                                     : "and all the rest are more than 32 KiB");
    }
    if (auto good = read.finish(); !good) {
        return tl::unexpected(std::move(good.error()));
    }
    return order;
}

std::string told(const magpie::Order& order) {
    std::string whom = order.areas.empty() && order.nodes.empty() ? "all" : "";
    if (!order.areas.empty()) {
        whom += (order.areas.size() == 1 ? "area " : "areas ") + list(order.areas);
    }
    if (!order.nodes.empty()) {
        whom += (whom.empty() ? "" : " and ") + std::string(order.nodes.size() == 1 ? "node " : "nodes ") +
                list(order.nodes);
    }
    std::array<char, 64> share{};
    std::snprintf(share.data(), share.size(), "%.4g %%", order.share / whole * 100);
    return "number         " + std::to_string(static_cast<std::uint64_t>(order.number)) + "\nwhom           " + whom +
           "\nshare          " + share.data() + "\nnot after      " + tls::written(order.not_after) +
           "\nversion        " + (order.version.empty() ? "as it is" : order.version) + "\nconfiguration" +
           (order.configuration.empty() ? "  the node's own file\n" : "\n" + order.configuration);
}

}  // namespace magpie::collector::ca
