#pragma once

#include <memory>

#include "agent/netlink/netlink.hpp"

struct nl_sock;

namespace magpie::agent {

/// The kernel's netlink through libnl: one socket that asks and one that hears events, so that neither gets the other's
/// messages. Both are opened when first used and opened anew after a failure, so a missing protocol is an error of the
/// call, not of the constructor. Lives on the loop's thread; owned by `main`.
class NetlinkSocket final : public Netlink {
  public:
    /// NETLINK_ROUTE or NETLINK_GENERIC.
    explicit NetlinkSocket(int protocol) : protocol_(protocol) {}

    tl::expected<void, NetlinkError> ask(const NetlinkRequest& request, std::vector<std::byte>& answer) override;
    tl::expected<std::uint16_t, NetlinkError> family(const std::string& name) override;
    tl::expected<void, NetlinkError> join(const NetlinkGroup& group) override;
    [[nodiscard]] int event_descriptor() const override;
    tl::expected<void, NetlinkError> receive(std::vector<std::byte>& events) override;

  private:
    struct Free {
        void operator()(nl_sock* socket) const;
    };
    using Socket = std::unique_ptr<nl_sock, Free>;

    tl::expected<Socket, NetlinkError> open() const;
    tl::expected<nl_sock*, NetlinkError> question_socket();
    tl::expected<std::uint32_t, NetlinkError> number_of(const NetlinkGroup& group);

    int protocol_;
    Socket questions_;
    Socket events_;
};

}  // namespace magpie::agent
