#pragma once

#include <optional>
#include <random>
#include <string>

#include "agent/station/uplink_port.hpp"
#include "agent/uplink_dhcp/exchange.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/file.hpp"
#include "platform/log/log.hpp"
#include "wire/station/uplink.hpp"

namespace magpie::agent {

/// Who asks for an address on the uplink when an agent wants to know whether there is one, and says what came of it:
/// the agent itself touches no frame. One question at a time, and one a second at most; what was leased is given back,
/// whatever became of the agent. Lives on the loop's thread; owned by `main`; clock and log outlive it.
class UplinkDesk {
  public:
    UplinkDesk(std::string interface, files::File listener, const platform::Clock& clock, const log::Log& log)
        : interface_(std::move(interface)), listener_(std::move(listener)), clock_(clock), log_(log) {}

    /// Until `stop` is readable.
    void run(const files::File& stop);

  private:
    void accept();
    void hear_agent();
    void begin(const station::UplinkQuestion& question);
    void hear_line();
    void say_all();
    void go_on();
    void answer(const station::UplinkAnswer& answer);
    /// In ms, as poll(2) wants it.
    [[nodiscard]] int patience() const;

    std::string interface_;
    files::File listener_;
    const platform::Clock& clock_;
    const log::Log& log_;
    std::random_device random_;
    files::File agent_;
    std::optional<station::UplinkQuestion> asked_;  // and not begun
    std::optional<UplinkPort> port_;
    std::optional<uplink_dhcp::UplinkExchange> exchange_;
    Monotonic next_{};  // no question is begun before
};

}  // namespace magpie::agent
