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
    std::string key_file;            // key_file; empty: nothing is authenticated
    stamp::SenderOptions options{};  // session, interval_seconds, dscp, size; without the key
};

/// Somebody who is answered: [[stamp.session]].
struct StampSession {
    std::string key_file;          // key_file
    stamp::Provision provision{};  // address, session, packets_a_second; without the key
};

/// Paths that are measured by STAMP, and those who are answered: [stamp].
struct StampConfig {
    Endpoint listen{.port = stamp::default_port};  // listen
    bool stateful = true;                          // stateful
    Milliseconds window{60'000};                   // window_seconds
    std::vector<StampTarget> targets;              // [[stamp.target]]
    std::vector<StampSession> sessions;            // [[stamp.session]]
};

/// Neither whom it concerns nor files.
[[nodiscard]] bool may_be_ordered_of_stamp(std::string_view key);

[[nodiscard]] StampConfig read_stamp(config::Table& stamp);

}  // namespace magpie::agent
