#include "collector/reports/report_shelf.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <utility>

#include <nlohmann/json.hpp>

#include "platform/files/files.hpp"
#include "platform/tls/signed_data.hpp"
#include "platform/tls/x509.hpp"
#include "wire/pole_page/pole_report.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::collector {
namespace {

using nlohmann::json;

constexpr std::string_view file_end = ".cms";
std::string text_in(const json& report, const char* key) {
    const auto found = report.find(key);
    return found != report.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Of "<area>.<node>.<ms since 1970>.<id>.cms"; neither names nor ids have dots.
std::optional<ReportShelf::Kept> kept_as(std::string_view file) {
    std::array<std::string_view, 4> parts{};
    if (!file.ends_with(file_end)) {
        return std::nullopt;
    }
    file.remove_suffix(file_end.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto dot = i + 1 < parts.size() ? file.find('.') : file.size();
        if (dot == std::string_view::npos) {
            return std::nullopt;
        }
        parts.at(i) = file.substr(0, dot);
        file.remove_prefix(std::min(dot + 1, file.size()));
    }
    std::int64_t received = 0;
    const auto [end, problem] = std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), received);
    const bool good = problem == std::errc() && end == parts[2].data() + parts[2].size() &&
                      sparkplug::is_magpie_id(parts[0]) && sparkplug::is_magpie_id(parts[1]) &&
                      is_pole_report_id(parts[3]);
    return good ? std::optional(ReportShelf::Kept{.id = std::string(parts[3]),
                                                  .area = std::string(parts[0]),
                                                  .node = std::string(parts[1]),
                                                  .received = UtcMs(Milliseconds(received))})
                : std::nullopt;
}

}  // namespace

ReportShelf::ReportShelf(Settings settings) : settings_(std::move(settings)) {
    if (settings_.directory.empty()) {
        return;
    }
    std::error_code failed;
    for (std::filesystem::directory_iterator at(settings_.directory, failed), end; !failed && at != end;
         at.increment(failed)) {
        std::error_code unknown;
        if (auto one = kept_as(at->path().filename().string())) {
            one->bytes = at->file_size(unknown);
            kept_.push_back(std::move(*one));
        }
    }
    std::ranges::sort(kept_, {}, &Kept::received);
}

std::string ReportShelf::file_of(const Kept& one) const {
    return settings_.directory + "/" + one.area + "." + one.node + "." +
           std::to_string(one.received.time_since_epoch().count()) + "." + one.id + std::string(file_end);
}

ReportOutcome ReportShelf::take(std::string_view topic, std::string_view cms, const Now& now) {
    const auto outcome = judge(topic, cms, now);
    ++counts_[static_cast<std::size_t>(outcome)];
    return outcome;
}

ReportOutcome ReportShelf::judge(std::string_view topic, std::string_view cms, const Now& now) {
    const auto place = pole_report_place(topic);
    if (!place || cms.empty() || cms.size() > longest_pole_report) {
        return ReportOutcome::format;
    }
    if (!of_node_.admit(place->node, now) || !of_all_.admit("", now)) {
        return ReportOutcome::quota;
    }
    const auto seal = look_at_seal(cms, place->node, settings_.ca_file, now.wall);
    switch (seal.fault) {
        case SealFault::none:
            break;
        case SealFault::format:
            return ReportOutcome::format;
        case SealFault::identity:
            return ReportOutcome::identity;
        case SealFault::signature:
        case SealFault::chain:
            return ReportOutcome::signature;
    }
    const auto report = report_in(seal.content);
    if (!report.is_object() || report.value("version", json()) != 1) {
        return ReportOutcome::format;
    }
    if (text_in(report, "area") != place->area || text_in(report, "node") != place->node) {
        return ReportOutcome::identity;
    }
    return store(std::string(place->area), std::string(place->node), cms, now);
}

ReportOutcome ReportShelf::store(const std::string& area, const std::string& node, std::string_view cms,
                                 const Now& now) {
    Kept one{.id = pole_report_id(cms), .area = area, .node = node, .received = now.wall, .bytes = cms.size()};
    if (std::ranges::find(kept_, one.id, &Kept::id) != kept_.end()) {
        return ReportOutcome::repeated;
    }
    std::error_code failed;
    std::filesystem::create_directories(settings_.directory, failed);
    if (!files::write_file(file_of(one), cms, files::for_us_alone)) {
        return ReportOutcome::not_kept;
    }
    kept_.push_back(std::move(one));
    const auto is_of_node = [&](const Kept& other) { return other.area == area && other.node == node; };
    while (static_cast<std::size_t>(std::ranges::count_if(kept_, is_of_node)) > settings_.kept) {
        const auto oldest = std::ranges::find_if(kept_, is_of_node);
        std::filesystem::remove(file_of(*oldest), failed);
        kept_.erase(oldest);
    }
    return ReportOutcome::stored;
}

std::vector<ReportShelf::Kept> ReportShelf::list(std::string_view area, std::string_view node) const {
    std::vector<Kept> some;
    std::copy_if(kept_.rbegin(), kept_.rend(), std::back_inserter(some), [&](const Kept& one) {
        return (area.empty() || one.area == area) && (node.empty() || one.node == node);
    });
    return some;
}

const ReportShelf::Kept* ReportShelf::find(std::string_view id) const {
    const auto found = std::ranges::find(kept_, id, &Kept::id);
    return found != kept_.end() ? &*found : nullptr;
}

std::optional<std::string> ReportShelf::read(const Kept& one) const {
    auto bytes = tls::read_file(file_of(one));
    return bytes && pole_report_id(*bytes) == one.id ? std::optional(std::move(*bytes)) : std::nullopt;
}

std::optional<ReportBrief> ReportShelf::brief(const Kept& one) const {
    // Its name binds it to what was believed when it came.
    const auto cms = read(one);
    return cms ? brief_of(tls::unverified_content(*cms)) : std::nullopt;
}

Seal ReportShelf::seal(const Kept& one, std::string_view cms) const {
    return look_at_seal(cms, one.node, settings_.ca_file, one.received);
}

std::string report_file(std::string_view cms, const Seal& seal) {
    const auto report = report_in(seal.content);
    if (!report.is_object()) {
        return {};
    }
    std::string base64(4 * ((cms.size() + 2) / 3) + 1, '\0');
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                     reinterpret_cast<const unsigned char*>(cms.data()), static_cast<int>(cms.size()));
    base64.resize(static_cast<std::size_t>(size));
    const bool held = seal.fault == SealFault::none;
    const json signature{
        {"held", held},
        {"fault", held ? json() : json(seal_fault_words[static_cast<std::size_t>(seal.fault)])},
        {"signer", seal.signer},
        {"serial", seal.serial},
    };
    return json{{"report", report}, {"cms", base64}, {"signature", signature}}.dump(-1, ' ', false,
                                                                                    json::error_handler_t::replace);
}

}  // namespace magpie::collector
