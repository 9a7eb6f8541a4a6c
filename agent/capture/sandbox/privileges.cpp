#include "agent/capture/sandbox/privileges.hpp"

#include <sys/capability.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "platform/service/private_memory.hpp"

namespace magpie::agent {

namespace {

tl::unexpected<std::string> cannot(const std::string& what) {
    return tl::unexpected("cannot " + what + ": " + std::strerror(errno));
}

bool limit(int resource, rlim_t most) {
    const rlimit none{.rlim_cur = most, .rlim_max = most};
    return ::setrlimit(static_cast<__rlimit_resource_t>(resource), &none) == 0;
}

struct Free {
    void operator()(cap_t capabilities) const { (void)cap_free(capabilities); }
};

bool clear_capabilities() {
    // The bounding set may only be made smaller by who has CAP_SETPCAP. A service has not, and for it no_new_privs
    // does as well.
    for (cap_value_t capability = 0; cap_get_bound(capability) >= 0; ++capability) {
        (void)cap_drop_bound(capability);
    }
    const std::unique_ptr<_cap_struct, Free> none(cap_init());
    return none && cap_reset_ambient() == 0 && cap_set_proc(none.get()) == 0;
}

}  // namespace

tl::expected<void, std::string> drop_privileges(int descriptors) {
    service::keep_memory_private();
    if (!limit(RLIMIT_NOFILE, static_cast<rlim_t>(descriptors)) || !limit(RLIMIT_NPROC, 0) || !limit(RLIMIT_CORE, 0)) {
        return cannot("set its limits");
    }
    if (!clear_capabilities()) {
        return cannot("give up its capabilities");
    }
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return cannot("refuse new privileges");
    }
    return {};
}

}  // namespace magpie::agent
