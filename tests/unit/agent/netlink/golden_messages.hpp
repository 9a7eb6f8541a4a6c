#pragma once

#include <cstddef>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace magpie::golden {

/// Bytes of tests/golden/netlink/<name>.hex: lines of hexadecimal bytes, '#' opens a comment.
inline std::vector<std::byte> messages(const std::string& name) {
    std::ifstream file(std::string(MAGPIE_GOLDEN_DIR) + "/netlink/" + name + ".hex");
    if (!file) {
        throw std::runtime_error("no golden messages " + name);
    }
    std::vector<std::byte> bytes;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line.substr(0, line.find('#')));
        for (std::string word; words >> word;) {
            bytes.push_back(static_cast<std::byte>(std::stoul(word, nullptr, 16)));
        }
    }
    return bytes;
}

}  // namespace magpie::golden
