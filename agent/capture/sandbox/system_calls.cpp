#include "agent/capture/sandbox/system_calls.hpp"

#include <net/if.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <initializer_list>
#include <memory>

namespace magpie::agent {

namespace {

struct Release {
    void operator()(void* filter) const { seccomp_release(filter); }
};

/// The list of what is allowed, as it grows. On the stack of forbid_system_calls.
class AllowList {
  public:
    AllowList() : filter_(seccomp_init(SCMP_ACT_ERRNO(EPERM))), status_(filter_ ? 0 : -ENOMEM) {}

    /// With any arguments, or only with those. A call that this architecture does not have is passed over.
    void allow(int call, std::initializer_list<scmp_arg_cmp> arguments = {}) {
        if (status_ == 0 && call >= 0) {
            status_ = seccomp_rule_add_array(filter_.get(), SCMP_ACT_ALLOW, call,
                                             static_cast<unsigned>(arguments.size()), arguments.begin());
        }
    }
    /// 0, or an errno below zero.
    [[nodiscard]] int load() {
        if (status_ == 0) {
            // What the kernel says, in place of ECANCELED for all of it.
            status_ = seccomp_attr_set(filter_.get(), SCMP_FLTATR_API_SYSRAWRC, 1);
        }
        return status_ == 0 ? seccomp_load(filter_.get()) : status_;
    }

  private:
    std::unique_ptr<void, Release> filter_;
    int status_;
};

scmp_arg_cmp is(unsigned argument, scmp_datum_t value) {
    // All 64 bits: the kernel looks at 32 of a descriptor, and would take one for another.
    return {argument, SCMP_CMP_EQ, value, 0};
}

scmp_arg_cmp is_without(unsigned argument, scmp_datum_t bits) {
    return {argument, SCMP_CMP_MASKED_EQ, bits, 0};
}

void allow_memory(AllowList& list) {
    for (const int call : {SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise)}) {
        list.allow(call);
    }
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)}) {
        list.allow(call, {is_without(2, PROT_EXEC)});
    }
}

void allow_descriptors(AllowList& list, const OpenDescriptors& open) {
    for (const int call : {SCMP_SYS(read), SCMP_SYS(recvfrom), SCMP_SYS(recv), SCMP_SYS(poll), SCMP_SYS(ppoll),
                           SCMP_SYS(ppoll_time64), SCMP_SYS(getsockopt), SCMP_SYS(close)}) {
        list.allow(call);
    }
    list.allow(SCMP_SYS(accept4), {is(0, static_cast<scmp_datum_t>(open.listener))});
    list.allow(SCMP_SYS(write), {is(0, STDERR_FILENO)});
    for (int descriptor = open.first_to_say; descriptor < open.end; ++descriptor) {
        list.allow(SCMP_SYS(sendto), {is(0, static_cast<scmp_datum_t>(descriptor))});
        list.allow(SCMP_SYS(send), {is(0, static_cast<scmp_datum_t>(descriptor))});
    }
    // Whether an interface is there, and up.
    list.allow(SCMP_SYS(ioctl), {is(1, SIOCGIFINDEX)});
    list.allow(SCMP_SYS(ioctl), {is(1, SIOCGIFFLAGS)});
}

void allow_rest(AllowList& list) {
    // Time; it is read without a call where the kernel has a page for it.
    for (const int call : {SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64), SCMP_SYS(gettimeofday)}) {
        list.allow(call);
    }
    // The limit of a turn (alarm), the key under which clients are hashed, locks, signals, the end.
    for (const int call :
         {SCMP_SYS(alarm), SCMP_SYS(setitimer), SCMP_SYS(getrandom), SCMP_SYS(futex), SCMP_SYS(futex_time64),
          SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn), SCMP_SYS(restart_syscall), SCMP_SYS(getpid),
          SCMP_SYS(gettid), SCMP_SYS(exit), SCMP_SYS(exit_group)}) {
        list.allow(call);
    }
    list.allow(SCMP_SYS(tgkill), {is(0, static_cast<scmp_datum_t>(::getpid()))});  // of abort()
}

}  // namespace

tl::expected<void, std::string> forbid_system_calls(const OpenDescriptors& open) {
    AllowList list;
    allow_memory(list);
    allow_descriptors(list, open);
    allow_rest(list);
    if (const int status = list.load(); status < 0) {
        return tl::unexpected(std::string("this kernel cannot forbid system calls (CONFIG_SECCOMP_FILTER): ") +
                              std::strerror(-status));
    }
    return {};
}

}  // namespace magpie::agent
