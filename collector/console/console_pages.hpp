#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "collector/console/command_pages.hpp"
#include "collector/console/console.hpp"
#include "collector/console/history_pages.hpp"
#include "collector/console/pole_pages.hpp"
#include "collector/console/static_files.hpp"
#include "collector/fleet/fleet.hpp"
#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// Files that the console shows; empty: none.
struct ConsoleFiles {
    std::string directory;      // its page
    std::string coverage_file;  // what magpie-planner wrote: cells,
    std::string sites_file;     // and the sites it chose
};

/// The console over HTTP, as docs/openapi.yaml describes it. Who may is the business of Access. Lives on the loop's
/// thread; owned by `app`, and what it shows outlives the server and its responses.
class ConsolePages {
  public:
    static constexpr std::string_view prefix = "/api/v1/console/";

    ConsolePages(Console& console, const Fleet& fleet, console::CommandPages::Surroundings surroundings,
                 console::HistorySource history, const ConsoleFiles& files);

    /// How long a body may be of a request that changes something; nothing where none is taken.
    [[nodiscard]] static std::optional<std::size_t> takes(const http::Request& request);

    /// Nothing when this is none of its paths. `by` is who asks, for the audit.
    [[nodiscard]] std::optional<http::Response> answer(const http::Request& request, const std::string& by,
                                                       const Now& now);

  private:
    [[nodiscard]] std::optional<http::Response> shown(std::string_view path, const http::Request& request,
                                                      const Now& now);
    [[nodiscard]] std::optional<http::Response> of_a_pole(std::string_view path, const http::Request& request,
                                                          const Now& now) const;
    [[nodiscard]] http::Response windows() const;

    const Console& console_;
    console::PolePages pole_pages_;
    console::CommandPages command_pages_;
    console::HistorySource history_;
    console::StaticFiles files_;
    std::optional<console::ServedFile> coverage_;
    std::optional<console::ServedFile> sites_;
};

}  // namespace magpie::collector
