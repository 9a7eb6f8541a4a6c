#include "collector/app/quarantine_command.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "collector/app/page_call.hpp"
#include "wire/text.hpp"
#include "wire/time_text.hpp"

namespace magpie::collector {

namespace {

constexpr std::string_view page_of_all = "/api/v1/quarantine";
/// Some 8000 nodes.
constexpr std::size_t longest_page = std::size_t{4} << 20;

std::int64_t number(const nlohmann::json& from, const char* name) {
    const auto found = from.is_object() ? from.find(name) : from.end();
    return found != from.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

std::string text(const nlohmann::json& from, const char* name) {
    const auto found = from.is_object() ? from.find(name) : from.end();
    return found != from.end() && found->is_string() ? escaped(found->get<std::string>(), 64) : std::string();
}

std::string minute(const nlohmann::json& from, const char* name) {
    return minute_text(UtcMs{Milliseconds{number(from, name)}});
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

}  // namespace

int show_quarantine(const QuarantineCall& call) {
    const auto credentials = credentials_of(call.token_file, call.ca_file);
    if (!credentials) {
        return 1;
    }
    for (const auto& url : call.urls) {
        const auto answer = ask_page(url, *credentials, {.target = std::string(page_of_all), .longest = longest_page});
        if (!answer) {
            continue;
        }
        const auto table = answer->status == 200 ? quarantine_table(answer->body) : tl::unexpected(words_of(*answer));
        if (table) {
            std::fputs(table->c_str(), stdout);
            return 0;
        }
        say(name_of(url) + ": " + table.error());
    }
    return 1;
}

int release_from_quarantine(const QuarantineCall& call) {
    const auto credentials = credentials_of(call.token_file, call.ca_file);
    if (!credentials) {
        return 1;
    }
    const auto node = escaped(call.node, 64);
    bool released = false;
    for (const auto& url : call.urls) {
        const auto answer = ask_page(url, *credentials, {.target = quarantine_target(call.node), .removes = true});
        if (!answer) {
            continue;
        }
        released = released || answer->status == 200;
        const auto why = answer->status == 200 ? text(nlohmann::json::parse(answer->body, nullptr, false), "reason")
                                               : std::to_string(answer->status) + " " + words_of(*answer);
        std::printf(
            "%s: %s %s%s\n", name_of(url).c_str(), node.c_str(),
            answer->status == 200 ? "is heard again; it was in quarantine for " : "not released: ", why.c_str());
    }
    return released ? 0 : 1;
}

tl::expected<std::string, std::string> quarantine_table(std::string_view page) {
    const auto parsed = nlohmann::json::parse(page, nullptr, false);
    if (!parsed.is_object() || !parsed.contains("quarantine") || !parsed["quarantine"].is_array()) {
        return tl::unexpected<std::string>("this is no list of nodes in quarantine");
    }
    std::string table = "since (UTC)       until             times  reason                area, node\n";
    for (const auto& node : parsed["quarantine"]) {
        std::array<char, 128> line{};
        std::snprintf(line.data(), line.size(), "%-17s %-17s %5lld  %-20s  ", minute(node, "since_ms").c_str(),
                      minute(node, "until_ms").c_str(), static_cast<long long>(number(node, "times")),
                      text(node, "reason").c_str());
        table.append(line.data()).append(text(node, "area")).append(", ").append(text(node, "node")).append("\n");
    }
    return table;
}

std::string quarantine_target(std::string_view node) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string target = std::string(page_of_all) + "/";
    for (const char c : node) {
        if (is_unreserved(c)) {
            target += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        target.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
    return target;
}

}  // namespace magpie::collector
