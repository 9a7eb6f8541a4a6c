#include "agent/page/notes.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <nlohmann/json.hpp>

#include "platform/files/files.hpp"
#include "platform/tls/x509.hpp"
#include "wire/text.hpp"
#include "wire/time_text.hpp"

namespace magpie::agent::page {
namespace {

using nlohmann::json;

constexpr std::size_t longest_name = 64;

std::size_t characters_of(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

std::string text_of(const json& entry, const char* key) {
    const auto found = entry.find(key);
    return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

tl::expected<std::string, NoteRefusal> note_text(std::string_view text) {
    if (text.size() > 4 * Notes::longest) {
        return tl::unexpected(NoteRefusal::too_long);
    }
    std::string kept;
    for (const char c : text) {
        if (c != '\r') {
            kept += c == '\t' ? ' ' : c;
        }
    }
    while (!kept.empty() && (kept.back() == '\n' || kept.back() == ' ')) {
        kept.pop_back();
    }
    auto without_lines = kept;
    std::ranges::replace(without_lines, '\n', ' ');
    if (!is_plain_text(without_lines)) {
        return tl::unexpected(NoteRefusal::not_text);
    }
    if (kept.empty()) {
        return tl::unexpected(NoteRefusal::empty);
    }
    return characters_of(kept) > Notes::longest
               ? tl::expected<std::string, NoteRefusal>(tl::unexpected(NoteRefusal::too_long))
               : std::move(kept);
}

std::string Notes::written(const std::vector<Note>& notes) {
    json list = json::array();
    for (const auto& note : notes) {
        list.push_back({{"text", note.text},
                        {"by", note.by},
                        {"time", note.time.time_since_epoch().count()},
                        {"time_known", note.time_known}});
    }
    return list.dump();
}

std::vector<Note> Notes::read(std::string_view bytes) {
    std::vector<Note> notes;
    const auto list = json::parse(bytes, nullptr, false);
    for (const auto& entry : list.is_array() ? list : json::array()) {
        if (!entry.is_object() || notes.size() == most) {
            break;
        }
        auto text = note_text(text_of(entry, "text"));
        auto by = text_of(entry, "by");
        const auto time = entry.value("time", json());
        const auto known = entry.value("time_known", json());
        if (!text || by.size() > longest_name || !is_plain_text(by) || !time.is_number_integer() ||
            !known.is_boolean()) {
            continue;
        }
        // Beyond what a calendar can write there is no time.
        const auto since_1970 = std::clamp<std::int64_t>(time.get<std::int64_t>(), 0, 4'102'444'800'000);
        notes.push_back({std::move(*text), std::move(by), UtcMs(Milliseconds(since_1970)), known.get<bool>()});
    }
    return notes;
}

Notes::Notes(std::string file) : file_(std::move(file)) {
    if (const auto bytes = tls::read_file(file_)) {
        notes_ = read(*bytes);
    }
}

tl::expected<void, NoteRefusal> Notes::add(std::string_view text, std::string_view by, const Now& now) {
    auto kept = note_text(text);
    if (!kept) {
        return tl::unexpected(kept.error());
    }
    if (notes_.size() >= most) {
        return tl::unexpected(NoteRefusal::too_many);
    }
    auto more = notes_;
    more.push_back({std::move(*kept), std::string(by.substr(0, longest_name)), now.wall, now.wall_known});
    std::error_code unmade;
    std::filesystem::create_directories(std::filesystem::path(file_).parent_path(), unmade);
    if (!files::write_file(file_, written(more), files::for_us_alone)) {
        return tl::unexpected(NoteRefusal::not_kept);
    }
    notes_ = std::move(more);
    return {};
}

void Notes::reported() {
    notes_.clear();
    // One that stays would be told twice, and lost never.
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

std::string notes_json(const std::vector<Note>& notes) {
    json list = json::array();
    for (const auto& note : notes) {
        list.push_back(
            {{"time", note.time_known ? json(time_text(note.time)) : json()}, {"by", note.by}, {"text", note.text}});
    }
    return list.dump();
}

}  // namespace magpie::agent::page
