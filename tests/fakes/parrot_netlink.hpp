#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "agent/netlink/netlink.hpp"

namespace magpie::fakes {

/// A kernel whose answer to every question is the same bytes.
class ParrotNetlink final : public agent::Netlink {
  public:
    ParrotNetlink(std::uint16_t family, std::vector<std::byte> bytes) : family_(family), bytes_(std::move(bytes)) {}

    tl::expected<void, agent::NetlinkError> ask(const agent::NetlinkRequest&, std::vector<std::byte>& answer) override {
        answer = bytes_;
        return {};
    }
    tl::expected<std::uint16_t, agent::NetlinkError> family(const std::string&) override { return family_; }
    tl::expected<void, agent::NetlinkError> join(const agent::NetlinkGroup&) override { return {}; }
    [[nodiscard]] int event_descriptor() const override { return -1; }
    tl::expected<void, agent::NetlinkError> receive(std::vector<std::byte>&) override { return {}; }

  private:
    std::uint16_t family_;
    std::vector<std::byte> bytes_;
};

}  // namespace magpie::fakes
