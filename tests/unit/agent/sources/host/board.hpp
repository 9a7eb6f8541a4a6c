#pragma once

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "agent/sources/host/host_paths.hpp"
#include "wire/time.hpp"

namespace magpie::fakes {

/// A board whose /proc and /sys are files in a directory of the test's own; gone with the object.
class Board {
  public:
    Board() {
        std::string pattern = (std::filesystem::temp_directory_path() / "magpie-board-XXXXXX").string();
        root_ = ::mkdtemp(pattern.data());
    }
    /// A copy of tests/golden/host/<name>.
    explicit Board(const std::string& golden) : Board() {
        std::filesystem::copy(std::string(MAGPIE_GOLDEN_DIR) + "/host/" + golden, root_,
                              std::filesystem::copy_options::recursive);
    }
    Board(const Board&) = delete;
    Board& operator=(const Board&) = delete;
    ~Board() {
        std::error_code ignored;
        std::filesystem::remove_all(root_, ignored);
    }

    [[nodiscard]] std::string path(const std::string& file) const { return (root_ / file).string(); }
    [[nodiscard]] agent::HostPaths paths() const { return agent::HostPaths::under(root_.string()); }

    void write(const std::string& file, std::string_view text) const {
        std::filesystem::create_directories((root_ / file).parent_path());
        std::ofstream(root_ / file, std::ios::binary) << text;
    }
    void remove(const std::string& file) const { std::filesystem::remove_all(root_ / file); }
    /// The file was last written then.
    void date(const std::string& file, UtcMs when) const {
        std::filesystem::last_write_time(root_ / file, std::chrono::file_clock::from_sys(when));
    }

  private:
    std::filesystem::path root_;
};

/// Minutes since boot, of a board that booted at 2026-01-01 00:00 UTC and knows it.
inline Now minutes_after_boot(int minutes) {
    const std::chrono::minutes uptime(minutes);
    return {Monotonic(uptime), std::chrono::sys_days(std::chrono::year(2026) / 1 / 1) + uptime, true};
}

}  // namespace magpie::fakes
