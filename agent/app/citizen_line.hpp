#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/citizen/airtime.hpp"
#include "agent/citizen/turns.hpp"
#include "agent/citizen/visit_run.hpp"
#include "agent/config/config.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/source.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent {

/// Visits networks of the neighbours in their turns, on the time of the loop it lives on; as a source it tells what a
/// citizen would have found. Owned by the agent; loop and clock outlive it.
class CitizenLine final : public Source {
  public:
    CitizenLine(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock);
    CitizenLine(const CitizenLine&) = delete;
    CitizenLine& operator=(const CitizenLine&) = delete;
    ~CitizenLine() override = default;

    void sample(Readings& readings, const Now& now) override;

  private:
    /// What was found of one network.
    struct Found {
        std::map<std::pair<citizen::Stage, std::string_view>, std::uint64_t> ends;
        std::array<std::optional<Milliseconds>, citizen::stage_words.size()> took{};  // of the last that succeeded
        std::optional<bool> usable{};
        std::optional<double> download_rate{};
    };
    enum class Missed : std::uint8_t { airtime, busy, station, secret };
    static constexpr std::array<std::string_view, 4> missed_words{"airtime", "busy", "station", "secret"};

    void wait_for_turn();
    void begin_due();
    /// The reason why it was not begun.
    [[nodiscard]] std::optional<Missed> begin(std::size_t network, const Now& now);
    void ended(std::size_t network, const citizen::VisitResult& result);
    void miss(Missed reason);

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    CitizenConfig config_;
    std::string identity_;
    std::vector<MacAddress> neighbours_;
    citizen::Turns turns_;
    citizen::AirtimeBudget budget_;
    citizen::Turns::Turn next_{};
    std::vector<Found> found_;  // of config_.networks
    std::array<std::uint64_t, missed_words.size()> missed_{};
    SourceHealth health_{"citizen"};
    std::random_device random_;
    std::unique_ptr<citizen::VisitRun> visit_;
    platform::LoopTimer timer_;
};

}  // namespace magpie::agent
