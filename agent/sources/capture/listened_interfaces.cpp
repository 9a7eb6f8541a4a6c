#include "agent/sources/capture/listened_interfaces.hpp"

#include <cstddef>
#include <string_view>

#include "wire/capture/words.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t most_interfaces = 16;

}  // namespace

bool ListenedInterfaces::hear(const capture::Interface& interface) {
    const auto name = capture::view(interface.name);
    auto found = interfaces_.find(name);
    if (found == interfaces_.end()) {
        if (name.empty() || interfaces_.size() == most_interfaces) {
            return false;
        }
        found = interfaces_.try_emplace(std::string(name)).first;
    }
    auto& [kind, growth, total] = found->second;
    kind = interface.kind;
    total.frames += growth.frames.to(interface.frames);
    total.drops += growth.drops.to(interface.kernel_drops);
    for (std::size_t reason = 0; reason < total.bad.size(); ++reason) {
        total.bad[reason] += growth.bad[reason].to(interface.bad[reason]);
    }
    return true;
}

bool ListenedInterfaces::hears_clients_at(std::string_view name) const {
    const auto found = interfaces_.find(name);
    return found != interfaces_.end() && found->second.kind == capture::InterfaceKind::client;
}

void ListenedInterfaces::write(Readings& readings) const {
    for (const auto& [name, entry] : interfaces_) {
        readings.count<"node_capture_frames_total">(entry.total.frames, name);
        readings.count<"node_capture_dropped_total">(entry.total.drops, name);
        for (std::size_t reason = 0; reason < entry.total.bad.size(); ++reason) {
            if (entry.total.bad[reason] > 0) {
                readings.count<"node_capture_bad_frames_total">(entry.total.bad[reason], name,
                                                                word(static_cast<capture::BadFrame>(reason)));
            }
        }
    }
}

}  // namespace magpie::agent
