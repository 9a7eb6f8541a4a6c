#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include <boost/asio/io_context.hpp>

#include "agent/config/path.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/source.hpp"
#include "agent/uplink_dhcp/ask.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent {

/// Asks every so often whether DHCP has an address for the uplink, on the time of the loop it lives on; as a source it
/// tells what came of it. Owned by the agent; the loop outlives it.
class UplinkDhcpLine final : public Source {
  public:
    UplinkDhcpLine(boost::asio::io_context& loop, const PathConfig::DhcpConfig& config, std::uint32_t seed);
    UplinkDhcpLine(const UplinkDhcpLine&) = delete;
    UplinkDhcpLine& operator=(const UplinkDhcpLine&) = delete;
    ~UplinkDhcpLine() override = default;

    void sample(Readings& readings, const Now& now) override;

  private:
    void wait(Milliseconds time);
    void begin();
    void ended(const uplink_dhcp::Answer& answer);
    /// `least` to `most` times the interval: poles that one power cut has woken are soon out of step.
    [[nodiscard]] Milliseconds within(double least, double most);

    boost::asio::io_context& loop_;
    PathConfig::DhcpConfig config_;
    std::minstd_rand random_;
    SourceHealth health_{"path_dhcp"};
    std::map<std::string, std::uint64_t> ends_;
    std::optional<bool> up_;
    std::optional<Milliseconds> offer_;  // of the last that came through it
    std::optional<Milliseconds> grant_;
    std::optional<std::uint8_t> servers_;
    platform::LoopTimer timer_;
    std::unique_ptr<uplink_dhcp::Asked> asked_;
};

}  // namespace magpie::agent
