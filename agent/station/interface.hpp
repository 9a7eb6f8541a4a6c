#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "platform/files/file.hpp"
#include "wire/station/record.hpp"

namespace magpie::agent {

/// Whether `others` are such that whatever is done to routes concerns the station alone: nothing but lo and itself.
[[nodiscard]] bool is_alone(const std::vector<std::string>& interfaces, const std::string& station);
/// Of the network namespace this process is in.
[[nodiscard]] std::vector<std::string> interfaces_here();

/// One interface of a network namespace that has no other. The carrier: what takes CAP_NET_ADMIN is here and nowhere
/// else. Errors are the system's. Lives on the loop's thread; owned by `main`.
class StationInterface {
  public:
    [[nodiscard]] static tl::expected<StationInterface, int> of(const std::string& name);

    [[nodiscard]] tl::expected<std::array<std::uint8_t, 6>, int> hardware() const;
    /// Gives it an address, the network around it, and the way to all others.
    [[nodiscard]] tl::expected<void, int> take(const station::Lease& lease) const;
    /// Takes all of that away again; that there was none is no error.
    [[nodiscard]] tl::expected<void, int> clear() const;

    /// Sockets that can leave by it alone.
    [[nodiscard]] tl::expected<files::File, int> dhcp_socket() const;
    [[nodiscard]] tl::expected<files::File, int> plain_socket(int type) const;

  private:
    StationInterface(std::string name, files::File asks) : name_(std::move(name)), asks_(std::move(asks)) {}

    std::string name_;
    files::File asks_;  // any socket of IPv4: the kernel is asked by it (netdevice(7))
};

}  // namespace magpie::agent
