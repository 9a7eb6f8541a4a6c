#include "platform/service/private_memory.hpp"

#include <sys/prctl.h>

namespace magpie::service {

void keep_memory_private() {
    (void)::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);  // also where cores go to a program, which RLIMIT_CORE does not stop
}

}  // namespace magpie::service
