#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "agent/capture/packet_source.hpp"
#include "wire/capture/record.hpp"

struct pcap;

namespace magpie::agent {

/// Frames of a network interface by libpcap, through a ring that the kernel fills and wakes us for a block at a time
/// (TPACKET_V3). The carrier: the only part that touches the capture's descriptor. One thread; owned by the capture's
/// app.
class LiveSource final : public PacketSource {
  public:
    /// The headers of every frame of a monitor interface (`air`); of a network's (`client`) what tells of connections:
    /// EAPOL, DNS, DHCP and TCP; of a `line` what its other end says of itself: LLDP. The error is a sentence: who is
    /// not there, not up, of another kind, or not for us to listen to (it takes CAP_NET_RAW).
    [[nodiscard]] static tl::expected<std::unique_ptr<PacketSource>, std::string> open(const std::string& interface,
                                                                                       capture::InterfaceKind kind);

    [[nodiscard]] LinkType link_type() const override { return link_type_; }
    std::size_t read(std::size_t most, const std::function<void(const CapturedFrame&)>& take) override;
    [[nodiscard]] bool ended() const override { return ended_; }
    [[nodiscard]] std::uint64_t dropped() override;
    [[nodiscard]] int descriptor() const override;

  private:
    struct Close {
        void operator()(pcap* handle) const;
    };
    using Handle = std::unique_ptr<pcap, Close>;

    LiveSource(Handle handle, LinkType link_type) : handle_(std::move(handle)), link_type_(link_type) {}

    Handle handle_;
    LinkType link_type_;
    bool ended_ = false;
    std::uint32_t dropped_before_ = 0;
    std::uint64_t dropped_ = 0;
};

}  // namespace magpie::agent
