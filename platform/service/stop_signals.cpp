#include "platform/service/stop_signals.hpp"

#include <sys/signalfd.h>

#include <csignal>

namespace magpie::service {

files::File stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    return files::File(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace magpie::service
