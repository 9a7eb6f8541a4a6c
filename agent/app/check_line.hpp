#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/io_context.hpp>

#include "agent/app/loop.hpp"
#include "agent/app/trip_desk.hpp"
#include "agent/check/kept_results.hpp"
#include "agent/check/program.hpp"
#include "agent/check/requests.hpp"
#include "agent/check/result.hpp"
#include "agent/config/config.hpp"
#include "agent/sources/source.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/file.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// Runs the checks that are asked for over MQTT, keeps a file for those that run beside the agent, and tells as a
/// source what the last one found, whoever ran it. On the loop; owned by the agent; loop, clock and log outlive it.
class CheckLine final : public Source {
  public:
    CheckLine(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock, const log::Log& log);
    CheckLine(const CheckLine&) = delete;
    CheckLine& operator=(const CheckLine&) = delete;
    ~CheckLine() override = default;

    [[nodiscard]] Watch watch();
    void sample(Readings& readings, const Now& now) override;

    // The agent's side of it.
    void hear(std::string_view id, const Now& now);
    [[nodiscard]] std::optional<std::string> take_message(const Now& now) { return requests_.take_message(now); }
    [[nodiscard]] std::optional<Monotonic> deadline() const { return requests_.deadline(); }
    /// Whether a check beside the agent wants to know, since the last call, if the collector answers.
    [[nodiscard]] bool take_trip_question() { return std::exchange(trip_wanted_, false); }
    [[nodiscard]] bool wants_trip() const { return trip_wanted_; }
    void trip_ended(const check::Trip& trip);
    /// All that is in a report, and how the session stands: what a check cannot see for itself is kept for it.
    void reported(const Readings& readings, bool online, const std::string& trouble, const Now& now);

  private:
    void begin();
    void ring();
    void open_desk();

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    const log::Log& log_;
    std::string config_file_;
    std::string directory_;
    Milliseconds interval_;
    check::Requests requests_;
    check::KeptResults kept_;
    std::optional<UtcMs> looked_;  // when the directory was as it is now
    std::optional<check::Result> last_;
    bool said_ = false;
    bool trip_wanted_ = false;
    files::File bell_;
    std::shared_ptr<const bool> here_ = std::make_shared<const bool>(true);
    std::unique_ptr<check::RunningCheck> running_;
    std::unique_ptr<TripDesk> desk_;  // the last: what it calls is there as long as it is
};

}  // namespace magpie::agent
