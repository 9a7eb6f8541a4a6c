#pragma once

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace magpie::config {

/// A configuration file of the repository.
inline std::string shipped_file(const std::string& path) {
    std::ifstream file(std::string(MAGPIE_SOURCE_DIR) + "/" + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The key of a line `key = value` or `#key = value`; empty of any other line.
inline std::string_view key_of(std::string_view line) {
    line.remove_prefix(line.starts_with('#') ? 1 : 0);
    const auto end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_");
    return end != std::string_view::npos && end > 0 && line.substr(end).starts_with(" = ") ? line.substr(0, end)
                                                                                           : std::string_view();
}

/// Every key that is shown, commented out or not, in the order of the file.
inline std::vector<std::string> keys_of(const std::string& text) {
    std::istringstream lines(text);
    std::vector<std::string> keys;
    for (std::string line; std::getline(lines, line);) {
        if (const auto key = key_of(line); !key.empty()) {
            keys.emplace_back(key);
        }
    }
    return keys;
}

/// With every key that is commented out in force, and every table.
inline std::string with_every_key(const std::string& text) {
    std::istringstream lines(text);
    std::string result;
    for (std::string line; std::getline(lines, line);) {
        const bool is_shown = line.starts_with("#[") || (line.starts_with('#') && !key_of(line).empty());
        result += (is_shown ? line.substr(1) : line) + '\n';
    }
    return result;
}

}  // namespace magpie::config
