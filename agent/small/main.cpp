#include <string_view>

int magpie_agent_main(int argc, char** argv);
int magpie_capture_main(int argc, char** argv);
int magpie_station_main(int argc, char** argv);
int magpie_throughput_main(int argc, char** argv);

/// All programs of a small build are this one, which is the one that it is called.
int main(int argc, char** argv) {
    const std::string_view path = argc > 0 ? argv[0] : "";
    const auto name = path.substr(path.rfind('/') + 1);
    if (name == "magpie-capture") {
        return magpie_capture_main(argc, argv);
    }
    if (name == "magpie-station") {
        return magpie_station_main(argc, argv);
    }
    if (name == "magpie-throughput") {
        return magpie_throughput_main(argc, argv);
    }
    return magpie_agent_main(argc, argv);
}
