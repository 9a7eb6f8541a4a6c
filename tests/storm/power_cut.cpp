// Takes the power from a mounted ext4: nothing more reaches the disk, the journal included, as when the line goes dead.
//
//   magpie_power_cut DIRECTORY

#include <fcntl.h>
#include <linux/types.h>
#include <unistd.h>

#include <sys/ioctl.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace {

// Of fs/ext4/ext4.h; in no header that is installed.
constexpr unsigned long shutdown_request = _IOR('X', 125, __u32);
constexpr __u32 no_log_flush = 2;

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("usage: magpie_power_cut DIRECTORY\n", stderr);
        return 2;
    }
    const int directory = ::open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    __u32 how = no_log_flush;
    if (directory < 0 || ::ioctl(directory, shutdown_request, &how) != 0) {
        std::fprintf(stderr, "magpie_power_cut: %s: %s\n", argv[1], std::strerror(errno));
        return 1;
    }
    ::close(directory);
    return 0;
}
