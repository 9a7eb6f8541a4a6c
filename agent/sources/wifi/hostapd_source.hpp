#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/hostapd/monitor.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/source.hpp"

namespace magpie::agent {

/// The word for a reason code of IEEE 802.11-2020 table 9-49, as it stands in the label `reason`; "other" for those
/// that tell an operator nothing.
[[nodiscard]] std::string_view reason_word(std::uint16_t code);

/// What only hostapd can tell of an access point: why clients are not let in, and with which reason they go. Says
/// nothing on a pole where hostapd has no control socket. Lives on the loop's thread; owned by `app`, which watches
/// `event_descriptor()`.
class HostapdSource final : public Source {
  public:
    /// `directory`: where hostapd keeps its control sockets; `sys`: the root of sysfs.
    HostapdSource(std::string directory, std::string sys = "/sys");

    /// Of each event `hear` is told besides.
    void tell(std::function<void(const hostapd::Heard&)> hear) { hear_ = std::move(hear); }

    void sample(Readings& readings, const Now& now) override;

    [[nodiscard]] int event_descriptor() const { return monitor_.descriptor(); }
    void read_events();

  private:
    using Counts = std::map<std::pair<std::string, std::string_view>, std::uint64_t>;  // by radio and reason

    void count(const hostapd::Heard& heard);
    void count(Counts& counts, const std::string& interface, std::string_view reason);

    std::string sys_;
    hostapd::Monitor monitor_;
    std::function<void(const hostapd::Heard&)> hear_;
    SourceHealth health_{"hostapd"};
    bool was_there_ = false;
    bool attached_ = false;
    std::vector<std::string> radios_;  // those with a name of their own
    Counts deauthentications_;
    Counts refusals_;
};

}  // namespace magpie::agent
