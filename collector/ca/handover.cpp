#include "collector/ca/handover.hpp"

#include <array>
#include <chrono>
#include <numeric>

namespace magpie::collector::ca {
namespace {

constexpr std::size_t block = 512;

/// A basic string of TOML.
std::string quoted(std::string_view text) {
    std::string all = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            all += '\\';
        }
        all += c;
    }
    return all + '"';
}

/// POSIX.1-1988, "ustar Interchange Format".
struct Header {
    std::array<char, 100> name{};
    std::array<char, 8> mode{};
    std::array<char, 8> user{};
    std::array<char, 8> group{};
    std::array<char, 12> size{};
    std::array<char, 12> time{};
    std::array<char, 8> checksum{};
    char type = '0';
    std::array<char, 100> link{};
    std::array<char, 6> magic{'u', 's', 't', 'a', 'r', '\0'};
    std::array<char, 2> version{'0', '0'};
    std::array<char, 32> user_name{};
    std::array<char, 32> group_name{};
    std::array<char, 16> device{};
    std::array<char, 167> rest{};
};
static_assert(sizeof(Header) == block);

/// `digits` of them, with zeros before.
template <std::size_t size>
void octal(std::array<char, size>& field, unsigned long long value, std::size_t digits = size - 1) {
    for (std::size_t i = digits; i > 0; --i, value /= 8) {
        field[i - 1] = static_cast<char>('0' + value % 8);
    }
}

std::string_view bytes_of(const Header& header) {
    return {reinterpret_cast<const char*>(&header), block};
}

}  // namespace

std::string agent_config(const Pole& pole) {
    std::string servers;
    for (const auto& server : pole.servers) {
        servers += (servers.empty() ? "" : ", ") + quoted(server);
    }
    const auto file = [&pole](const std::string& name) { return quoted(pole.directory + "/" + name); };
    return "# Made by `magpie-ca handover`. All keys: agent.toml of Magpie.\n"
           "[node]\n"
           "area = " +
           quoted(pole.area) + "\nid = " + quoted(pole.node) + "\n\n[mqtt]\nservers = [" + servers +
           "]\nca_file = " + file("ca.crt") + "\ncertificate_file = " + file("node.crt") +
           "\nkey_file = " + file("node.key") + "\n";
}

std::string archive(const std::vector<ArchivedFile>& files, UtcMs now) {
    std::string all;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    for (const auto& file : files) {
        Header header;
        file.name.copy(header.name.data(), header.name.size() - 1);
        octal(header.mode, file.mode);
        octal(header.user, 0);
        octal(header.group, 0);
        octal(header.size, file.content.size());
        octal(header.time, static_cast<unsigned long long>(seconds));
        header.checksum.fill(' ');
        const auto text = bytes_of(header);
        const auto sum = std::accumulate(text.begin(), text.end(), 0ULL, [](unsigned long long before, char c) {
            return before + static_cast<unsigned char>(c);
        });
        octal(header.checksum, sum, 6);
        header.checksum[6] = '\0';
        all += bytes_of(header);
        all += file.content;
        all.resize((all.size() + block - 1) / block * block, '\0');
    }
    return all.append(2 * block, '\0');
}

std::string handover(const Pole& pole, const Issued& issued, const std::string& root, UtcMs now) {
    return archive({{"agent.toml", agent_config(pole), 0644},
                    {"ca.crt", root, 0644},
                    {"node.crt", issued.certificate, 0644},
                    {"node.key", issued.key, 0600}},
                   now);
}

}  // namespace magpie::collector::ca
