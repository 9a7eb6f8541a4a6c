// Stands where magpie-capture stands after its start, and tries what one would who has taken it over:
//   magpie_sandbox_probe INTERFACE SOCKET
// Prints a line each: what was tried, and "done" or the error's name. What must go on says "done" as well.
#include <fcntl.h>
#include <linux/filter.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>
#include <string>

#include "agent/capture/app/agent_socket.hpp"
#include "agent/capture/pcap/live_source.hpp"
#include "agent/capture/sandbox/sandbox.hpp"

namespace {

using namespace magpie;

void say(const char* what, long result) {
    std::fprintf(stderr, "%s: %s\n", what, result >= 0 ? "done" : strerrorname_np(errno));
}

sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return address;
}

/// A child that comes into being must not go on as if it were its parent.
long forked(long process) {
    if (process == 0) {
        ::_exit(0);
    }
    return process;
}

void try_what_must_fail(int capture, int listener, int spare, pid_t other, const sockaddr_un& listening) {
    const auto* address = reinterpret_cast<const sockaddr*>(&listening);
    char* const nothing[] = {nullptr};
    sock_filter take_all{0x06, 0, 0, 0xffffffff};
    sock_fprog program{1, &take_all};
    const std::array<char, 60> frame{};
    say("open", ::open("/etc/passwd", O_RDONLY));
    say("open old", ::syscall(SYS_openat, AT_FDCWD, "/tmp/magpie-probe", O_WRONLY | O_CREAT, 0600));
    say("unlink", ::unlink(listening.sun_path));
    say("socket", ::socket(AF_INET, SOCK_STREAM, 0));
    say("socket packet", ::socket(AF_PACKET, SOCK_RAW, 0));
    say("connect", ::connect(spare, address, sizeof listening));
    say("bind", ::bind(spare, address, sizeof listening));
    say("execve", ::execve("/bin/true", nothing, nothing));
    say("fork", forked(::fork()));
    say("vfork", forked(::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr)));
    say("clone3", ::syscall(SYS_clone3, nullptr, 0));
    say("ptrace", ::ptrace(PTRACE_ATTACH, other, nullptr, nullptr));
    say("process_vm_readv", ::process_vm_readv(other, nullptr, 0, nullptr, 0, 0));
    say("kill", ::kill(other, SIGTERM));
    say("tgkill", ::syscall(SYS_tgkill, other, other, SIGTERM));
    say("mmap exec",
        ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
    void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    say("mprotect exec", ::mprotect(page, 4096, PROT_READ | PROT_EXEC));
    say("send a frame", ::send(capture, frame.data(), frame.size(), 0));
    say("write a frame", ::write(capture, frame.data(), frame.size()));
    // The kernel looks at 32 bits of a descriptor, where a register has more.
    const auto long_descriptor = static_cast<long>((std::int64_t{1} << 32) | capture);
    say("send a frame by a long descriptor",
        ::syscall(SYS_sendto, long_descriptor, frame.data(), frame.size(), 0, nullptr, 0));
    say("take all frames", ::setsockopt(capture, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
    say("dup", ::dup(capture));
    say("fcntl dup", ::fcntl(capture, F_DUPFD, 100));
    say("listen", ::listen(listener, 1));
    say("dumpable", ::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0));
    say("seccomp", ::prctl(PR_SET_SECCOMP, 0, 0, 0, 0));
    say("setuid", ::setuid(0));
    say("settime", [] {
        const timespec then{};
        return ::clock_settime(CLOCK_REALTIME, &then);
    }());
}

void try_what_must_go_on(agent::PacketSource& source, agent::AgentSocket& socket) {
    pollfd waiting{source.descriptor(), POLLIN, 0};
    say("poll", ::poll(&waiting, 1, 0));
    (void)source.read(1, [](const agent::CapturedFrame&) {});
    say("read frames", source.ended() ? -1 : 0);
    (void)source.dropped();
    say("accept", socket.accept() == agent::AgentSocket::Call::taken ? 0 : -1);
    const std::array<capture::Record, 1> said{capture::Settled{}};
    socket.say(said);
    say("send a record", socket.has_more_to_say() ? -1 : 0);
    const std::unique_ptr<char[]> memory(new char[64U << 20U]);
    std::memset(memory.get(), 1, 64U << 20U);
    say("memory", memory[5] == 1 ? 0 : -1);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        return 2;
    }
    auto source = agent::LiveSource::open(argv[1], capture::InterfaceKind::client);
    auto socket = agent::AgentSocket::listen(argv[2]);
    const pid_t other = ::fork();
    if (other == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::pause();
        ::_exit(0);
    }
    if (!source || !socket) {
        std::fprintf(stderr, "%s\n", source ? socket.error().c_str() : source.error().c_str());
        return 1;
    }
    const auto address = address_of(argv[2]);
    const int caller = ::socket(AF_UNIX, SOCK_SEQPACKET, 0);
    const int spare = ::socket(AF_UNIX, SOCK_SEQPACKET, 0);
    say("call", ::connect(caller, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    const std::array<int, 1> captures{(*source)->descriptor()};
    const auto fenced = agent::enter_sandbox(captures, socket->listener());
    std::fprintf(stderr, "-- %s\n", fenced ? "within" : fenced.error().c_str());
    try_what_must_fail(captures[0], socket->listener(), spare, other, address);
    std::fputs("-- and goes on\n", stderr);
    try_what_must_go_on(**source, *socket);
    std::fputs("-- end\n", stderr);
    return 0;
}
