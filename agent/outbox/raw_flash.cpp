#include "agent/outbox/raw_flash.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "agent/files/file_reader.hpp"

namespace magpie::agent {

namespace {

/// An overlay of overlays further down is none that anybody mounts.
constexpr int most_layers = 4;

struct Mount {
    std::string type;
    std::string options;  // of the file system, not of the mount
};

/// Up to the next of these, which goes too.
std::string_view take(std::string_view& text, char end) {
    const auto word = text.substr(0, text.find(end));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
}

/// Spaces, tabs, ends of line and backslashes stand there as \ooo.
std::string unescaped(std::string_view word) {
    std::string text;
    for (std::size_t i = 0; i < word.size(); ++i) {
        const auto digits = word.substr(i + 1, 3);
        if (word[i] == '\\' && digits.size() == 3 && digits.find_first_not_of("01234567") == std::string_view::npos) {
            text += static_cast<char>((digits[0] - '0') * 64 + (digits[1] - '0') * 8 + (digits[2] - '0'));
            i += 3;
        } else {
            text += word[i];
        }
    }
    return text;
}

bool lies_in(std::string_view path, std::string_view directory) {
    return directory == "/" ||
           (path.starts_with(directory) && (path.size() == directory.size() || path[directory.size()] == '/'));
}

/// The innermost mount above a path, of those mounted over each other the last; proc(5), /proc/[pid]/mountinfo.
std::optional<Mount> mount_of(std::string_view path, std::string_view mounts) {
    std::optional<Mount> found;
    std::size_t depth = 0;
    while (!mounts.empty()) {
        auto line = take(mounts, '\n');
        for (int field = 0; field < 4; ++field) {
            (void)take(line, ' ');  // its ids, device and root
        }
        const auto point = unescaped(take(line, ' '));
        const auto separator = line.find(" - ");
        if (separator == std::string_view::npos || !lies_in(path, point) || point.size() < depth) {
            continue;
        }
        line.remove_prefix(separator + 3);
        Mount mount{.type = std::string(take(line, ' ')), .options = {}};
        (void)take(line, ' ');  // its source
        mount.options = std::string(line);
        depth = point.size();
        found = std::move(mount);
    }
    return found;
}

/// Empty: it has none.
std::string upper_layer(std::string_view options) {
    constexpr std::string_view name = "upperdir=";
    while (!options.empty()) {
        const auto option = take(options, ',');
        if (option.starts_with(name)) {
            return unescaped(option.substr(name.size()));
        }
    }
    return {};
}

}  // namespace

bool on_raw_flash(const std::string& path, const std::string& root) {
    std::error_code problem;
    auto at = std::filesystem::weakly_canonical(std::filesystem::absolute(path, problem), problem).string();
    FileReader reader;
    const auto mounts = reader.read(root + "/proc/self/mountinfo");
    for (int layer = 0; mounts && !problem && layer < most_layers && !at.empty(); ++layer) {
        const auto mount = mount_of(at, *mounts);
        if (!mount || mount->type != "overlay") {
            return mount && (mount->type == "jffs2" || mount->type == "ubifs");
        }
        at = upper_layer(mount->options);
    }
    return false;
}

}  // namespace magpie::agent
