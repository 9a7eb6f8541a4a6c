#pragma once

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

namespace magpie::golden {

/// Bytes of tests/golden/<name>.hex: lines of hexadecimal bytes, '#' opens a comment.
inline std::string hex_file(const std::string& name) {
    std::ifstream file(std::string(MAGPIE_GOLDEN_DIR) + "/" + name + ".hex");
    if (!file) {
        throw std::runtime_error("no golden file " + name);
    }
    std::string bytes;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line.substr(0, line.find('#')));
        for (std::string word; words >> word;) {
            bytes += static_cast<char>(std::stoul(word, nullptr, 16));
        }
    }
    return bytes;
}

}  // namespace magpie::golden
