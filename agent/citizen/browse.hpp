#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "agent/citizen/network.hpp"
#include "agent/citizen/page_fetch.hpp"
#include "agent/probe/portal_probe.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent::citizen {

/// What a citizen does in a network that has given him an address, stage by stage: asks for a name, meets the portal,
/// looks at a page, downloads a little. Lives on the owner's loop; ends with its scope, and says nothing more then, but
/// never in what it calls. `clock` outlives it.
class Browse {
  public:
    struct Settings {
        bool portal_is_good = false;  // as of Network
        std::string portal_api{};     // of the lease (RFC 8908); empty: none
        std::string portal_url{};     // empty: not asked
        std::string page_url{};
        std::string download_url{};  // empty: none
        std::size_t download_bytes = 0;
    };
    /// Whom it tells. After a stage that has failed, or the last one, there is nothing more to come.
    struct Visitor {
        std::function<void(Stage)> begins;
        std::function<void()> succeeds;
        std::function<void(std::string_view outcome)> fails;
        std::function<void(std::optional<double> download_rate)> is_done;  // bytes per second
    };

    Browse(const platform::Clock& clock, Settings settings, std::unique_ptr<PageFetch> fetch, Visitor visitor);
    Browse(const Browse&) = delete;
    Browse& operator=(const Browse&) = delete;
    ~Browse() = default;

    /// May tell from within.
    void begin();

  private:
    using Page = tl::expected<http::Visited, probe::State>;
    void begin_portal();
    void ask_portal_api();
    void begin_empty_page();
    void ask_portal();
    void judge_portal(const probe::Outcome& outcome);
    void is_captive();
    void begin_page();
    void begin_download();
    [[nodiscard]] bool judge_page(const Page& page, unsigned first_bad);

    const platform::Clock& clock_;
    const Settings settings_;
    const Visitor visitor_;
    std::unique_ptr<PageFetch> fetch_;
    Monotonic portal_begun_{};
    std::optional<probe::PortalProbe> portal_;
};

}  // namespace magpie::agent::citizen
