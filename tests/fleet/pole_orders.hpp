#pragma once

#include <optional>
#include <string>

#include "agent/config/config.hpp"
#include "agent/orders/orders.hpp"
#include "tests/fleet/city.hpp"

namespace magpie::fleet {

/// Orders as a real pole has them, for one run of its agent; but one pole in twenty finds fault with each, and whoever
/// installs versions is always there. Owned by the Pole.
class PoleOrders {
  public:
    PoleOrders(const Site& site, const std::string& directory, const std::string& ca_file, const std::string& version,
               const Now& now);

    [[nodiscard]] agent::Orders& orders() { return orders_; }
    /// What the order in force makes of how the pole reports; of the rest a model has no use.
    [[nodiscard]] decltype(agent::Config::report) report(decltype(agent::Config::report) own) const;
    /// The version that is to run next; nothing while this one goes on.
    [[nodiscard]] std::optional<std::string> wants_run_of(const std::string& version);

  private:
    std::string directory_;
    std::string own_;  // its own file
    agent::Orders orders_;
    bool is_new_ = false;  // the version, and nobody knows yet whether it stays
};

}  // namespace magpie::fleet
