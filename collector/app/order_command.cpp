#include "collector/app/order_command.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include <nlohmann/json.hpp>

#include "collector/app/page_call.hpp"
#include "platform/config/reader.hpp"
#include "wire/text.hpp"
#include "wire/time_text.hpp"

namespace magpie::collector {

namespace {

/// All orders a collector may hold, each as long as it may be.
constexpr std::size_t longest_page = std::size_t{256} * 256 * 1024;
constexpr std::string_view orders_page = "/api/v1/orders";

/// A number, or a text for which 0 is the best there is.
std::uint64_t number(const nlohmann::json& from, const char* name) {
    const auto found = from.is_object() ? from.find(name) : from.end();
    return found != from.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::string text(const nlohmann::json& from, const char* name) {
    const auto found = from.is_object() ? from.find(name) : from.end();
    return found != from.end() && found->is_string() ? escaped(found->get<std::string>(), 64) : std::string();
}

std::string until_text(const nlohmann::json& order) {
    return minute_text(UtcMs{Milliseconds{static_cast<std::int64_t>(number(order, "not_after_ms"))}});
}

std::string whom(const nlohmann::json& order) {
    std::string words;
    for (const auto* const kind : {"areas", "nodes"}) {
        const auto names = order.find(kind);
        const auto count = names != order.end() && names->is_array() ? names->size() : 0;
        if (count > 0) {
            words.append(words.empty() ? "" : ", ");
            words.append(std::to_string(count)).append(" ").append(kind, count == 1 ? 4 : 5);
        }
    }
    const auto share = order.find("share");
    if (share != order.end() && share->is_number() && share->get<double>() < 1) {
        std::array<char, 32> out{};
        std::snprintf(out.data(), out.size(), " %.3g%%", share->get<double>() * 100);
        return (words.empty() ? "all" : words) + out.data();
    }
    return words.empty() ? "all" : words;
}

}  // namespace

int hand_in(const OrderCall& call) {
    const auto credentials = credentials_of(call.token_file, call.ca_file);
    const auto order = config::load(call.file);
    if (!order) {
        say(order.error());
    }
    if (!credentials || !order) {
        return 1;
    }
    bool all = true;
    for (const auto& url : call.urls) {
        const auto answer =
            ask_page(url, *credentials, {.target = std::string(orders_page), .longest = longest_page, .body = *order});
        const bool held = answer && (answer->status == 200 || answer->status == 201);
        all = all && held;
        if (held) {
            const auto page = nlohmann::json::parse(answer->body, nullptr, false);
            std::printf("%s: order %llu %s\n", name_of(url).c_str(),
                        static_cast<unsigned long long>(number(page, "number")),
                        answer->status == 201 ? "taken" : "held before");
        } else if (answer) {
            std::printf("%s: not taken: %u %s\n", name_of(url).c_str(), answer->status, words_of(*answer).c_str());
        }
    }
    return all ? 0 : 1;
}

int withdraw(const OrderCall& call) {
    const auto credentials = credentials_of(call.token_file, call.ca_file);
    if (!credentials) {
        return 1;
    }
    const auto number = std::to_string(call.number);
    bool all = true;
    bool held = false;
    for (const auto& url : call.urls) {
        const auto answer =
            ask_page(url, *credentials, {.target = std::string(orders_page) + "/" + number, .removes = true});
        const bool gone = answer && (answer->status == 200 || answer->status == 404);
        all = all && gone;
        held = held || (answer && answer->status == 200);
        if (gone) {
            std::printf("%s: order %s %s\n", name_of(url).c_str(), number.c_str(),
                        answer->status == 200 ? "withdrawn" : "is not held");
        } else if (answer) {
            std::printf("%s: not withdrawn: %u %s\n", name_of(url).c_str(), answer->status, words_of(*answer).c_str());
        }
    }
    return all && held ? 0 : 1;
}

int show_orders(const OrderCall& call) {
    const auto credentials = credentials_of(call.token_file, call.ca_file);
    if (!credentials) {
        return 1;
    }
    for (const auto& url : call.urls) {
        const auto answer = ask_page(url, *credentials, {.target = std::string(orders_page), .longest = longest_page});
        if (!answer) {
            continue;
        }
        const auto table = answer->status == 200 ? orders_table(answer->body) : tl::unexpected(words_of(*answer));
        if (table) {
            std::fputs(table->c_str(), stdout);
            return 0;
        }
        say(name_of(url) + ": " + table.error());
    }
    return 1;
}

tl::expected<std::string, std::string> orders_table(const std::string& page) {
    const auto parsed = nlohmann::json::parse(page, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("orders") || !parsed["orders"].is_array()) {
        return tl::unexpected<std::string>("this is no list of orders");
    }
    constexpr std::array states{"followed", "tried", "refused", "sent", "waiting", "beyond"};
    std::string table =
        "number     until (UTC)       followed  tried  refused   sent  waiting  beyond  signer, whom, what\n";
    for (const auto& order : parsed["orders"]) {
        const auto counts = order.is_object() ? order.value("states", nlohmann::json::object()) : nlohmann::json();
        std::array<char, 256> line{};
        std::snprintf(line.data(), line.size(), "%-10llu %-17s %8llu %6llu %8llu %6llu %8llu %7llu  ",
                      static_cast<unsigned long long>(number(order, "number")), until_text(order).c_str(),
                      static_cast<unsigned long long>(number(counts, states[0])),
                      static_cast<unsigned long long>(number(counts, states[1])),
                      static_cast<unsigned long long>(number(counts, states[2])),
                      static_cast<unsigned long long>(number(counts, states[3])),
                      static_cast<unsigned long long>(number(counts, states[4])),
                      static_cast<unsigned long long>(number(counts, states[5])));
        table.append(line.data()).append(text(order, "signer")).append(", ").append(whom(order));
        const auto version = text(order, "version");
        table.append(version.empty() ? "" : ", version " + version);
        const auto configuration = text(order, "configuration");
        table.append(configuration.empty() ? "" : ", configuration").append("\n");
    }
    return table;
}

}  // namespace magpie::collector
