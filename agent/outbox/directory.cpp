#include "agent/outbox/directory.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include "platform/files/file.hpp"

namespace magpie::agent {

namespace {

/// No segment grows to this; a file that does is none of ours.
constexpr std::size_t most_read = std::size_t{8} << 20;
/// What is written anew, until it is whole. One left by a power cut is overwritten by the next.
constexpr auto unfinished = "unfinished";

tl::unexpected<std::error_code> trouble() {
    return tl::unexpected(std::error_code(errno, std::generic_category()));
}

using files::File;

int open_file(const std::string& path, int flags) {
    return ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
}

}  // namespace

std::vector<std::string> Directory::names() {
    std::vector<std::string> names;
    std::error_code problem;
    std::filesystem::directory_iterator entry(path_, problem);
    // Once broken it is at its end.
    for (; !problem && entry != std::filesystem::directory_iterator(); entry.increment(problem)) {
        names.push_back(entry->path().filename().string());
    }
    return names;
}

tl::expected<std::string, std::error_code> Directory::read(const std::string& name) {
    const File file(open_file(path_ + "/" + name, O_RDONLY));
    if (!file) {
        if (errno == ENOENT) {
            return std::string();
        }
        return trouble();
    }
    struct stat status {};
    if (::fstat(file.descriptor(), &status) != 0) {
        return trouble();
    }
    std::string bytes(std::min(static_cast<std::size_t>(status.st_size), most_read), '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
        const auto got = ::read(file.descriptor(), bytes.data() + have, bytes.size() - have);
        if (got < 0 && errno != EINTR) {
            return trouble();
        }
        if (got == 0) {
            break;
        }
        have += got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    bytes.resize(have);
    return bytes;
}

tl::expected<void, std::error_code> Directory::write(const std::string& name, std::size_t offset,
                                                     std::string_view bytes, bool durable) {
    const auto path = path_ + "/" + name;
    std::error_code none;
    const auto there = std::filesystem::symlink_status(path, none);
    const bool is_new = !std::filesystem::exists(there);
    if (is_new && offset == 0) {
        std::filesystem::create_directories(path_, none);
    }
    // What was there stays until all of what is to be in its place is.
    const bool is_anew = offset == 0 && std::filesystem::is_regular_file(there);
    const auto filled = is_anew ? path_ + "/" + unfinished : path;
    auto written = fill(filled, offset, bytes, durable);
    if (written && is_anew) {
        lasting_.erase(name);
        written = ::rename(filled.c_str(), path.c_str()) == 0 ? written : trouble();
    }
    if (!written && (is_anew || (is_new && durable))) {
        ::unlink(filled.c_str());
    }
    return written && durable ? keep_name(name) : written;
}

tl::expected<void, std::error_code> Directory::fill(const std::string& path, std::size_t offset, std::string_view bytes,
                                                    bool durable) {
    const File file(open_file(path, O_WRONLY | (offset == 0 ? O_CREAT : 0)));
    struct stat status {};
    if (!file || ::fstat(file.descriptor(), &status) != 0) {
        return trouble();
    }
    if (static_cast<std::size_t>(status.st_size) < offset) {
        return tl::unexpected(std::make_error_code(std::errc::no_such_file_or_directory));
    }
    if (::ftruncate(file.descriptor(), static_cast<off_t>(offset)) != 0) {
        return trouble();
    }
    while (!bytes.empty()) {
        const auto wrote = ::pwrite(file.descriptor(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (wrote < 0 && errno != EINTR) {
            return trouble();
        }
        const auto advanced = wrote > 0 ? static_cast<std::size_t>(wrote) : 0;
        bytes.remove_prefix(advanced);
        offset += advanced;
    }
    if (durable && ::fdatasync(file.descriptor()) != 0) {
        return trouble();
    }
    return {};
}

/// Also of a file that was there: whoever made it may have been killed before its name was kept.
tl::expected<void, std::error_code> Directory::keep_name(const std::string& name) {
    if (lasting_.contains(name)) {
        return {};
    }
    auto kept = make_durable();
    if (kept) {
        lasting_.insert(name);
    }
    return kept;
}

tl::expected<void, std::error_code> Directory::remove(const std::vector<std::string>& names, bool durable) {
    for (const auto& name : names) {
        if (::unlink((path_ + "/" + name).c_str()) != 0 && errno != ENOENT) {
            return trouble();
        }
        lasting_.erase(name);
    }
    return durable && !names.empty() ? make_durable() : tl::expected<void, std::error_code>();
}

/// What the directory says of names, and what the one above says of it.
tl::expected<void, std::error_code> Directory::make_durable() const {
    for (const auto& path : {path_, path_ + "/.."}) {
        const File directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!directory || ::fsync(directory.descriptor()) != 0) {
            return trouble();
        }
    }
    return {};
}

}  // namespace magpie::agent
