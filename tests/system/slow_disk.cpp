// Preloaded into a daemon: a disk on which each fdatasync and fsync stands for as long as SLOW_DISK_MS says.

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <thread>

namespace {

int slowly(const char* name, int descriptor) {
    const char* const wait = std::getenv("SLOW_DISK_MS");
    std::this_thread::sleep_for(std::chrono::milliseconds(wait != nullptr ? std::atol(wait) : 0));
    return reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, name))(descriptor);
}

}  // namespace

extern "C" {

int fdatasync(int descriptor) {
    return slowly("fdatasync", descriptor);
}

int fsync(int descriptor) {
    return slowly("fsync", descriptor);
}
}
