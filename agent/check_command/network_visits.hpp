#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/check/service.hpp"
#include "agent/citizen/visit_run.hpp"
#include "agent/config/config.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent::check {

/// Joins each network of the pole as a client would, one after the other, by the spare radio of magpie-station. Lives
/// on the loop; ends with its scope, and says nothing more. What it is given outlives it.
class NetworkVisits {
  public:
    using Told = std::function<void(const SsidSeen&)>;

    /// `told` is called once a network, from the loop, never from within. No visit begins that would not be over by
    /// `until`.
    NetworkVisits(boost::asio::io_context& loop, const platform::Clock& clock, const Config& config, Monotonic until,
                  Told told);
    NetworkVisits(const NetworkVisits&) = delete;
    NetworkVisits& operator=(const NetworkVisits&) = delete;
    ~NetworkVisits() = default;

  private:
    void join_next();
    /// How it is joined; nothing, and why in `visited_`, where it cannot be.
    [[nodiscard]] std::optional<citizen::VisitSettings> settings_of(const std::string& ssid);
    void ended(std::vector<citizen::StageEnd> ends);

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    const Config& config_;
    Monotonic until_;
    Told told_;
    std::random_device random_;
    std::size_t next_ = 0;
    SsidSeen visited_{};
    std::unique_ptr<citizen::VisitRun> visit_;
    platform::LoopTimer limit_;
    platform::LoopTimer next_visit_;
};

}  // namespace magpie::agent::check
