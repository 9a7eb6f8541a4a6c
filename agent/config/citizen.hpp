#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "agent/citizen/network.hpp"
#include "platform/config/reader.hpp"

namespace magpie::agent {

/// The networks of neighbours that the pole visits as a citizen would: [citizen]. Nothing of it may be ordered: who may
/// give orders could else have poles join networks of his choice.
struct CitizenConfig {
    std::string socket;                      // socket; of magpie-station; empty: nobody is visited
    std::chrono::seconds interval{900};      // interval_seconds
    unsigned turns = 8;                      // turns
    double airtime_share = 0.001;            // airtime_share
    std::string portal_url;                  // portal_url; empty: not asked
    std::string page_url;                    // page_url
    std::string download_url;                // download_url; empty: none
    std::size_t download_bytes = 65536;      // download_bytes
    std::vector<citizen::Network> networks;  // [[citizen.network]]
};

[[nodiscard]] CitizenConfig read_citizen(config::Table& table);

}  // namespace magpie::agent
