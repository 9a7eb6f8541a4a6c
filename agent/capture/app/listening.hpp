#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/capture/air/air.hpp"
#include "agent/capture/client/connections.hpp"
#include "agent/capture/line/neighbours.hpp"
#include "agent/capture/packet_source.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// Who is listened to, and what is made of it: frames of the sources go to Air, Connections and LineNeighbours, records
/// come out. A whole capture without a process; lives on the loop's thread, owned by `main`.
class Listening {
  public:
    void add_air(std::string interface, std::unique_ptr<PacketSource> source);
    /// `bssid` as Connections takes it.
    void add_client(std::string interface, std::string_view ssid, MacAddress bssid,
                    std::unique_ptr<PacketSource> source);

    void add_line(std::string interface, std::unique_ptr<PacketSource> source);

    /// At most `most` frames of each source that wait. True when one of them may have more.
    bool read(std::size_t most);

    /// What the agent says is ours, and what it hears of clients.
    void hear(const capture::Record& record, CaptureTime now);
    /// What cannot wait for the next tick.
    void take_threats(std::vector<capture::Record>& into) { air_.take_threats(into); }
    /// Once a second, and at `tick_wanted`.
    void tick(CaptureTime now, std::vector<capture::Record>& into);
    /// When something will be worth a tick of its own; nothing where nothing will be.
    [[nodiscard]] std::optional<CaptureTime> tick_wanted(CaptureTime now) const {
        return connections_.tick_wanted(now);
    }

    /// Of each source, in the order in which they were added.
    [[nodiscard]] std::vector<int> descriptors() const;
    /// The first interface that is no more; empty while all are there.
    [[nodiscard]] std::string_view gone() const;

  private:
    struct Input {
        std::string interface;
        capture::InterfaceKind kind{};
        std::uint8_t network = 0;  // of a client's; of a line its index
        std::unique_ptr<PacketSource> source;
    };

    void take(const Input& input, const CapturedFrame& frame);
    [[nodiscard]] capture::EventUse hear_event(const capture::ClientEvent& event, CaptureTime now);
    [[nodiscard]] capture::Interface account(const Input& input) const;

    std::vector<Input> inputs_;
    bool has_clients_ = false;
    Air air_;
    Connections connections_;
    capture::EventTotals events_;
    LineNeighbours neighbours_;
};

}  // namespace magpie::agent
