#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/citizen/network.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent::citizen {

struct VisitSettings {
    std::vector<std::pair<std::string, std::string>> variables;  // of the network: variables_of()
    bool portal_is_good = false;                                 // as of Network
    std::string socket{};                                        // of magpie-station
    std::string identity{};                                      // for DHCP
    std::uint32_t transaction = 0;                               // random
    std::string portal_url{};                                    // empty: not asked
    std::string page_url{};
    std::string download_url{};  // empty: none
    std::size_t download_bytes = 0;
};

struct VisitResult {
    /// In their order; the last one may have failed. Nothing where magpie-station gave no sockets.
    std::vector<StageEnd> ends{};
    std::optional<double> download_rate{};  // bytes per second
    std::chrono::duration<double> airtime{0};
};

/// One visit, from the first scan to the goodbye, whose packets go through the station's sockets alone. Lives on the
/// owner's loop; ends with its scope, and says nothing more then: magpie-station clears up. `clock` outlives it.
class VisitRun {
  public:
    using Done = std::function<void(const VisitResult&)>;

    /// `done` is called once from the loop, never from within.
    [[nodiscard]] static std::unique_ptr<VisitRun> start(boost::asio::io_context& loop, const platform::Clock& clock,
                                                         VisitSettings settings, Done done);
    VisitRun(const VisitRun&) = delete;
    VisitRun& operator=(const VisitRun&) = delete;
    ~VisitRun();

  private:
    class Steps;
    explicit VisitRun(std::shared_ptr<Steps> steps) : steps_(std::move(steps)) {}

    std::shared_ptr<Steps> steps_;
};

}  // namespace magpie::agent::citizen
