#pragma once

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <stdlib.h>

#include "collector/database/stored.hpp"

namespace magpie::collector {

/// A directory of one test; goes with it.
class Scratch {
  public:
    Scratch() {
        std::string pattern = (std::filesystem::temp_directory_path() / "magpie-database-XXXXXX").string();
        directory_ = mkdtemp(pattern.data());
    }
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(directory_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] std::string path(const std::string& name = "magpie.db") const { return (directory_ / name).string(); }

  private:
    std::filesystem::path directory_;
};

inline void overwrite(const std::string& path, std::size_t from, const std::string& bytes) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(from));
    file << bytes;
}

inline std::shared_ptr<const std::string> plan(std::string content) {
    return std::make_shared<const std::string>(std::move(content));
}

inline StoredNode stored(std::uint64_t plan_id, std::int64_t last_heard = 0) {
    return {.bd_seq = 7,
            .plan_id = plan_id,
            .plan = plan("content of " + std::to_string(plan_id)),
            .info = "info",
            .interval_ms = 10'000,
            .last_heard_ms = last_heard,
            .down = false};
}

}  // namespace magpie::collector
