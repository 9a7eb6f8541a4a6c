#include "agent/files/file_reader.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "platform/files/file.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t longest_file = 1024 * 1024;

struct CloseDirectory {
    void operator()(DIR* directory) const { ::closedir(directory); }
};

ReadError from_errno(int number) {
    switch (number) {
        case ENOENT:
        case ENODEV:
        case ENOTDIR:
            return ReadError::missing;
        case EACCES:
        case EPERM:
            return ReadError::permission;
        case ETIMEDOUT:
            return ReadError::timeout;
        default:
            return ReadError::unreadable;
    }
}

}  // namespace

std::string_view reason(ReadError error) {
    switch (error) {
        case ReadError::missing:
            return "missing";
        case ReadError::permission:
            return "permission";
        case ReadError::timeout:
            return "timeout";
        case ReadError::unreadable:
            return "unreadable";
    }
    return "unreadable";
}

tl::expected<std::string_view, ReadError> FileReader::read(const std::string& path) {
    const files::File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (!file) {
        return tl::unexpected(from_errno(errno));
    }
    std::size_t length = 0;
    for (;;) {
        const auto got = ::read(file.descriptor(), buffer_.data() + length, buffer_.size() - length);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return tl::unexpected(from_errno(errno));
        }
        if (got == 0) {
            return std::string_view(buffer_.data(), length);
        }
        length += static_cast<std::size_t>(got);
        if (length == buffer_.size()) {
            if (length >= longest_file) {
                return tl::unexpected(ReadError::unreadable);
            }
            buffer_.resize(buffer_.size() * 2);
        }
    }
}

std::vector<std::string> names_in(const std::string& directory, std::string_view prefix, std::size_t most) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, CloseDirectory> open(::opendir(directory.c_str()));
    if (!open) {
        return names;
    }
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream is ours alone
    while (const auto* entry = ::readdir(open.get())) {
        const std::string_view name = entry->d_name;
        if (name.starts_with(prefix) && name != "." && name != "..") {
            names.emplace_back(name);
        }
    }
    std::ranges::sort(names, [](const std::string& left, const std::string& right) {
        return ::strverscmp(left.c_str(), right.c_str()) < 0;
    });
    names.resize(std::min(names.size(), most));
    return names;
}

std::optional<UtcMs> time_written(const std::string& path) {
    struct stat file {};
    if (::stat(path.c_str(), &file) != 0) {
        return std::nullopt;
    }
    return UtcMs(std::chrono::seconds(file.st_mtim.tv_sec));
}

}  // namespace magpie::agent
