#include "collector/exposition/order_pages.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "platform/tls/signed_order.hpp"

namespace magpie::collector {

namespace {

using nlohmann::json;

constexpr std::string_view all_orders = "/api/v1/orders";
constexpr std::string_view one_order = "/api/v1/orders/";
/// RFC 7193. A page of a stranger that a browser shows can send none of this type without asking us first.
constexpr std::string_view order_type = "application/cms";
constexpr std::size_t default_rows = 100;
constexpr std::size_t most_rows = 1000;

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

http::Response answered(unsigned status, const json& value) {
    http::Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = dumped(value) + "\n";
    return response;
}

http::Response line(unsigned status, std::string text) {
    http::Response response;
    response.status = status;
    response.body = std::move(text) + "\n";
    return response;
}

std::int64_t milliseconds(UtcMs time) {
    return time.time_since_epoch().count();
}

std::uint64_t plain(OrderNumber number) {
    return static_cast<std::uint64_t>(number);
}

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// Of a query; what it is without one.
std::optional<std::uint64_t> asked(const http::Request& request, const std::string& key, std::uint64_t otherwise) {
    const auto found = request.query.find(key);
    return found == request.query.end() ? std::optional(otherwise) : number_in(found->second);
}

std::optional<std::size_t> limit_of(const http::Request& request) {
    const auto limit = asked(request, "limit", default_rows);
    return limit && *limit >= 1 && *limit <= most_rows ? std::optional<std::size_t>(*limit) : std::nullopt;
}

std::optional<OrderNumber> order_in(std::string_view path) {
    if (!path.starts_with(one_order)) {
        return std::nullopt;
    }
    const auto number = number_in(path.substr(one_order.size()));
    return number ? std::optional(OrderNumber{*number}) : std::nullopt;
}

/// Who commands hears of it once it outlives a restart, and that is later.
struct Waiting {
    std::function<void(http::Response)> give;
    http::Response response;
    bool is_done = false;

    void done() {
        is_done = true;
        tell();
    }
    void tell() {
        if (is_done && give) {
            std::exchange(give, nullptr)(std::move(response));
        }
    }
};

http::Response once_done(const std::shared_ptr<Waiting>& waiting, http::Response response) {
    waiting->response = std::move(response);
    http::Response later;
    later.later = [waiting](std::function<void(http::Response)> give) {
        waiting->give = std::move(give);
        waiting->tell();
    };
    return later;
}

unsigned status_of(Untaken why) {
    switch (why) {
        case Untaken::signature:
        case Untaken::revoked:
            return 403;
        case Untaken::revocations:
            return 503;
        case Untaken::format:
            return 400;
        case Untaken::too_late:
            return 422;
        case Untaken::number_taken:
        case Untaken::too_many:
            break;
    }
    return 409;
}

json by_stage(const OrderBook::Counts& counts) {
    json states;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        states[std::string(order_stage_words[i])] = counts[i];
    }
    return states;
}

json shown(const HeldOrder& held, const OrderBook::Counts& counts) {
    const auto& order = held.order;
    return {{"number", plain(order.number)},
            {"signer", held.signer},
            {"by", held.by},
            {"taken_ms", milliseconds(held.taken)},
            {"not_after_ms", milliseconds(order.not_after)},
            {"areas", order.areas},
            {"nodes", order.nodes},
            {"share", order.share / 65536.0},
            {"version", order.version},
            {"configuration", order.configuration},
            {"sha256", fingerprint(held.bytes)},
            {"states", by_stage(counts)}};
}

}  // namespace

std::optional<std::size_t> OrderPages::takes(const http::Request& request) {
    if (request.method == "POST" && request.path == all_orders) {
        return tls::longest_signed_order;
    }
    if (request.method == "DELETE" && order_in(request.path)) {
        return 0;
    }
    return std::nullopt;
}

std::optional<http::Response> OrderPages::answer(const http::Request& request, const std::string& by, const Now& now) {
    if (request.path == "/api/v1/orders") {
        return request.method == "POST" ? take(request, by, now) : orders();
    }
    if (request.path == "/api/v1/orders/nodes") {
        return nodes(request);
    }
    if (request.path == "/api/v1/audit") {
        return audit(request);
    }
    if (const auto number = order_in(request.path); number && request.method == "DELETE") {
        return withdraw(*number, by, now);
    }
    return std::nullopt;
}

http::Response OrderPages::take(const http::Request& request, const std::string& by, const Now& now) {
    const auto type = request.headers.find("content-type");
    if (type == request.headers.end() || type->second != order_type) {
        return line(415, "an order is " + std::string(order_type));
    }
    const auto waiting = std::make_shared<Waiting>();
    const auto taken = desk_.take(request.body, by, now, [waiting] { waiting->done(); });
    if (!taken) {
        return answered(status_of(taken.error()), {{"reason", untaken_words[static_cast<std::size_t>(taken.error())]}});
    }
    const auto counts = desk_.book().counts(taken->number);
    const auto& held = *desk_.book().find(taken->number);
    auto response = answered(taken->held_before ? 200 : 201, shown(held, counts));
    if (!taken->held_before) {
        response.headers.emplace_back("Location", std::string(one_order) + std::to_string(plain(taken->number)));
    }
    return once_done(waiting, std::move(response));
}

http::Response OrderPages::withdraw(OrderNumber number, const std::string& by, const Now& now) {
    const auto waiting = std::make_shared<Waiting>();
    return desk_.withdraw(number, by, now, [waiting] { waiting->done(); })
               ? once_done(waiting, answered(200, {{"number", plain(number)}}))
               : line(404, "no order of this number is held");
}

/// In pieces, an order each: some are long.
http::Response OrderPages::orders() const {
    http::Response response;
    response.content_type = "application/json";
    response.more = [this, below = OrderNumber{std::numeric_limits<std::uint64_t>::max()},
                     first = true](std::string& out) mutable {
        out += first ? "{\"orders\":[" : "";
        const auto* held = desk_.book().newest_below(below);
        if (held == nullptr) {
            out += "]}\n";
            return false;
        }
        below = held->order.number;
        out.append(std::exchange(first, false) ? "" : ",").append(dumped(shown(*held, desk_.book().counts(below))));
        return true;
    };
    return response;
}

http::Response OrderPages::nodes(const http::Request& request) const {
    std::optional<OrderStage> stage;
    if (const auto found = request.query.find("state"); found != request.query.end()) {
        const auto* const word = std::ranges::find(order_stage_words, found->second);
        if (word == std::end(order_stage_words)) {
            return line(400, "state is followed, tried, refused, sent, waiting or beyond");
        }
        stage = static_cast<OrderStage>(word - std::begin(order_stage_words));
    }
    const auto limit = limit_of(request);
    if (!limit) {
        return line(400, "limit is 1 to 1000");
    }
    std::size_t left_out = 0;
    auto rows = json::array();
    for (const auto& one : desk_.book().nodes(stage, *limit, left_out)) {
        const auto& node = fleet_.node(one.node);
        const auto why = static_cast<std::size_t>(one.state.why);
        rows.push_back({{"area", node.area},
                        {"node", node.node},
                        {"up", node.life == Life::up},
                        {"wanted", plain(one.wanted)},
                        {"state", order_stage_words[static_cast<std::size_t>(one.stage)]},
                        {"followed", plain(one.state.followed)},
                        {"tried", plain(one.state.tried)},
                        {"refused", plain(one.state.refused)},
                        {"why", order_refusal_words[why]}});
    }
    return answered(200, {{"nodes", std::move(rows)}, {"left_out", left_out}});
}

http::Response OrderPages::audit(const http::Request& request) const {
    const auto limit = limit_of(request);
    const auto before = asked(request, "before", std::numeric_limits<std::uint64_t>::max());
    if (!limit || !before) {
        return line(400, "limit is 1 to 1000, before is the id of a row");
    }
    const auto& kept = desk_.audit().rows();
    auto rows = json::array();
    const auto end = std::ranges::lower_bound(kept, *before, {}, &AuditRow::id);
    for (auto row = std::make_reverse_iterator(end); row != kept.rend() && rows.size() < *limit; ++row) {
        rows.push_back({{"id", row->id},
                        {"at_ms", milliseconds(row->at)},
                        {"who", row->who},
                        {"what", row->what},
                        {"detail", row->detail}});
    }
    return answered(200, {{"audit", std::move(rows)}});
}

}  // namespace magpie::collector
