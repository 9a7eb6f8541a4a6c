// Writes tests/golden/capture anew: magpie_write_captures FOLDER. With --frames each frame becomes a file of its own,
// for a fuzzer to begin with.

#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

#include "tests/capture/corpus.hpp"

namespace {

bool write(const std::string& path, const magpie::captures::Bytes& bytes) {
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
        std::cerr << path << ": cannot be written\n";
    }
    return static_cast<bool>(file);
}

}  // namespace

int main(int argc, char** argv) {
    const bool single = argc == 3 && std::string_view(argv[1]) == "--frames";
    if (argc != 2 && !single) {
        std::cerr << "magpie_write_captures [--frames] FOLDER\n";
        return 2;
    }
    const std::string folder = argv[argc - 1];
    auto all = magpie::captures::corpus();
    all.push_back(magpie::captures::capture_of_a_street());
    for (const auto& capture : all) {
        if (!single) {
            if (!write(folder + '/' + capture.name + ".pcap", pcap_file(capture))) {
                return 1;
            }
            continue;
        }
        if (capture.link_type != magpie::captures::link_radiotap) {
            continue;
        }
        // A few of the many that differ in a number alone.
        const std::size_t step = capture.frames.size() > 100 ? 25 : 1;
        for (std::size_t number = 1; number <= capture.frames.size(); number += step) {
            const auto& frame = capture.frames[number - 1];
            if (!write(folder + '/' + capture.name + '_' + std::to_string(number), frame.bytes)) {
                return 1;
            }
        }
    }
    return 0;
}
