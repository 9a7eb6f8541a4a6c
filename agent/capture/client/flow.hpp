#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "agent/capture/client/segments.hpp"
#include "agent/capture/client/service_level.hpp"
#include "agent/capture/client/stages.hpp"
#include "agent/internet/packet.hpp"

namespace magpie::agent::client {

/// One TCP connection of a client, as it passes the pole: its handshake, how long each side takes to answer, what is
/// sent again, and its first HTTP answer where that is asked for. A value; owned by Connections.
class Flow {
  public:
    struct RoundTrip {
        Side side{};
        std::chrono::microseconds took{};
    };
    struct Heard {
        std::optional<StageEnd> end;
        std::optional<RoundTrip> round_trip;
        bool network_answered = false;  // with SYN-ACK to the client's SYN
        bool segment = false;           // with payload
        bool again = false;
        bool http_request = false;  // the client's, to port 80
        bool over = false;          // reset
    };

    [[nodiscard]] Heard hear(const Tcp& tcp, bool from_client, CaptureTime at);
    /// The answer to the client's request that has just passed is a stage.
    void ask_portal(CaptureTime at) { portal_.begin(at); }

    [[nodiscard]] std::optional<StageEnd> expire(CaptureTime now);
    [[nodiscard]] bool idle(CaptureTime now) const;
    [[nodiscard]] CaptureTime last() const { return last_; }

  private:
    enum class Phase : std::uint8_t { unknown, asked, answered, open };

    void reset(const Tcp& tcp, bool from_client, CaptureTime at, Heard& heard);
    void syn(const Tcp& tcp, bool from_client, CaptureTime at);
    void syn_ack(const Tcp& tcp, bool from_client, CaptureTime at, Heard& heard);
    void acknowledgement(const Tcp& tcp, bool from_client, CaptureTime at, Heard& heard);
    void payload(const Tcp& tcp, bool from_client, CaptureTime at, Heard& heard);

    Phase phase_ = Phase::unknown;
    bool asked_again_ = false;
    bool answered_again_ = false;
    std::uint32_t client_next_ = 0;   // behind its SYN
    std::uint32_t network_next_ = 0;  // behind its SYN-ACK
    CaptureTime answered_at_{};
    CaptureTime last_{};
    CaptureTime asked_at_{};
    StageWait network_{capture::Stage::tcp_network};
    StageWait radio_{capture::Stage::tcp_radio};
    StageWait portal_{capture::Stage::portal};
    Segments up_;
    Segments down_;
};

}  // namespace magpie::agent::client
