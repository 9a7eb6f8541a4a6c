#include "collector/exposition/open_metrics.hpp"

#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"

namespace magpie::collector {

namespace {

constexpr std::string_view help_key = "# HELP ";
constexpr std::string_view type_key = "# TYPE ";

/// Takes a line off, with its end.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto size = end == std::string_view::npos ? text.size() : end + 1;
    const auto line = text.substr(0, size);
    text.remove_prefix(size);
    return line;
}

struct Described {
    std::string_view name;
    std::string_view what;
};

/// `# HELP name what` without its end of line; empty when it is none.
Described described(std::string_view line, std::string_view key) {
    if (!line.starts_with(key) || !line.ends_with('\n')) {
        return {};
    }
    line.remove_prefix(key.size());
    line.remove_suffix(1);
    const auto space = line.find(' ');
    return space == std::string_view::npos ? Described{} : Described{line.substr(0, space), line.substr(space + 1)};
}

/// The text format leaves quotes in a help text as they are; OpenMetrics wants them escaped.
void append_help(std::string& to, std::string_view help) {
    for (const char c : help) {
        if (c == '"') {
            to += '\\';
        }
        to += c;
    }
}

}  // namespace

std::string open_metrics_header(std::string_view header) {
    auto rest = header;
    const auto help = described(take_line(rest), help_key);
    const auto type = described(take_line(rest), type_key);
    if (help.name.empty() || help.name != type.name || !rest.empty()) {
        return std::string(header);
    }
    auto family = help.name;
    auto word = type.what;
    const auto row = catalogue::find(help.name);
    if (word == "counter" && family.ends_with("_total")) {
        family.remove_suffix(6);
    } else if (word == "counter") {
        word = "unknown";  // a counter without the suffix is none in OpenMetrics
    } else if (row && catalogue::all[*row].kind == catalogue::Kind::info && family.ends_with("_info")) {
        family.remove_suffix(5);
        word = "info";
    }
    std::string text;
    const auto line = [&](std::string_view key) { text.append(key).append(family).append(" "); };
    line(type_key);
    text.append(word).append("\n");
    if (row) {
        if (const auto unit = catalogue::unit_word(catalogue::all[*row].unit);
            !unit.empty() && family.ends_with(unit)) {
            line("# UNIT ");
            text.append(unit).append("\n");
        }
    }
    line(help_key);
    append_help(text, help.what);
    text += '\n';
    return text;
}

std::string open_metrics_page(std::string_view page) {
    std::string text;
    while (!page.empty()) {
        const auto line = take_line(page);
        if (!line.starts_with(help_key) || !page.starts_with(type_key)) {
            text += line;
            continue;
        }
        const auto type = take_line(page);
        text += open_metrics_header({line.data(), line.size() + type.size()});
    }
    return text;
}

}  // namespace magpie::collector
