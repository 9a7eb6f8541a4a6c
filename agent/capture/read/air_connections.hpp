#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/capture/air/own.hpp"
#include "agent/capture/client/connections.hpp"
#include "agent/capture/packet_source.hpp"
#include "agent/capture/read/ours.hpp"
#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// The connections of clients in the air of a file, as far as they are in the air. On a pole its networks are known
/// beforehand; here they are those that clients try, the first sixteen, or of these the ones that are named as ours.
/// One thread; owned by who reads the file.
class AirConnections {
  public:
    explicit AirConnections(const Ours& ours);

    void heard(const Frame& frame, CaptureTime at);
    /// Once a second: ends of stages, of networks whose access point was heard.
    void tick(CaptureTime now, std::vector<capture::Record>& into);

    /// BSSID, by the index in records.
    [[nodiscard]] std::string name_of(std::uint8_t network) const;
    /// Frames of connections to further networks.
    [[nodiscard]] std::uint64_t passed_over() const { return passed_over_; }

  private:
    struct Network {
        MacAddress bssid;
        bool spoke = false;  // so that it is an access point, and not a client that pretends
    };

    [[nodiscard]] bool is_wanted(const MacAddress& bssid) const;

    Own own_;
    Connections connections_;
    std::vector<Network> networks_;
    std::uint64_t passed_over_ = 0;
};

}  // namespace magpie::agent
