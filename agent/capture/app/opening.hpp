#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "agent/capture/app/config.hpp"
#include "agent/capture/packet_source.hpp"
#include "platform/log/log.hpp"
#include "wire/capture/record.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Opens the interfaces of a configuration, all at once as soon as they may be opened: the service starts with the
/// board, and a radio is there when its driver is. Waits for all of them a while, for one of them as long as it takes.
/// A value, given `now`; owned by `main`.
class Opening {
  public:
    using Open = std::function<tl::expected<std::unique_ptr<PacketSource>, std::string>(const std::string& interface,
                                                                                        capture::InterfaceKind)>;

    Opening(const ServiceConfig& config, Open open, const log::Log& log);

    /// Tries; true when it is time to begin with what is open, and else nothing is. Each reason is said once.
    bool attempt(const Now& now);
    /// When to try again.
    [[nodiscard]] Monotonic next() const { return next_; }

    struct Opened {
        std::string interface;
        capture::InterfaceKind kind{};
        const ServiceConfig::Client* client = nullptr;  // of the configuration
        std::unique_ptr<PacketSource> source;           // null: not open
        std::string said;                               // why not
    };
    [[nodiscard]] std::vector<Opened>& interfaces() { return interfaces_; }

  private:
    Open open_;
    const log::Log& log_;
    std::vector<Opened> interfaces_;
    Milliseconds pause_;
    Monotonic next_{};
    bool begun_ = false;
    Monotonic begin_{};
};

}  // namespace magpie::agent
