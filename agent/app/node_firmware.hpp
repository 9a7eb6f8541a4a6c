#pragma once

#include <string>

#include <tl/expected.hpp>

#include "agent/config/config.hpp"
#include "agent/sources/pole/node_update.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// What a sensor node is to be updated with: the image its configuration names, if a signer of the city's CA has signed
/// it, and the node's own key, which is made when there is none yet (`sensor-NAME.key` of the state directory). A key
/// that is lost cannot be given again: that node is updated by hand. The error is a sentence.
[[nodiscard]] tl::expected<NodeUpdate, std::string> node_update(const Config& config, const PoleSensorConfig& sensor,
                                                                const Now& now);

}  // namespace magpie::agent
