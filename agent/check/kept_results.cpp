#include "agent/check/kept_results.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "agent/check/result_json.hpp"
#include "platform/config/reader.hpp"
#include "platform/files/files.hpp"

namespace magpie::agent::check {

namespace {

constexpr std::size_t most = 16;
constexpr std::chrono::hours day{24};
constexpr std::string_view prefix = "result-";
constexpr std::string_view end = ".json";

struct Kept {
    UtcMs begun{};
    std::string path{};
};

/// The newest first.
std::vector<Kept> kept_in(const std::string& directory) {
    std::vector<Kept> found;
    std::error_code problem;
    for (std::filesystem::directory_iterator entry(directory, problem), last; !problem && entry != last;
         entry.increment(problem)) {
        const auto name = entry->path().filename().string();
        if (!name.starts_with(prefix) || !name.ends_with(end)) {
            continue;
        }
        std::int64_t milliseconds = 0;
        const auto* const from = name.data() + prefix.size();
        const auto* const to = name.data() + name.size() - end.size();
        const auto read = std::from_chars(from, to, milliseconds);
        if (read.ec == std::errc() && read.ptr == to) {
            found.push_back({UtcMs(Milliseconds{milliseconds}), entry->path().string()});
        }
    }
    std::ranges::sort(found, [](const Kept& a, const Kept& b) { return a.begun > b.begun; });
    return found;
}

}  // namespace

std::optional<Result> KeptResults::newest(UtcMs now) const {
    if (directory_.empty()) {
        return std::nullopt;
    }
    for (const auto& kept : kept_in(directory_)) {
        const auto text = kept.begun > now - day && kept.begun <= now ? config::load(kept.path)
                                                                      : tl::expected<std::string, std::string>();
        if (auto result = text ? parse_result(*text) : tl::unexpected(std::string())) {
            return std::move(*result);
        }
    }
    return std::nullopt;
}

tl::expected<void, std::string> KeptResults::keep(const Result& result) const {
    if (directory_.empty()) {
        return {};
    }
    if (auto made = files::make_directory(directory_); !made) {
        return made;
    }
    const auto name = std::string(prefix) + std::to_string(result.begun.time_since_epoch().count()) + std::string(end);
    auto written = files::write_file(directory_ + "/" + name, result_json(result), files::for_all_to_read);
    std::size_t place = 0;
    for (const auto& kept : kept_in(directory_)) {
        // A clock that was set back leaves some of the future behind; they go once there are too many.
        if (++place > most || kept.begun <= result.begun - day) {
            (void)std::remove(kept.path.c_str());
        }
    }
    return written;
}

}  // namespace magpie::agent::check
