#pragma once

#include <optional>
#include <string_view>

#include "collector/console/console.hpp"
#include "collector/fleet/fleet.hpp"
#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector::console {

/// What the console shows of poles: summary, map, list, one of them, and how they differ from the inventory. On the
/// loop; owned by ConsolePages, and what it shows outlives it.
class PolePages {
  public:
    PolePages(const Console& console, const Fleet& fleet) : console_(console), fleet_(fleet) {}

    /// `path` is what follows /api/v1/console/. Nothing when this is none of its pages.
    [[nodiscard]] std::optional<http::Response> answer(std::string_view path, const http::Request& request,
                                                       const Now& now) const;

  private:
    [[nodiscard]] http::Response map(const http::Request& request) const;
    [[nodiscard]] http::Response list(const http::Request& request) const;

    const Console& console_;
    const Fleet& fleet_;
};

/// The two names of `AREA/NODE` and what follows them (`/history`, or nothing); nothing where a name is missing.
struct NamedPole {
    PoleName name;
    std::string_view rest;
};
[[nodiscard]] std::optional<NamedPole> pole_in(std::string_view path);

}  // namespace magpie::collector::console
