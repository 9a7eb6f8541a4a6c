#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

namespace magpie::agent {

/// What can stand between a question and its answer. Each is a reason of magpie_node_source_failures_total.
enum class NetlinkError : std::uint8_t {
    permission,   ///< EPERM, EACCES
    unsupported,  ///< this kernel, or this device, does not know the question
    gone,         ///< the thing asked about is not there (any more)
    interrupted,  ///< what was dumped changed meanwhile (NLM_F_DUMP_INTR); ask again
    overrun,      ///< events were lost (ENOBUFS): only a dump tells the present state
    timeout,      ///< no answer within a second
    refused,      ///< any other error the kernel answered with
    broken,       ///< the socket could not be opened, written or read
    malformed,    ///< the answer is not what the kernel's headers promise
};

/// The word for it, as it stands in the label `reason`.
[[nodiscard]] std::string_view reason(NetlinkError error);

/// A question: the message behind its netlink header. With NLM_F_DUMP in `flags` it is about all there is.
struct NetlinkRequest {
    std::uint16_t type = 0;
    std::uint16_t flags = 0;
    std::span<const std::byte> payload;
};

/// A group of generic netlink, by the names of its family and its own ("nl80211", "mlme").
struct GenericGroup {
    std::string family;
    std::string name;
};

/// A group to listen to: by number (RTNLGRP_LINK) or, of generic netlink, by name.
using NetlinkGroup = std::variant<std::uint32_t, GenericGroup>;

/// One netlink protocol of the kernel, questions and events apart. The edge of the process: implemented by
/// `NetlinkSocket` over libnl and by `FakeNetlink`. Lives on the loop's thread.
class Netlink {
  public:
    virtual ~Netlink() = default;

    /// Asks and waits for the whole answer, at most a second between two parts of it; its messages, with their headers,
    /// are appended to `answer`. What an error leaves there means nothing.
    virtual tl::expected<void, NetlinkError> ask(const NetlinkRequest& request, std::vector<std::byte>& answer) = 0;
    /// Number of a generic family ("ethtool"): the type of its messages. `unsupported` where the kernel has none.
    virtual tl::expected<std::uint16_t, NetlinkError> family(const std::string& name) = 0;

    /// Events of this group arrive from now on.
    virtual tl::expected<void, NetlinkError> join(const NetlinkGroup& group) = 0;
    /// Readable while events wait; -1 before the first group was joined.
    [[nodiscard]] virtual int event_descriptor() const = 0;
    /// Appends the events that wait, without waiting; a flood is left for the next call. `overrun` where some were lost
    /// for want of room; the socket goes on working.
    virtual tl::expected<void, NetlinkError> receive(std::vector<std::byte>& events) = 0;
};

/// Asks for a dump, and again while what is dumped changes meanwhile, three times at most. `answer` is replaced.
[[nodiscard]] tl::expected<void, NetlinkError> dump(Netlink& netlink, NetlinkRequest request,
                                                    std::vector<std::byte>& answer);

}  // namespace magpie::agent
