#include "agent/throughput/result.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "agent/throughput/job.hpp"
#include "wire/text.hpp"

namespace magpie::agent::throughput {

namespace {

using nlohmann::json;

/// More than a run may take, and its end: what a program of a stranger would say is not believed.
constexpr double longest_seconds = 2 * 60.0;
/// A run ends a little above its bytes; no line carries so much above it.
constexpr std::uint64_t most_bytes = 2 * most_run_bytes;

std::optional<std::uint64_t> count_in(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned()) {
        return std::nullopt;
    }
    const auto count = found->get<std::uint64_t>();
    return count <= most_bytes ? std::optional(count) : std::nullopt;
}

std::optional<Measured> measured_in(const json& object) {
    const auto bytes = count_in(object, "bytes");
    const auto seconds = object.find("seconds");
    if (!bytes || *bytes == 0 || seconds == object.end() || !seconds->is_number()) {
        return std::nullopt;
    }
    const auto time = seconds->get<double>();
    if (!std::isfinite(time) || time <= 0 || time > longest_seconds) {
        return std::nullopt;
    }
    return Measured{.bytes = *bytes, .seconds = time, .retransmits = count_in(object, "retransmits")};
}

Result junk() {
    return {.outcome = Outcome::junk, .detail = "the program of the run said something else than a result"};
}

}  // namespace

std::string encode(const Result& result) {
    json object{{"outcome", word(result.outcome)}};
    if (result.measured) {
        object["bytes"] = result.measured->bytes;
        object["seconds"] = result.measured->seconds;
        if (result.measured->retransmits) {
            object["retransmits"] = *result.measured->retransmits;
        }
    }
    if (result.cost_bytes) {
        object["cost_bytes"] = *result.cost_bytes;
    }
    if (!result.detail.empty()) {
        object["detail"] = result.detail.substr(0, longest_detail);
    }
    return object.dump(-1, ' ', true, json::error_handler_t::replace) + "\n";
}

Result decode_result(std::string_view printed) {
    if (printed.size() > longest_result) {
        return junk();
    }
    const auto object = json::parse(printed, nullptr, /*allow_exceptions=*/false);
    const auto outcome = object.is_object() ? object.find("outcome") : object.end();
    if (!object.is_object() || outcome == object.end() || !outcome->is_string()) {
        return junk();
    }
    const auto* const known = std::ranges::find(outcome_words, outcome->get_ref<const std::string&>());
    if (known == outcome_words.end()) {
        return junk();
    }
    Result result{.outcome = static_cast<Outcome>(known - outcome_words.begin())};
    const bool has_figures = object.contains("bytes") || object.contains("seconds");
    if (has_figures != (result.outcome == Outcome::measured)) {
        return junk();
    }
    if (has_figures) {
        result.measured = measured_in(object);
        if (!result.measured) {
            return junk();
        }
    }
    result.cost_bytes = count_in(object, "cost_bytes");
    if (const auto detail = object.find("detail"); detail != object.end() && detail->is_string()) {
        result.detail = escaped(detail->get_ref<const std::string&>().substr(0, longest_detail));
    }
    return result;
}

}  // namespace magpie::agent::throughput
