#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "collector/console/console.hpp"
#include "collector/fleet/fleet.hpp"
#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector::console {

/// What people change through the console: the inventory, who is out of service, maintenance windows, and checks of
/// poles. All of it goes into the audit. On the loop; owned by ConsolePages.
class CommandPages {
  public:
    struct Surroundings {
        /// Whether this collector is the one that speaks to nodes, and can.
        std::function<bool()> speaks;
        /// Nothing while it is the active one; else who is, empty where that is not known.
        std::function<std::optional<std::string>()> stands_by;
        /// Asks a node for a check of this id.
        std::function<void(const PoleName& pole, const std::string& id, const Now& now)> ask_check;
        std::function<void(const std::string& by, std::string_view what, const std::string& detail, const Now& now)>
            audit;
        /// 16 hexadecimal digits that nobody can guess.
        std::function<std::string()> fresh_id;
    };

    CommandPages(Console& console, const Fleet& fleet, Surroundings surroundings)
        : console_(console), fleet_(fleet), surroundings_(std::move(surroundings)) {}

    /// How long a body may be of a request of this path (what follows /api/v1/console/); nothing where none is taken.
    [[nodiscard]] static std::optional<std::size_t> takes(std::string_view method, std::string_view path);

    /// Nothing when this is none of its paths.
    [[nodiscard]] std::optional<http::Response> answer(std::string_view path, const http::Request& request,
                                                       const std::string& by, const Now& now);

  private:
    /// Why nothing is changed here, where it is not.
    [[nodiscard]] std::optional<http::Response> refused(const http::Request& request) const;
    http::Response replace_inventory(const http::Request& request, const std::string& by, const Now& now);
    http::Response take_out(const PoleName& name, const http::Request& request, const std::string& by, const Now& now);
    http::Response take_back(const PoleName& name, const http::Request& request, const std::string& by, const Now& now);
    http::Response add_window(const http::Request& request, const std::string& by, const Now& now);
    http::Response remove_window(std::string_view id, const std::string& by, const Now& now);
    http::Response ask_check(const PoleName& name, const http::Request& request, const std::string& by, const Now& now);
    [[nodiscard]] http::Response shown(const PoleName& name) const;

    Console& console_;
    const Fleet& fleet_;
    Surroundings surroundings_;
};

}  // namespace magpie::collector::console
