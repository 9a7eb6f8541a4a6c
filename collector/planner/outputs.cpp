#include "collector/planner/outputs.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "wire/text.hpp"

namespace magpie::collector::planner {

namespace {

std::string failed(const std::string& path, const char* what) {
    return fmt::format("{} cannot be {}: {}", escaped(path), what, std::strerror(errno));
}

bool synced(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return false;
    }
    const bool fine = ::fsync(file) == 0;
    const int problem = errno;
    ::close(file);
    errno = problem;
    return fine;
}

}  // namespace

Outputs::~Outputs() {
    for (const auto& [temporary, wanted] : files_) {
        ::unlink(temporary.c_str());
    }
}

tl::expected<void, std::string> Outputs::write(const std::string& path, std::string_view text) {
    const std::filesystem::path wanted(path);
    const auto temporary =
        (wanted.parent_path() / fmt::format(".magpie-{}-{}-{}", ::getpid(), files_.size(), wanted.filename().string()))
            .string();
    files_.emplace_back(temporary, path);
    std::ofstream file(temporary, std::ios::binary);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file) {
        return tl::unexpected(failed(path, "written"));
    }
    return {};
}

tl::expected<void, std::string> Outputs::commit() {
    for (const auto& [temporary, wanted] : files_) {
        if (!synced(temporary)) {
            return tl::unexpected(failed(wanted, "written"));
        }
    }
    for (const auto& [temporary, wanted] : files_) {
        if (::rename(temporary.c_str(), wanted.c_str()) != 0) {
            return tl::unexpected(failed(wanted, "put in its place"));
        }
    }
    files_.clear();
    return {};
}

}  // namespace magpie::collector::planner
