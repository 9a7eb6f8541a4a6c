#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "agent/ieee80211/mac_address.hpp"
#include "platform/files/file.hpp"
#include "wire/station/record.hpp"

namespace magpie::agent::citizen {

/// What magpie-station gives for a visit.
struct StationSockets {
    MacAddress hardware{};
    files::File control{};
    files::File dhcp{};
    std::vector<files::File> questions{};
    std::vector<files::File> pages{};
};

/// The connection to magpie-station: the carrier. What comes is checked, for who is there may be another. Errors are
/// the system's; EPROTO: what was said is not of this. Nothing waits. Lives on the loop; owned by the visit.
class StationLine {
  public:
    [[nodiscard]] static tl::expected<StationLine, int> call(const std::string& path);

    /// Readable when one of the next two has something to give.
    [[nodiscard]] int descriptor() const { return line_.descriptor(); }
    [[nodiscard]] tl::expected<StationSockets, int> greeted() const;
    /// How the lease was taken; nothing good is an error.
    [[nodiscard]] tl::expected<void, int> answered() const;
    [[nodiscard]] tl::expected<void, int> say(const station::Lease& lease) const;

  private:
    explicit StationLine(files::File line) : line_(std::move(line)) {}

    files::File line_;
};

}  // namespace magpie::agent::citizen
