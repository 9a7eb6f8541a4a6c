#include "agent/app/capture_look.hpp"

#include <poll.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "agent/capture_line/capture_line.hpp"
#include "agent/sources/capture/capture_told.hpp"

namespace magpie::agent {

namespace {

constexpr Milliseconds longest_look{2500};

std::string sentence(const std::string& path, std::string_view reason) {
    std::string text = "magpie-capture at " + path + ": ";
    if (reason == "gone") {
        return text += "an agent has it, and it tells one alone; what it hears is in that agent's reports";
    }
    if (reason == "denied") {
        return text += "only the members of its group may hear it";
    }
    if (reason == "other_version") {
        return text += "it is of another release";
    }
    return text += reason == "silent" ? "it says nothing" : "nobody answers";
}

bool is_interface(const capture::Record& record) {
    return std::holds_alternative<capture::Interface>(record);
}

/// Each interface has been told of: one of them is told of again.
bool is_whole(const std::vector<capture::Record>& records) {
    const auto first = std::ranges::find_if(records, is_interface);
    if (first == records.end()) {
        return false;
    }
    const auto& name = std::get<capture::Interface>(*first).name;
    return std::any_of(first + 1, records.end(), [&](const capture::Record& record) {
        return is_interface(record) && std::get<capture::Interface>(record).name == name;
    });
}

/// The reason why there are no more of them; empty once they are whole.
std::string_view listen(CaptureLine& line, std::vector<capture::Record>& records, const platform::Clock& clock) {
    const auto begun = clock.now();
    auto reason = line.refresh(begun);
    while (reason.empty() && !is_whole(records)) {
        const auto left = begun.mono + longest_look - clock.now().mono;
        pollfd waited{line.descriptor(), POLLIN, 0};
        if (left.count() <= 0 || ::poll(&waited, 1, static_cast<int>(left.count())) <= 0) {
            return "silent";
        }
        auto heard = line.read();
        std::ranges::move(heard.records, std::back_inserter(records));
        reason = heard.ended;
    }
    return reason;
}

std::vector<std::string> names_of(const CaptureConfig& config, std::vector<std::string> names,
                                  const std::vector<capture::Record>& records) {
    for (const auto& network : config.networks) {
        names.emplace_back(capture::view(network.ssid));
    }
    for (const auto& record : records) {
        if (const auto* clients = std::get_if<capture::ClientNetwork>(&record)) {
            names.emplace_back(capture::view(clients->ssid));
        } else if (const auto* network = std::get_if<capture::Network>(&record);
                   network != nullptr && network->own != 0) {
            names.emplace_back(capture::view(network->ssid));
        }
    }
    return names;
}

}  // namespace

std::string look_at_capture(const CaptureConfig& config, const std::vector<std::string>& ssids,
                            const platform::Clock& clock, Readings& readings) {
    std::error_code problem;
    if (config.socket.empty() || !std::filesystem::exists(config.socket, problem)) {
        return {};
    }
    std::vector<capture::Record> records;
    CaptureLine line(config.socket);
    const auto reason = listen(line, records, clock);
    if (std::ranges::none_of(records, is_interface)) {
        return sentence(config.socket, reason);
    }
    const auto now = clock.now();
    CaptureTold told(names_of(config, ssids, records), config.resolver_names,
                     {.access_points_known = !config.access_points.empty(), .detail = config.detail});
    for (const auto& record : records) {
        (void)told.hear(record, now);
    }
    told.write(readings, now);
    return {};
}

}  // namespace magpie::agent
