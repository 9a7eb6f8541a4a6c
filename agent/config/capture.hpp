#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/config/reader.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What is asked of magpie-capture, and what is ours in the air: [capture].
struct CaptureConfig {
    std::string socket = "/run/magpie-capture/capture.sock";  // socket; empty: none is asked
    bool detail = false;                                      // detail
    std::vector<capture::OwnNetwork> networks;                // [[capture.network]]
    std::vector<capture::OwnAccessPoint> access_points;       // access_points
    std::vector<std::string> resolver_names;                  // [[capture.resolver]] name; by index, of
    std::vector<capture::OwnResolver> resolvers;              // addresses
};

/// All but the socket.
[[nodiscard]] bool may_be_ordered_of_capture(std::string_view key);

[[nodiscard]] CaptureConfig read_capture(config::Table& capture);

}  // namespace magpie::agent
