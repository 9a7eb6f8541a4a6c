#include "platform/files/watched_files.hpp"

#include <sys/stat.h>

#include <utility>

namespace magpie::files {

WatchedFiles::WatchedFiles(std::vector<std::string> paths) : paths_(std::move(paths)), seen_(look()), taken_(seen_) {}

bool WatchedFiles::changed(const Now& now) {
    if (now.mono < next_look_) {
        return false;
    }
    next_look_ = now.mono + look_every;
    seen_ = look();
    return seen_ != taken_;
}

std::vector<WatchedFiles::Stamp> WatchedFiles::look() const {
    std::vector<Stamp> stamps(paths_.size());
    for (std::size_t i = 0; i < paths_.size(); ++i) {
        struct stat is {};
        if (::stat(paths_[i].c_str(), &is) == 0) {
            stamps[i] = {is.st_dev, is.st_ino, is.st_size, is.st_mtim.tv_sec, is.st_mtim.tv_nsec};
        }
    }
    return stamps;
}

}  // namespace magpie::files
