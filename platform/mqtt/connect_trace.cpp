#include "platform/mqtt/connect_trace.hpp"

#include <MQTTAsync.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string_view>

namespace magpie::mqtt {
namespace {

/// The callback has no context of its own, so there is no other place.
struct Traced {
    std::mutex lock;
    std::vector<std::string> lines;
    int readers = 0;
};

Traced& traced() {
    static Traced instance;
    return instance;
}

void on_trace(MQTTASYNC_TRACE_LEVELS, char* message) {
    constexpr std::array<std::string_view, 4> wanted{trace_alert, trace_handshake_started, trace_wrong_name,
                                                     trace_connect_sent};
    constexpr std::size_t most = 16;
    const std::string_view line = message ? message : "";
    for (const std::string_view mark : wanted) {
        const std::size_t at = line.find(mark);
        if (at == std::string_view::npos) {
            continue;
        }
        const std::lock_guard hold(traced().lock);
        if (traced().lines.size() < most) {
            traced().lines.emplace_back(line.substr(at));
        }
        return;
    }
}

}  // namespace

ConnectTrace::ConnectTrace() {
    const std::lock_guard hold(traced().lock);
    if (traced().readers++ == 0) {
        traced().lines.clear();
        ::MQTTAsync_setTraceCallback(on_trace);
        ::MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_PROTOCOL);
    }
}

ConnectTrace::~ConnectTrace() {
    const std::lock_guard hold(traced().lock);
    if (--traced().readers == 0) {
        ::MQTTAsync_setTraceCallback(nullptr);
        ::MQTTAsync_setTraceLevel(MQTTASYNC_TRACE_ERROR);  // the quietest that takes effect on the formatting
    }
}

std::vector<std::string> ConnectTrace::lines() {
    const std::lock_guard hold(traced().lock);
    return traced().lines;
}

}  // namespace magpie::mqtt
