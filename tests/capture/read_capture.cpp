// What magpie-capture --read FILE --json prints, without the service around it: magpie_read_capture FILE.

#include <iostream>

#include "agent/capture/pcap/file_source.hpp"
#include "agent/capture/read/json.hpp"

int main(int argc, char** argv) {
    if (argc != 2) {
        std::cerr << "magpie_read_capture FILE\n";
        return 2;
    }
    const auto source = magpie::agent::FileSource::open(argv[1]);
    if (!source) {
        std::cerr << source.error() << '\n';
        return 1;
    }
    magpie::agent::print_frames(**source, std::cout);
    return 0;
}
