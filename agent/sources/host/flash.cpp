#include "agent/sources/host/flash.hpp"

#include "agent/files/fields.hpp"
#include "agent/sources/host/storage.hpp"

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 10min;

std::optional<double> used(std::optional<std::string_view> step) {
    const auto number = step ? hex_of(*step) : std::nullopt;
    if (!number || *number < 1 || *number > 11) {
        return std::nullopt;
    }
    return *number / 10.0;
}

std::optional<std::uint64_t> number_in(FileReader& files, const std::string& path) {
    const auto text = files.read(path);
    return text ? number_of<std::uint64_t>(trimmed(*text)) : std::nullopt;
}

}  // namespace

LifeTime parse_life_time(std::string_view text) {
    auto fields = fields_of(text);
    LifeTime life;
    life.used_a = used(fields.next());
    life.used_b = used(fields.next());
    return life;
}

std::optional<int> parse_spare_state(std::string_view text) {
    const auto state = hex_of(trimmed(text));
    if (!state || *state < 1 || *state > 3) {
        return std::nullopt;
    }
    return static_cast<int>(*state);
}

const std::vector<FlashWear>& FlashDevices::read(FileReader& files, const Now& now) {
    if (next_look_ && now.mono < *next_look_) {
        return wear_;
    }
    next_look_ = now.mono + look_every;
    wear_.clear();
    const auto block = sys_ + "/block/";
    for (const auto& name : names_in(block, "mmcblk")) {
        if (!is_whole_device(name)) {
            continue;
        }
        FlashWear wear{name};
        if (const auto text = files.read(block + name + "/device/life_time")) {
            wear.life = parse_life_time(*text);
        }
        if (const auto text = files.read(block + name + "/device/pre_eol_info")) {
            wear.spare_state = parse_spare_state(*text);
        }
        if (wear.life.used_a || wear.life.used_b || wear.spare_state) {
            wear_.push_back(std::move(wear));
        }
    }
    const auto ubi = sys_ + "/class/ubi/";
    for (const auto& name : names_in(ubi, "ubi")) {
        // Volumes (ubi0_1) stand beside their devices and have neither file.
        FlashWear wear{name};
        wear.bad_blocks = number_in(files, ubi + name + "/bad_peb_count");
        wear.most_erases = number_in(files, ubi + name + "/max_ec");
        if (wear.bad_blocks || wear.most_erases) {
            wear_.push_back(std::move(wear));
        }
    }
    wear_.resize(std::min(wear_.size(), most_devices));
    return wear_;
}

}  // namespace magpie::agent
