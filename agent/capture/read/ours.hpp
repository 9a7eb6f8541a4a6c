#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What is ours, where nobody but the command line says so: as the agent would have told it.
struct Ours {
    std::vector<capture::OwnNetwork> networks{};
    std::vector<capture::OwnAccessPoint> access_points{};
    std::vector<std::string> resolver_names{};  // by index, of
    std::vector<capture::OwnResolver> resolvers{};

    [[nodiscard]] bool of_air() const { return !networks.empty() || !access_points.empty(); }
    [[nodiscard]] bool of_clients() const { return !resolvers.empty(); }
    /// All of it, and Settled.
    [[nodiscard]] std::vector<capture::Record> said() const;
};

/// `networks`: each SSID=SECURITY. `access_points`: each a BSSID or its first bits. `resolvers`: each NAME=ADDRESS, of
/// which several may have one name. The error is a sentence for the person who typed it.
[[nodiscard]] tl::expected<Ours, std::string> parse_ours(const std::vector<std::string>& networks,
                                                         const std::vector<std::string>& access_points,
                                                         const std::vector<std::string>& resolvers);

}  // namespace magpie::agent
