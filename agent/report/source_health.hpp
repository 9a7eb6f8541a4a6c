#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "agent/report/readings.hpp"

namespace magpie::agent {

/// Whether one source can read what it is there to read, and what went wrong by reason since the start. A missing
/// privilege or chip is a state of the source, never the end of the agent.
class SourceHealth {
  public:
    explicit SourceHealth(std::string source) : source_(std::move(source)) {}

    void works() { up_ = true; }
    /// Counts a failed reading; the source stays up (one of many readings failed). `reason` is one of a fixed set.
    void failed(std::string_view reason) { ++failures_[std::string(reason)]; }
    /// Counts a failed reading that leaves the source with nothing to say.
    void down(std::string_view reason) {
        up_ = false;
        failed(reason);
    }

    void write(Readings& readings) const {
        readings.set<"node_source_up">(up_ ? 1 : 0, source_);
        for (const auto& [reason, count] : failures_) {
            readings.count<"node_source_failures_total">(static_cast<double>(count), source_, reason);
        }
    }

  private:
    std::string source_;
    bool up_ = false;
    std::map<std::string, std::uint64_t> failures_;
};

}  // namespace magpie::agent
