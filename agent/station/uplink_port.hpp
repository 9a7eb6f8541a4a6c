#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/ip/address_v4.hpp>
#include <tl/expected.hpp>

#include "agent/ieee80211/mac_address.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent {

/// The line of an interface, frame by frame, beside the kernel's own use of it: of what comes only answers of DHCP
/// and ARP. The carrier: what takes CAP_NET_RAW is here and nowhere else. Errors are the system's. Lives on the loop's
/// thread; owned by the desk.
class UplinkPort {
  public:
    [[nodiscard]] static tl::expected<UplinkPort, int> open(const std::string& interface);

    /// Readable when receive() has something.
    [[nodiscard]] int descriptor() const { return line_.descriptor(); }
    [[nodiscard]] MacAddress hardware() const { return hardware_; }
    /// That the interface had when it was opened.
    [[nodiscard]] const std::vector<boost::asio::ip::address_v4>& addresses() const { return addresses_; }

    [[nodiscard]] bool send(std::span<const std::byte> frame) const;
    /// The next frame, within `room`; nothing where there is none.
    [[nodiscard]] std::optional<std::span<const std::byte>> receive(std::span<std::byte> room) const;

  private:
    UplinkPort(files::File line, MacAddress hardware, std::vector<boost::asio::ip::address_v4> addresses)
        : line_(std::move(line)), hardware_(hardware), addresses_(std::move(addresses)) {}

    files::File line_;
    MacAddress hardware_;
    std::vector<boost::asio::ip::address_v4> addresses_;
};

}  // namespace magpie::agent
