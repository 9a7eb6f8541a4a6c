#include "platform/files/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "platform/files/file.hpp"
#include "wire/text.hpp"

namespace magpie::files {
namespace {

bool write_all(int file, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written < 0 && errno != EINTR) {
            return false;
        }
        content.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
    return true;
}

tl::unexpected<std::string> cannot_write(const std::string& path, int reason) {
    return tl::unexpected("cannot write " + escaped(path) + ": " + std::strerror(reason));
}

std::string folder_of(const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

/// Root writes into the broker's directory, too, and the broker must be able to read it.
bool give_to_owner_of_folder(int file, const std::string& path) {
    struct stat folder {};
    if (::geteuid() != 0) {
        return true;
    }
    if (::stat(folder_of(path).c_str(), &folder) != 0) {
        return false;
    }
    const bool is_ours = folder.st_uid == ::geteuid() && folder.st_gid == ::getegid();
    return is_ours || ::fchown(file, folder.st_uid, folder.st_gid) == 0;
}

enum class Sync : bool { no, yes };

/// Beside its place and, with a sync, on the disk, so that only the name is missing.
tl::expected<std::string, std::string> write_beside(const std::string& path, std::string_view content, mode_t mode,
                                                    Sync sync) {
    std::string name = path + ".XXXXXX";
    const File file(::mkostemp(name.data(), O_CLOEXEC));  // 0600 until it is whole
    if (!file) {
        return cannot_write(path, errno);
    }
    if (!write_all(file.descriptor(), content) || !give_to_owner_of_folder(file.descriptor(), path) ||
        ::fchmod(file.descriptor(), mode) != 0 || (sync == Sync::yes && ::fsync(file.descriptor()) != 0)) {
        const int reason = errno;
        ::unlink(name.c_str());
        return cannot_write(path, reason);
    }
    return name;
}

void keep_names_of(const std::string& path) {
    const File directory(::open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory) {
        ::fsync(directory.descriptor());
    }
}

tl::expected<void, std::string> replace(const std::string& path, std::string_view content, mode_t mode, Sync sync) {
    const auto beside = write_beside(path, content, mode, sync);
    if (!beside) {
        return tl::unexpected(beside.error());
    }
    if (::rename(beside->c_str(), path.c_str()) != 0) {
        const int reason = errno;
        ::unlink(beside->c_str());
        return cannot_write(path, reason);
    }
    return {};
}

}  // namespace

tl::expected<void, std::string> write_file(const std::string& path, std::string_view content, mode_t mode) {
    auto written = replace(path, content, mode, Sync::yes);
    if (written) {
        keep_names_of(path);
    }
    return written;
}

tl::expected<void, std::string> write_volatile_file(const std::string& path, std::string_view content, mode_t mode) {
    return replace(path, content, mode, Sync::no);
}

tl::expected<void, std::string> write_new_file(const std::string& path, std::string_view content, mode_t mode) {
    const auto beside = write_beside(path, content, mode, Sync::yes);
    if (!beside) {
        return tl::unexpected(beside.error());
    }
    const int reason = ::link(beside->c_str(), path.c_str()) == 0 ? 0 : errno;
    ::unlink(beside->c_str());
    if (reason != 0) {
        return reason == EEXIST ? tl::unexpected(escaped(path) + " is there already, and is not overwritten")
                                : cannot_write(path, reason);
    }
    keep_names_of(path);
    return {};
}

bool exists(const std::string& path) {
    struct stat found {};
    return ::lstat(path.c_str(), &found) == 0;
}

tl::expected<void, std::string> make_directory(const std::string& path) {
    const bool is_new = ::mkdir(path.c_str(), 0700) == 0;
    const File directory(is_new ? ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1);
    if (is_new ? !directory || !give_to_owner_of_folder(directory.descriptor(), path) : errno != EEXIST) {
        return tl::unexpected("cannot make the directory " + escaped(path) + ": " + std::strerror(errno));
    }
    return {};
}

}  // namespace magpie::files
