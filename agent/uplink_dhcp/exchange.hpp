#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/dhcp/exchange.hpp"
#include "agent/uplink_dhcp/frame.hpp"
#include "wire/station/uplink.hpp"
#include "wire/time.hpp"

namespace magpie::agent::uplink_dhcp {

struct Settings {
    MacAddress hardware{};
    std::vector<address_v4> own{};  // the interface's addresses: never asked for, and never given back
    std::uint32_t transaction = 0;  // random
    bool only_offer = false;
    Milliseconds timeout{10'000};  // until there is an address; a wait of three seconds for others comes on top
};

/// An address asked for on the uplink beside the pole's own lease, looked whether anybody has it, and given back, frame
/// by frame: by the same hardware under another client identifier (RFC 2131 4.2), so that a switch that knows the pole
/// lets it through and a server takes it for another. Without clock and socket; a value, owned by who asks.
class UplinkExchange {
  public:
    explicit UplinkExchange(Settings settings);

    void begin(const Now& now) { exchange_.begin(now); }
    /// The next frame to be sent; there may be some after the end.
    [[nodiscard]] std::optional<std::vector<std::byte>> take(const Now& now);
    void not_sent();
    void received(std::span<const std::byte> frame, const Now& now);
    void tick(const Now& now);
    /// Ends it; what it has is given back.
    void give_up();

    /// When to tick next.
    [[nodiscard]] Monotonic deadline() const;
    /// Once it is over.
    [[nodiscard]] const std::optional<station::UplinkAnswer>& answer() const { return answer_; }

  private:
    void look_for_others(const Now& now);
    void finish(station::UplinkEnd end);
    [[nodiscard]] bool has_lease() const;

    Settings settings_;
    dhcp::Exchange exchange_;
    MacAddress server_{};  // whose frame the last answer came in
    std::optional<Monotonic> next_probe_;
    int probes_ = 0;
    std::deque<std::vector<std::byte>> to_say_;
    std::optional<station::UplinkAnswer> answer_;
};

}  // namespace magpie::agent::uplink_dhcp
