#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/citizen/network.hpp"
#include "agent/citizen/supplicant.hpp"
#include "wire/time.hpp"

namespace magpie::agent::citizen {

/// One network joined, and left, in the words of wpa_supplicant: commands out, answers and events in. Without clock and
/// socket; a value, owned by who visits.
class Join {
  public:
    struct Settings {
        std::vector<std::pair<std::string, std::string>> variables;
        Milliseconds timeout{30'000};
    };
    explicit Join(Settings settings) : settings_(std::move(settings)) {}

    void begin(const Now& now);
    /// What is to be said now; the next once this is answered.
    [[nodiscard]] std::optional<std::string> take();
    void received(std::string_view datagram, const Now& now);
    void not_sent(const Now& now) { fail("supplicant", now); }
    void tick(const Now& now);
    /// When to tick next.
    [[nodiscard]] Monotonic deadline() const;

    /// Each stage that has ended, in their order; the last of them may have failed.
    [[nodiscard]] const std::vector<StageEnd>& ends() const { return ends_; }
    [[nodiscard]] bool joined() const { return stage_ == Phase::joined; }
    [[nodiscard]] bool failed() const { return stage_ == Phase::failed; }
    /// The network has put us off since we joined it.
    [[nodiscard]] bool lost() const { return lost_; }

    /// From here on it leaves, whatever it was at.
    void leave(const Now& now);
    [[nodiscard]] bool left() const { return stage_ == Phase::left; }
    /// As the kernel counts, of the time with the access point; 0 where there was none.
    [[nodiscard]] std::uint64_t packets() const { return packets_; }
    /// In Mbit/s, of the last packet; nothing where that was not learnt.
    [[nodiscard]] std::optional<std::uint64_t> link_speed() const { return link_speed_; }

  private:
    enum class Phase : std::uint8_t { setting, joining, joined, failed, leaving, left };

    void answered(std::string_view answer, const Now& now);
    void heard(const SupplicantEvent& event, const Now& now);
    void succeed(const Now& now);
    void fail(std::string_view outcome, const Now& now);

    Settings settings_;
    Phase stage_ = Phase::setting;
    Stage at_ = Stage::scan;
    Monotonic begun_{};  // of the stage
    Monotonic until_{};
    std::optional<Monotonic> grace_;
    std::string_view reason_ = "not_found";
    int misses_ = 0;
    std::deque<std::string> to_say_;
    std::string said_;  // and not answered so far
    std::vector<StageEnd> ends_;
    bool lost_ = false;
    std::uint64_t packets_ = 0;
    std::optional<std::uint64_t> link_speed_;
};

}  // namespace magpie::agent::citizen
