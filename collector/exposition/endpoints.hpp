#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "collector/exposition/shard.hpp"
#include "collector/fleet/fleet.hpp"
#include "collector/suspicion/suspected_fault.hpp"
#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// One message that was refused, for the operator to look at.
struct RefusedMessage {
    UtcMs time{};
    std::string reason;
    std::string topic;        // escaped
    std::string first_bytes;  // hex
};

/// One report that the history store refused for good, for the same.
struct SetAsideReport {
    UtcMs time{};
    std::string area;
    std::string node;
    std::string epoch;  // hex; empty: the collector itself said it of the node
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::int64_t first_ms = 0;  // of its samples
    std::int64_t last_ms = 0;
    std::size_t samples = 0;
    std::string words;  // the store's
};

/// Where the pages come from. Every callback is called on the loop, while a request is answered.
struct PageSources {
    const Fleet& fleet;
    std::function<std::string()> own_text;                      // the collector's own metrics
    std::function<std::string()> rollup_text;                   // sums over nodes; none while standing by
    std::function<bool()> active = [] { return true; };         // false: another is to be scraped
    std::function<std::optional<std::string>()> why_not_ready;  // nothing: ready
    std::function<std::vector<RefusedMessage>()> refused;       // the last few
    std::function<std::vector<SetAsideReport>()> set_aside;     // the last few
    std::function<std::vector<SuspectedFault>()> faults;        // at this moment; none while standing by
    std::string advertised;                                     // host:port for /sd; empty: as the request names us
    ShardLimits limits{};
};

/// The pages of the collector, as docs/openapi.yaml describes them. Lives on the loop's thread; owned by `app`, and
/// with the fleet outlives the server and its responses.
class Endpoints {
  public:
    explicit Endpoints(PageSources sources) : sources_(std::move(sources)) {}

    [[nodiscard]] http::Response answer(const http::Request& request);

    /// Pages of metrics sent to their end.
    [[nodiscard]] std::uint64_t scrapes() const { return scrapes_; }

  private:
    http::Response metrics(const http::Request& request);
    http::Response rollup(const http::Request& request);
    http::Response service_discovery(const http::Request& request);
    http::Response ready() const;
    http::Response refused() const;
    http::Response faults() const;
    http::Response open_data(const http::Request& request) const;
    http::Response scans(const http::Request& request) const;

    PageSources sources_;
    std::uint32_t shards_ = 1;
    std::uint64_t scrapes_ = 0;
};

}  // namespace magpie::collector
