#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/datagram/endpoint.hpp"
#include "agent/stamp/reflector.hpp"
#include "agent/stamp/sender.hpp"
#include "platform/config/reader.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Somebody the path to whom is measured: [[stamp.target]].
struct StampTarget {
    std::string name;                // name
    std::string far;                 // class
    Endpoint peer{};                 // address, port
    stamp::SenderOptions options{};  // session, key_file, interval_seconds, dscp, size
};

/// Paths that are measured by STAMP, and those who are answered: [stamp].
struct StampConfig {
    Endpoint listen{};                       // listen
    bool stateful = true;                    // stateful
    Milliseconds window{60'000};             // window_seconds
    std::vector<StampTarget> targets;        // [[stamp.target]]
    std::vector<stamp::Provision> sessions;  // [[stamp.session]]: address, session, key_file, packets_a_second
};

/// All but files.
[[nodiscard]] bool may_be_ordered_of_stamp(std::string_view key);

/// Reads key files too: who starts without its key would be answered by nobody, and not know why.
[[nodiscard]] StampConfig read_stamp(config::Table& stamp);

}  // namespace magpie::agent
