#pragma once

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace magpie::collector::planner {

/// A directory that goes with the test.
class TemporaryFiles {
  public:
    TemporaryFiles() {
        std::string name = (std::filesystem::temp_directory_path() / "magpie-planner-XXXXXX").string();
        directory_ = ::mkdtemp(name.data());
    }
    ~TemporaryFiles() { std::filesystem::remove_all(directory_); }
    TemporaryFiles(const TemporaryFiles&) = delete;
    TemporaryFiles& operator=(const TemporaryFiles&) = delete;

    [[nodiscard]] std::string path(std::string_view name) const { return (directory_ / name).string(); }
    std::string write(std::string_view name, std::string_view text) const {
        std::ofstream(path(name), std::ios::binary) << text;
        return path(name);
    }
    [[nodiscard]] std::string read(std::string_view name) const {
        std::ostringstream text;
        text << std::ifstream(path(name), std::ios::binary).rdbuf();
        return text.str();
    }
    /// The names, hidden ones too.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
            all.push_back(entry.path().filename().string());
        }
        std::sort(all.begin(), all.end());
        return all;
    }

  private:
    std::filesystem::path directory_;
};

}  // namespace magpie::collector::planner
