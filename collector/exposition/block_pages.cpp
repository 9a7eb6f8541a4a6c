#include "collector/exposition/block_pages.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace magpie::collector {

namespace {

using nlohmann::json;

constexpr std::string_view all_blocks = "/api/v1/blocks";
constexpr std::string_view one_block = "/api/v1/blocks/";
/// A page of a stranger that a browser shows can send none of this type without asking us first.
constexpr std::string_view body_type = "application/json";
constexpr std::size_t longest_body = 1024;

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

http::Response answered(unsigned status, const json& value) {
    http::Response response;
    response.status = status;
    response.content_type = body_type;
    response.body = dumped(value) + "\n";
    return response;
}

http::Response line(unsigned status, std::string text) {
    http::Response response;
    response.status = status;
    response.body = std::move(text) + "\n";
    return response;
}

std::optional<BlockId> block_in(std::string_view path) {
    if (!path.starts_with(one_block)) {
        return std::nullopt;
    }
    path.remove_prefix(one_block.size());
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(path.data(), path.data() + path.size(), number);
    return problem == std::errc{} && end == path.data() + path.size() ? std::optional(BlockId{number}) : std::nullopt;
}

json milliseconds(const std::optional<Milliseconds>& time) {
    return time ? json(time->count()) : json();
}

json shown(const BlockPole& pole) {
    const bool heard = pole.last.id != BlockId{};
    json row = {{"area", pole.area},
                {"node", pole.node},
                {"state", block_verdict_words[static_cast<std::size_t>(pole.verdict)]},
                {"why", block_doubt_words[static_cast<std::size_t>(pole.last.doubt)]},
                {"asked_after_ms", milliseconds(pole.asked)},
                {"verified_after_ms", milliseconds(pole.verified)}};
    row["took_ms"] = heard ? json(pole.last.took.count()) : json();
    row["tries"] = heard ? json(pole.last.tries) : json();
    row["tries_answered"] = heard ? json(pole.last.answered) : json();
    return row;
}

json shown(const Block& block) {
    auto poles = json::array();
    for (const auto& pole : block.poles) {
        poles.push_back(shown(pole));
    }
    json stages;
    for (std::size_t i = 0; i < std::size(block_stage_words); ++i) {
        stages[std::string(block_stage_words[i]) + "_after_ms"] = milliseconds(block.stages[i]);
    }
    return {{"id", static_cast<std::uint64_t>(block.id)},
            {"address", address_text(block.address)},
            {"ports", block.ports},
            {"by", block.by},
            {"received_ms", block.received.time_since_epoch().count()},
            {"state", block_state_words[static_cast<std::size_t>(state_of(block))]},
            {"ended", block.ended},
            {"stages", std::move(stages)},
            {"poles", std::move(poles)}};
}

/// Nothing when it is no list of ports.
std::optional<std::vector<std::uint16_t>> ports_in(const json& body) {
    std::vector<std::uint16_t> ports;
    const auto found = body.find("ports");
    if (found == body.end()) {
        return ports;
    }
    if (!found->is_array() || found->size() > most_block_ports) {
        return std::nullopt;
    }
    for (const auto& one : *found) {
        const auto port = one.is_number_unsigned() ? one.get<std::uint64_t>() : 0;
        if (port == 0 || port > std::numeric_limits<std::uint16_t>::max()) {
            return std::nullopt;
        }
        ports.push_back(static_cast<std::uint16_t>(port));
    }
    std::ranges::sort(ports);
    ports.erase(std::unique(ports.begin(), ports.end()), ports.end());
    return ports;
}

std::string in_words(const Block& block) {
    auto text = "block " + std::to_string(static_cast<std::uint64_t>(block.id)) + " of " + address_text(block.address);
    for (std::size_t i = 0; i < block.ports.size(); ++i) {
        text.append(i == 0 ? " ports " : ",").append(std::to_string(block.ports[i]));
    }
    return text;
}

}  // namespace

std::optional<std::size_t> BlockPages::takes(const http::Request& request) {
    return request.method == "POST" && request.path == all_blocks ? std::optional(longest_body) : std::nullopt;
}

std::optional<http::Response> BlockPages::answer(const http::Request& request, const std::string& by, const Now& now) {
    if (request.path == "/api/v1/blocks") {
        return request.method == "POST" ? take(request, by, now) : blocks();
    }
    if (const auto id = block_in(request.path)) {
        const auto* block = book_.find(*id);
        return block != nullptr ? answered(200, shown(*block)) : line(404, "no block of this id is kept");
    }
    return std::nullopt;
}

http::Response BlockPages::take(const http::Request& request, const std::string& by, const Now& now) {
    const auto type = request.headers.find("content-type");
    if (type == request.headers.end() || type->second != body_type) {
        return line(415, "a block is " + std::string(body_type));
    }
    if (!surroundings_.active()) {
        return line(503, "this collector stands by; the active one takes it");
    }
    const auto body = json::parse(request.body, nullptr, /*allow_exceptions=*/false);
    const auto address = body.is_object() ? body.find("address") : body.end();
    if (!body.is_object() || address == body.end() || !address->is_string()) {
        return line(400, "a block is like {\"address\":\"203.0.113.7\",\"ports\":[443]}");
    }
    auto ports = ports_in(body);
    if (!ports) {
        return line(400, "ports are at most 8 of 1 to 65535");
    }
    auto bytes = block_address(address->get_ref<const std::string&>());
    if (!bytes) {
        return line(422, "this is no address that the public side can reach");
    }
    const auto id = book_.post(std::move(*bytes), std::move(*ports), by, now);
    if (!id) {
        return line(409, "too many blocks are being verified");
    }
    const auto& block = *book_.find(*id);
    surroundings_.audit(by, in_words(block), now);
    auto response = answered(201, shown(block));
    response.headers.emplace_back("Location", std::string(one_block) + std::to_string(static_cast<std::uint64_t>(*id)));
    return response;
}

/// In pieces, a block each.
http::Response BlockPages::blocks() const {
    http::Response response;
    response.content_type = body_type;
    response.more = [this, below = BlockId{std::numeric_limits<std::uint64_t>::max()},
                     first = true](std::string& out) mutable {
        out += first ? "{\"blocks\":[" : "";
        const auto* block = book_.newest_below(below);
        if (block == nullptr) {
            out += "]}\n";
            return false;
        }
        below = block->id;
        out.append(std::exchange(first, false) ? "" : ",").append(dumped(shown(*block)));
        return true;
    };
    return response;
}

}  // namespace magpie::collector
