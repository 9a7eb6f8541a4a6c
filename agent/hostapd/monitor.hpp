#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "agent/hostapd/event.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent::hostapd {

struct Heard {
    std::string interface;
    Event event;
};

/// Listens at every control socket of hostapd in one directory, a socket an interface. Whatever is not there, or may
/// not be touched, is tried again at the next refresh. Asks hostapd for nothing but to be told. Lives on the loop's
/// thread; owned by the source.
class Monitor {
  public:
    explicit Monitor(std::string directory);
    Monitor(const Monitor&) = delete;
    Monitor& operator=(const Monitor&) = delete;
    ~Monitor();

    /// Attaches to sockets that are new, and lets go of those that are gone or were made anew. Errors are system
    /// errors, one for each socket that could not be attached to.
    [[nodiscard]] std::vector<int> refresh();
    /// What waits, as far as a thousand datagrams.
    [[nodiscard]] std::vector<Heard> read();

    /// Readable while something waits at any of them; -1 where the system gives none.
    [[nodiscard]] int descriptor() const { return all_; }
    [[nodiscard]] std::size_t attached() const { return lines_.size(); }

  private:
    struct Line {
        std::string interface;
        files::File socket;
        struct stat made;  // of the file it was attached to: another hostapd makes another file
    };

    [[nodiscard]] static tl::expected<files::File, int> attach(const std::string& path);
    [[nodiscard]] bool still_there(const Line& line) const;

    std::string directory_;
    int all_;  // epoll over the lines, so that the loop has one descriptor to watch
    std::vector<Line> lines_;
};

}  // namespace magpie::agent::hostapd
