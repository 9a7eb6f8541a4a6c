#include "agent/app/board.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "wire/text.hpp"

namespace magpie::agent {

namespace {

constexpr const char* bd_seq_file = "next-bdseq";

std::string first_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    // The device tree ends its strings with a NUL.
    line = line.substr(0, line.find('\0'));
    const auto end = line.find_last_not_of(" \t\r");
    return escaped(line.substr(0, end == std::string::npos ? 0 : end + 1), 64);
}

}  // namespace

std::string board_model(const std::string& sys_root) {
    auto model = first_line(sys_root + "/firmware/devicetree/base/model");
    return model.empty() ? first_line(sys_root + "/class/dmi/id/product_name") : model;
}

std::string boot_id(const std::string& proc_root) {
    return first_line(proc_root + "/sys/kernel/random/boot_id");
}

std::uint8_t read_next_bd_seq(const std::string& directory) {
    const auto text = first_line(directory + "/" + bd_seq_file);
    std::uint8_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : std::uint8_t{0};
}

bool write_next_bd_seq(const std::string& directory, std::uint8_t next_bd_seq) {
    // Another file first: a power cut in between leaves the old number or the new one.
    const auto path = directory + "/" + bd_seq_file;
    std::error_code problem;
    std::filesystem::create_directories(directory, problem);
    {
        std::ofstream file(path + ".new", std::ios::trunc);
        file << int{next_bd_seq} << '\n';
        file.close();
        if (!file) {
            return false;
        }
    }
    std::filesystem::rename(path + ".new", path, problem);
    return !problem;
}

}  // namespace magpie::agent
