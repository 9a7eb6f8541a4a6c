#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include "agent/files/file_reader.hpp"
#include "agent/path/targets.hpp"
#include "platform/mqtt/name_lookup.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// How many names are looked up at a time, of all targets: each takes a thread for as long as a name server is silent.
struct Lookups {
    static constexpr std::size_t most = 4;
    std::size_t under_way = 0;
};

/// Where a target is. A name is looked up again every few minutes, and what it was last is good until then, and for as
/// long as nobody knows better: whether names can be resolved is another probe's question. The default gateway is
/// looked for each time. Lives on the loop; owned by who asks.
class TargetAddress {
  public:
    /// `proc`: where the kernel tells its routes, as "/proc". `lookups` outlives it.
    TargetAddress(boost::asio::io_context& loop, Lookups& lookups, std::string host, AddressFamily family,
                  std::string proc);
    TargetAddress(const TargetAddress&) = delete;
    TargetAddress& operator=(const TargetAddress&) = delete;
    ~TargetAddress() = default;

    /// Nothing where there is none, or not yet.
    [[nodiscard]] std::optional<boost::asio::ip::address> now(const Now& now);
    /// The first lookup is still to come, or under way, and not for long.
    [[nodiscard]] bool is_pending(const Now& now) const;

  private:
    void look_up(const Now& now);
    [[nodiscard]] std::optional<boost::asio::ip::address> gateway();
    [[nodiscard]] bool fits(const boost::asio::ip::address& address) const;

    Lookups& lookups_;
    std::string host_;
    AddressFamily family_;
    std::string proc_;
    FileReader files_;
    mqtt::NameLookup lookup_;
    bool is_fixed_ = false;
    bool under_way_ = false;
    bool answered_ = false;
    Monotonic asked_at_{};
    std::optional<boost::asio::ip::address> address_;
};

}  // namespace magpie::agent
