#include "agent/sources/host/storage.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "agent/files/fields.hpp"

namespace magpie::agent {

namespace {

constexpr std::array<std::string_view, 12> real_file_systems{
    "ext2", "ext3", "ext4", "f2fs", "btrfs", "xfs", "vfat", "exfat", "ubifs", "jffs2", "yaffs2", "nilfs2",
};
constexpr std::uint64_t sector = 512;

bool has_option(std::string_view options, std::string_view wanted) {
    Pieces pieces(options, ",");
    while (const auto option = pieces.next()) {
        if (*option == wanted) {
            return true;
        }
    }
    return false;
}

bool is_octal(char digit) {
    return digit >= '0' && digit <= '7';
}

/// The kernel writes blanks, newlines and backslashes as \040 and so on.
std::string unescaped(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t position = 0; position < text.size(); ++position) {
        if (text[position] == '\\' && position + 3 < text.size() && text[position + 1] <= '3' &&
            std::all_of(text.begin() + static_cast<std::ptrdiff_t>(position) + 1,
                        text.begin() + static_cast<std::ptrdiff_t>(position) + 4, is_octal)) {
            const int code =
                (text[position + 1] - '0') * 64 + (text[position + 2] - '0') * 8 + (text[position + 3] - '0');
            result.push_back(static_cast<char>(code));
            position += 3;
        } else {
            result.push_back(text[position]);
        }
    }
    return result;
}

struct MountLine {
    std::string_view device;
    std::string_view root;
    std::string_view mount_point;
    std::string_view type;
    std::string_view super_options;
};

/// "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue"
std::optional<MountLine> parse_mount_line(std::string_view text) {
    auto fields = fields_of(text);
    const auto device = fields.skip(2);
    const auto root = fields.next();
    const auto mount_point = fields.next();
    if (!fields.next()) {  // options of the mount
        return std::nullopt;
    }
    while (const auto optional_field = fields.next()) {
        if (*optional_field == "-") {
            const auto type = fields.next();
            const auto super_options = fields.skip(1);
            if (!super_options) {
                return std::nullopt;
            }
            return MountLine{*device, *root, *mount_point, *type, *super_options};
        }
    }
    return std::nullopt;
}

bool all_of_class(std::string_view text, char first, char last) {
    return !text.empty() && std::ranges::all_of(text, [&](char letter) { return letter >= first && letter <= last; });
}

}  // namespace

std::vector<Mount> parse_mounts(std::string_view mountinfo) {
    struct Candidate {
        Mount mount;
        bool whole;
    };
    std::vector<Candidate> candidates;
    // A last line without its newline was cut short.
    auto lines = lines_of(mountinfo.substr(0, mountinfo.rfind('\n') + 1));
    while (const auto text = lines.next()) {
        const auto line = parse_mount_line(*text);
        if (!line) {
            continue;
        }
        Candidate candidate{{unescaped(line->mount_point), std::string(line->device),
                             // Not the mount's own options: it may be read-only for this process alone (ProtectSystem=
                             // of systemd), and what the kernel does to a dying card it does to the file system.
                             has_option(line->super_options, "ro")},
                            line->root == "/"};
        std::erase_if(candidates, [&](const Candidate& earlier) {
            return earlier.mount.mount_point == candidate.mount.mount_point;
        });
        if (std::ranges::find(real_file_systems, line->type) != real_file_systems.end()) {
            candidates.push_back(std::move(candidate));
        }
    }
    std::ranges::stable_sort(candidates, {}, [](const Candidate& candidate) { return !candidate.whole; });
    std::vector<Mount> mounts;
    for (auto& candidate : candidates) {
        if (std::ranges::find(mounts, candidate.mount.device, &Mount::device) == mounts.end()) {
            mounts.push_back(std::move(candidate.mount));
        }
    }
    std::ranges::sort(mounts, {}, &Mount::mount_point);
    return mounts;
}

bool is_whole_device(std::string_view name) {
    for (const std::string_view prefix : {"sd", "vd"}) {
        if (name.starts_with(prefix)) {
            return all_of_class(name.substr(prefix.size()), 'a', 'z');
        }
    }
    if (name.starts_with("mmcblk")) {
        return all_of_class(name.substr(6), '0', '9');
    }
    if (name.starts_with("nvme")) {
        const auto rest = name.substr(4);
        const auto separator = rest.find('n');
        return separator != std::string_view::npos && all_of_class(rest.substr(0, separator), '0', '9') &&
               all_of_class(rest.substr(separator + 1), '0', '9');
    }
    return false;
}

std::vector<DeviceWrites> parse_device_writes(std::string_view diskstats) {
    std::vector<DeviceWrites> devices;
    auto lines = lines_of(diskstats.substr(0, diskstats.rfind('\n') + 1));
    while (const auto line = lines.next()) {
        auto fields = fields_of(*line);
        const auto name = fields.skip(2);
        if (!name || !is_whole_device(*name)) {
            continue;
        }
        const auto sectors = number_of<std::uint64_t>(fields.skip(6));
        if (sectors && *sectors <= UINT64_MAX / sector) {
            devices.push_back({std::string(*name), *sectors * sector});
        }
    }
    return devices;
}

}  // namespace magpie::agent
