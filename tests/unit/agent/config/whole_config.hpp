#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "agent/config/config.hpp"

namespace magpie::agent::whole_config {

inline constexpr const char* least = R"([node]
area = "mapo"
id = "pole-0001"
[mqtt]
servers = ["tcp://broker:1883"]
)";

inline Config parsed(const std::string& text) {
    const auto config = parse_config(text, "agent.toml");
    if (!config) {
        for (const auto& problem : config.error()) {
            ADD_FAILURE() << problem;
        }
        return {};
    }
    return *config;
}

/// The only thing wrong with a text.
inline std::string problem(const std::string& text) {
    const auto config = parse_config(text, "agent.toml");
    if (config) {
        return "nothing";
    }
    std::string all;
    for (const auto& line : config.error()) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

}  // namespace magpie::agent::whole_config
