#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/capture_line/capture_line.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/capture/capture_told.hpp"
#include "agent/sources/source.hpp"

namespace magpie::agent {

/// What is asked of magpie-capture.
struct CaptureSettings {
    std::string socket{};
    std::vector<std::string> ssids{};  // with a label of their own, besides those of `networks`
    std::vector<capture::OwnNetwork> networks{};
    std::vector<capture::OwnAccessPoint> access_points{};
    std::vector<std::string> resolver_names{};  // by index, of
    std::vector<capture::OwnResolver> resolvers{};
    bool detail = false;
};

/// The air and the connections of clients, as magpie-capture tells of them. Says nothing on a pole where there is none.
/// Lives on the loop's thread; owned by `app`, which watches `event_descriptor()`.
class CaptureSource final : public Source {
  public:
    explicit CaptureSource(const CaptureSettings& settings);

    void sample(Readings& readings, const Now& now) override;

    [[nodiscard]] int event_descriptor() const { return line_.descriptor(); }
    /// Whether something was heard that must not wait for the next report.
    [[nodiscard]] bool read_events(const Now& now);

    /// Tells the capture at once what happened to a client, where it listens to clients at the event's interface, or
    /// at the bridge of it. Nothing is kept for later.
    void tell(capture::ClientEvent event, std::string_view bridge);

  private:
    CaptureLine line_;
    CaptureTold told_;
    SourceHealth health_{"capture"};
    bool was_there_ = false;
};

}  // namespace magpie::agent
