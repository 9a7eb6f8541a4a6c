#include "agent/app/bell.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace magpie::agent {

Bell::Bell() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

void Bell::ring() {
    const std::uint64_t once = 1;
    // It is full only when it has rung 2^64 times and nobody came.
    [[maybe_unused]] const auto written = ::write(event_.descriptor(), &once, sizeof once);
}

Watch Bell::watch() {
    return {[this] { return event_.descriptor(); },
            [this](const Now&) {
                std::uint64_t rung = 0;
                return ::read(event_.descriptor(), &rung, sizeof rung) == sizeof rung;
            }};
}

}  // namespace magpie::agent
