#pragma once

#include <cstdint>
#include <vector>

#include <boost/asio/ip/address_v4.hpp>

#include "agent/ieee80211/mac_address.hpp"
#include "tests/fakes/packet_payloads.hpp"

namespace magpie::fakes {

/// What a DHCP server says to one client.
class FakeDhcpServer {
  public:
    FakeDhcpServer(agent::MacAddress client, std::uint32_t transaction) : client_(client), transaction_(transaction) {}

    [[nodiscard]] packets::Bytes offers() const { return gives(agent::DhcpType::offer); }
    [[nodiscard]] packets::Bytes acknowledges() const { return gives(agent::DhcpType::ack); }
    [[nodiscard]] packets::Bytes refuses() const {
        return packets::dhcp({.type = agent::DhcpType::nak,
                              .client = client_,
                              .transaction = transaction_,
                              .options = {{54, number(server)}}});
    }
    /// With these options and none of its own.
    [[nodiscard]] packets::Bytes gives(agent::DhcpType type, std::vector<packets::DhcpOption> options) const {
        auto bytes = packets::dhcp(
            {.type = type, .client = client_, .transaction = transaction_, .options = std::move(options)});
        packets::set16(bytes, 16, address >> 16);
        packets::set16(bytes, 18, address & 0xffff);
        return bytes;
    }

    static packets::Bytes number(std::uint32_t value) {
        packets::Bytes bytes;
        packets::put32(bytes, value);
        return bytes;
    }

    std::uint32_t server = 0x0a010001;   // 10.1.0.1
    std::uint32_t address = 0x0a010203;  // 10.1.2.3

  private:
    [[nodiscard]] packets::Bytes gives(agent::DhcpType type) const {
        return gives(type, {{54, number(server)},
                            {51, number(600)},
                            {1, number(0xffff0000)},
                            {3, number(server)},
                            {6, number(0x0a010035)}});
    }

    agent::MacAddress client_;
    std::uint32_t transaction_;
};

}  // namespace magpie::fakes
