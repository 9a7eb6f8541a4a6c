#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/capture/record.hpp"

namespace magpie::agent {

inline constexpr std::string_view other_networks = "other";

/// The names of networks that stand in the label `ssid`: those that are configured. All others are one.
class OwnNames {
  public:
    explicit OwnNames(std::vector<std::string> names) : names_(std::move(names)) {}

    [[nodiscard]] std::string_view label(const capture::Text32& ssid) const {
        const auto found = std::ranges::find(names_, capture::view(ssid));
        return found == names_.end() ? other_networks : std::string_view(*found);
    }

  private:
    std::vector<std::string> names_;
};

}  // namespace magpie::agent
