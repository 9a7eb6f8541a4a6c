#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "wire/time.hpp"

namespace magpie::collector::console {

/// Which pole.
struct PoleName {
    std::string area;
    std::string node;
    friend auto operator<=>(const PoleName&, const PoleName&) = default;
};

/// Who took a pole out of service, and why.
struct Decommissioned {
    UtcMs at{};
    std::string reason;
    std::string by;
    friend bool operator==(const Decommissioned&, const Decommissioned&) = default;
};

/// A pole as the city's own list has it. Texts are plain (wire/text.hpp); empty: not said.
struct InventoryPole {
    std::string name;
    std::optional<double> latitude;  // both or none
    std::optional<double> longitude;
    std::string model;
    std::string site;
    bool listed = true;  // false: it is here only because it was taken out of service
    std::optional<Decommissioned> decommissioned{};
    friend bool operator==(const InventoryPole&, const InventoryPole&) = default;
};

/// The poles that there should be, and those taken out of service. A value; owned by the Console, on its thread.
class Inventory {
  public:
    static constexpr std::size_t most_poles = 200'000;

    using Poles = std::map<PoleName, InventoryPole>;
    struct Counts {
        std::size_t added = 0;
        std::size_t removed = 0;
        std::size_t changed = 0;
    };

    /// What was kept.
    void restore(Poles poles);
    /// Instead of those before. What is out of service stays so, also where the list has it no more.
    Counts replace(Poles poles);
    /// Also of a pole that the list does not have. False where it is so already, or there are too many.
    bool decommission(const PoleName& name, Decommissioned why);
    /// False where it is not out of service.
    bool recommission(const PoleName& name);

    /// Those of the list and those out of service.
    [[nodiscard]] const Poles& poles() const { return poles_; }
    [[nodiscard]] const InventoryPole* find(const PoleName& name) const;
    /// Poles of the list. Where there is one, who is heard and not in it is unregistered.
    [[nodiscard]] std::size_t listed() const { return listed_; }

    /// Another one whenever something has changed.
    [[nodiscard]] std::uint64_t version() const { return version_; }
    /// Names of what has changed since the last call: what is found no more was dropped.
    [[nodiscard]] std::set<PoleName> take_changes();

  private:
    void changed(const PoleName& name);

    Poles poles_;
    std::set<PoleName> changes_;
    std::size_t listed_ = 0;
    std::uint64_t version_ = 0;
};

}  // namespace magpie::collector::console
