#include "wire/sparkplug/topic.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "wire/text.hpp"

namespace magpie::sparkplug {

namespace {

constexpr std::string_view prefix = "spBv1.0";

constexpr std::array<std::pair<std::string_view, Verb>, 9> verbs{{{"NBIRTH", Verb::nbirth},
                                                                  {"NDATA", Verb::ndata},
                                                                  {"NDEATH", Verb::ndeath},
                                                                  {"NCMD", Verb::ncmd},
                                                                  {"DBIRTH", Verb::dbirth},
                                                                  {"DDATA", Verb::ddata},
                                                                  {"DDEATH", Verb::ddeath},
                                                                  {"DCMD", Verb::dcmd},
                                                                  {"STATE", Verb::state}}};

bool is_id(std::string_view id) {
    return !id.empty() && id.size() <= longest_id && id.find_first_of("+#") == std::string_view::npos &&
           is_plain_text(id);
}

std::optional<Verb> find_verb(std::string_view word) {
    const auto* found = std::ranges::find(verbs, word, &std::pair<std::string_view, Verb>::first);
    return found == verbs.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::string_view name(Verb verb) {
    return verbs[static_cast<std::size_t>(verb)].first;
}

tl::expected<TopicView, BadTopic> parse_topic(std::string_view topic) {
    std::array<std::string_view, 5> levels;
    std::size_t count = 0;
    for (bool more = true; more;) {
        if (count == levels.size()) {
            return tl::unexpected(BadTopic::level_count);
        }
        const auto slash = topic.find('/');
        more = slash != std::string_view::npos;
        levels[count++] = topic.substr(0, slash);
        topic.remove_prefix(more ? slash + 1 : topic.size());
    }
    if (levels[0] != prefix) {
        return tl::unexpected(BadTopic::namespace_unknown);
    }
    if (count == 3 && levels[1] == "STATE") {
        if (!is_id(levels[2])) {
            return tl::unexpected(BadTopic::id_invalid);
        }
        return TopicView{{}, Verb::state, levels[2], {}};
    }
    if (count < 4) {
        return tl::unexpected(BadTopic::level_count);
    }
    const auto verb = find_verb(levels[2]);
    if (!verb || *verb == Verb::state) {
        return tl::unexpected(BadTopic::verb_unknown);
    }
    if (is_about_device(*verb) != (count == 5)) {
        return tl::unexpected(BadTopic::level_count);
    }
    if (!is_id(levels[1]) || !is_id(levels[3]) || (count == 5 && !is_id(levels[4]))) {
        return tl::unexpected(BadTopic::id_invalid);
    }
    return TopicView{levels[1], *verb, levels[3], levels[4]};
}

std::string topic(std::string_view area, Verb verb, std::string_view node, std::string_view device) {
    std::string text(prefix);
    for (const auto level : {area, name(verb), node, device}) {
        if (!level.empty()) {
            text += '/';
            text += level;
        }
    }
    return text;
}

std::string state_topic(std::string_view host) {
    return std::string(prefix) + "/STATE/" + std::string(host);
}

bool is_magpie_id(std::string_view id) {
    return !id.empty() && id.size() <= 32 &&
           std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

}  // namespace magpie::sparkplug
