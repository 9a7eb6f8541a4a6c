#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <utility>

#include <unistd.h>

namespace magpie::collector {

/// Exit code and words of `promtool check metrics` on a page; silent and 0 is what we want.
inline std::pair<int, std::string> promtool_check(const std::string& page) {
    std::string path = "/tmp/magpie-page-XXXXXX";
    const int file = mkstemp(path.data());
    if (file < 0) {
        return {-1, "no temporary file"};
    }
    std::string words;
    int status = -1;
    if (::write(file, page.data(), page.size()) == static_cast<ssize_t>(page.size())) {
        if (auto* pipe = popen(("promtool check metrics < " + path + " 2>&1").c_str(), "r")) {
            std::array<char, 4096> piece{};
            while (const auto size = std::fread(piece.data(), 1, piece.size(), pipe)) {
                words.append(piece.data(), size);
            }
            status = pclose(pipe);
        }
    }
    close(file);
    unlink(path.c_str());
    return {status, words};
}

}  // namespace magpie::collector
