#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "agent/capture/packet_source.hpp"
#include "agent/ieee80211/frame.hpp"
#include "agent/internet/packet.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent::client {

/// A stage of one client's connection has ended.
struct StageEnd {
    capture::Stage stage{};
    capture::Outcome outcome{};
    CaptureTime begun{};
    CaptureTime at{};
    bool ordinary = false;  // a no that belongs to the course of things, and is nobody's fault
};

/// The capture's clock may be set. What seems to lie farther apart than an hour, or in the wrong order by more than
/// frames of two interfaces are read in, tells nothing.
[[nodiscard]] bool clock_was_set(CaptureTime before, CaptureTime now);

/// How long an answer is waited for.
[[nodiscard]] std::chrono::microseconds limit_of(capture::Stage stage);

/// A stage that may be under way. Values of this kind live with their client, on the thread of Connections. What of a
/// stage is heard on two interfaces may come one after the other: what is earlier than its end belongs to it.
class StageWait {
  public:
    explicit StageWait(capture::Stage stage) : stage_(stage) {}

    [[nodiscard]] bool pending() const { return begun_.has_value(); }
    [[nodiscard]] bool pending_at(CaptureTime at) const { return begun_ && *begun_ <= at; }
    /// Unless it is under way already.
    void begin(CaptureTime at);
    void drop() { begun_.reset(); }
    /// What came at this time was only possible after the stage: its end was not captured.
    void passed(CaptureTime at);
    /// No answer, where the answer comes later than it is waited for.
    [[nodiscard]] StageEnd end(capture::Outcome outcome, CaptureTime at);
    [[nodiscard]] std::optional<StageEnd> expire(CaptureTime now, capture::Outcome outcome);

  private:
    capture::Stage stage_;
    std::optional<CaptureTime> begun_;
    CaptureTime ended_ = CaptureTime::min();
};

/// From the request to the last response, open or SAE (IEEE 802.11-2020 12.3.3, 12.4).
class AuthenticationStage {
  public:
    [[nodiscard]] std::optional<StageEnd> hear(const Authentication& frame, bool from_client, CaptureTime at);
    [[nodiscard]] std::optional<StageEnd> expire(CaptureTime now);
    void drop() { wait_.drop(); }
    void passed(CaptureTime at) { wait_.passed(at); }
    [[nodiscard]] bool pending() const { return wait_.pending(); }

  private:
    StageWait wait_{capture::Stage::authentication};
};

/// Association or reassociation.
class AssociationStage {
  public:
    void ask(CaptureTime at) { wait_.begin(at); }
    [[nodiscard]] std::optional<StageEnd> answer(std::uint16_t status, CaptureTime at);
    [[nodiscard]] std::optional<StageEnd> expire(CaptureTime now);
    void drop() { wait_.drop(); }
    void passed(CaptureTime at) { wait_.passed(at); }
    [[nodiscard]] bool pending() const { return wait_.pending(); }

  private:
    StageWait wait_{capture::Stage::association};
};

/// The 4-way handshake, message 1 to message 4 (12.7.6). A wrong key is never said: the access point takes the
/// client's message 2 for a forged one and sends message 1 anew, until it gives up. A message that is heard twice, in
/// the air and on the interface, is told by its replay counter.
class HandshakeStage {
  public:
    [[nodiscard]] std::optional<StageEnd> hear(std::uint8_t message, std::uint64_t replay_counter, CaptureTime at);
    /// hostapd says that a message 2 did not fit its key. Where messages are heard they tell what comes of it; where
    /// none are, the wrong key is told once for the four that hostapd says of one attempt, or when no more come.
    [[nodiscard]] std::optional<StageEnd> told_wrong_key(CaptureTime at);
    /// hostapd says that the client is connected.
    [[nodiscard]] std::optional<StageEnd> told_connected(CaptureTime at);
    /// One of the two has left, with this reason.
    [[nodiscard]] std::optional<StageEnd> left(std::uint16_t reason, bool from_client, CaptureTime at);
    [[nodiscard]] std::optional<StageEnd> expire(CaptureTime now);
    void drop();
    void passed(CaptureTime at);
    [[nodiscard]] bool pending() const { return wait_.pending(); }

  private:
    [[nodiscard]] bool key_is_wrong() const { return begun_anew_ && last_ < 3; }
    [[nodiscard]] std::optional<StageEnd> first_message(std::uint64_t replay_counter, CaptureTime at);

    StageWait wait_{capture::Stage::handshake};
    std::uint64_t counter_ = 0;  // of the last message 1
    std::uint8_t last_ = 0;      // message
    std::uint8_t answered_ = 0;  // messages 1 that message 2 followed
    bool begun_anew_ = false;    // message 1 after message 2
    std::optional<CaptureTime> given_up_;
    CaptureTime heard_ = CaptureTime::min();  // the last message
    std::uint8_t told_ = 0;                   // wrong keys, while no message was heard
};

/// EAP, first request to success or failure (RFC 3748).
class Dot1xStage {
  public:
    [[nodiscard]] std::optional<StageEnd> hear(std::uint8_t eap_code, CaptureTime at);
    /// hostapd says that it begins. What then does not end is no failure: hostapd says so itself when nobody answers.
    void told_begun(CaptureTime at) { told_begun_ = at; }
    /// hostapd says how it ended; nothing where messages have told it. A success of which nobody knows the beginning is
    /// none, for it would have a time.
    [[nodiscard]] std::optional<StageEnd> told(capture::Outcome outcome, CaptureTime at);
    [[nodiscard]] std::optional<StageEnd> expire(CaptureTime now);
    void drop() { wait_.drop(); }
    void passed(CaptureTime at) { wait_.passed(at); }
    [[nodiscard]] bool pending() const { return wait_.pending(); }

  private:
    StageWait wait_{capture::Stage::dot1x};
    CaptureTime heard_ = CaptureTime::min();  // the last message
    CaptureTime told_begun_ = CaptureTime::min();
};

}  // namespace magpie::agent::client
