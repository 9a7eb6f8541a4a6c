#include "platform/files/directory_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "wire/text.hpp"

namespace magpie::files {

tl::expected<File, std::string> lock_directory(const std::string& path) {
    std::error_code problem;
    std::filesystem::create_directories(path, problem);
    // For reading alone: a file that is open for writing would keep the file system from becoming read-only.
    File file(::open((path + "/lock").c_str(), O_RDONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (file && ::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return tl::unexpected("another program has the directory " + escaped(path));
        }
        return File();
    }
    return file;
}

}  // namespace magpie::files
