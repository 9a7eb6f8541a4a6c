#pragma once

#include <cstddef>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "wire/stamp/authentication.hpp"

namespace magpie::stamp::testing {

using Octets = std::vector<std::byte>;

inline Octets octets_of(std::string_view hexadecimal) {
    Octets octets;
    for (; hexadecimal.size() >= 2; hexadecimal.remove_prefix(2)) {
        octets.push_back(static_cast<std::byte>(std::stoi(std::string(hexadecimal.substr(0, 2)), nullptr, 16)));
    }
    return octets;
}

/// A line of tests/golden/stamp/packets.txt.
inline std::string golden_text(const std::string& name) {
    std::ifstream file(std::string(MAGPIE_GOLDEN_DIR) + "/stamp/packets.txt");
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string first, second;
        words >> first >> second;
        if (first == name) {
            return second;
        }
    }
    throw std::runtime_error("there is no golden packet " + name);
}

inline Octets golden(const std::string& name) {
    return octets_of(golden_text(name));
}

inline Key golden_key() {
    return Key::from_hexadecimal(golden_text("key")).value();
}

}  // namespace magpie::stamp::testing
