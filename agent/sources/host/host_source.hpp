#pragma once

#include "agent/report/source_health.hpp"
#include "agent/sources/host/host_reader.hpp"
#include "agent/sources/host/host_sampler.hpp"
#include "agent/sources/source.hpp"

namespace magpie::agent {

/// The board under the agent: processor, memory, temperatures, storage, clock, why it booted. Lives on the loop's
/// thread; owned by `app`.
class HostSource final : public Source {
  public:
    explicit HostSource(const HostPaths& paths = {}, const HostKernel& kernel = {})
        : reader_(paths, kernel), sampler_(kernel.ticks_per_second, kernel.page_bytes) {}

    void sample(Readings& readings, const Now& now) override {
        reader_.read(state_, now, health_);
        sampler_.sample(state_, readings);
        health_.write(readings);
    }

  private:
    HostReader reader_;
    HostSampler sampler_;
    SourceHealth health_{"host"};
    HostState state_;
};

}  // namespace magpie::agent
