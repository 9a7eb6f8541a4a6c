#include "agent/sources/pole/json_mapping.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "agent/sources/pole/units.hpp"
#include "wire/json_depth.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

namespace {

using nlohmann::json;

/// Whoever sends a plain text instead of JSON sends a short one.
constexpr std::size_t most_word_bytes = 64;
/// A number of a time from here on is milliseconds since 1970; as seconds it would be the year 5138.
constexpr double least_milliseconds = 1e11;
constexpr double most_milliseconds = 1e14;

std::optional<std::size_t> array_index(std::string_view token) {
    std::size_t index = 0;
    const auto [end, problem] = std::from_chars(token.data(), token.data() + token.size(), index);
    const bool is =
        problem == std::errc{} && end == token.data() + token.size() && (token.size() == 1 || !token.starts_with('0'));
    return is ? std::optional(index) : std::nullopt;
}

/// What a pointer leads to; null where there is nothing, or a null.
const json* at(const json& document, const JsonPointer& pointer) {
    const auto* node = &document;
    for (const auto& token : pointer.tokens) {
        if (node->is_object()) {
            const auto found = node->find(token);
            if (found == node->end()) {
                return nullptr;
            }
            node = &*found;
        } else if (node->is_array()) {
            const auto index = array_index(token);
            if (!index || *index >= node->size()) {
                return nullptr;
            }
            node = &(*node)[*index];
        } else {
            return nullptr;
        }
    }
    return node->is_null() ? nullptr : node;
}

std::optional<double> finite(double value) {
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

/// A text that is a decimal number and nothing else: what firmware that prints its values itself sends.
std::optional<double> number_in(std::string_view text) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc{} && end == text.data() + text.size() ? finite(value) : std::nullopt;
}

std::optional<double> number(const json& node, const JsonValue& wanted) {
    if (node.is_boolean() && wanted.quantity == Quantity::door) {
        return node.get<bool>() ? 1 : 0;
    }
    if (node.is_number()) {
        return finite(node.get<double>());
    }
    if (!node.is_string()) {
        return std::nullopt;
    }
    const auto& text = node.get_ref<const std::string&>();
    if (std::ranges::find(wanted.one, text) != wanted.one.end()) {
        return 1;
    }
    if (std::ranges::find(wanted.zero, text) != wanted.zero.end()) {
        return 0;
    }
    return number_in(text);
}

std::optional<UtcMs> time_of(const json& node) {
    if (node.is_string()) {
        return parse_rfc3339(node.get_ref<const std::string&>());
    }
    if (!node.is_number()) {
        return std::nullopt;
    }
    const auto value = node.get<double>();
    const double milliseconds = value < least_milliseconds ? value * 1000 : value;
    if (!(milliseconds >= 0 && milliseconds < most_milliseconds)) {
        return std::nullopt;
    }
    return UtcMs{Milliseconds{static_cast<std::int64_t>(milliseconds)}};
}

std::string_view level_of(std::string_view topic, std::size_t level) {
    for (; level > 1; --level) {
        const auto slash = topic.find('/');
        if (slash == std::string_view::npos) {
            return {};
        }
        topic.remove_prefix(slash + 1);
    }
    return topic.substr(0, topic.find('/'));
}

std::string_view sensor_named(const JsonMapping& mapping, std::string_view id) {
    const auto known = mapping.sensors.find(id);
    return known == mapping.sensors.end() ? std::string_view() : std::string_view(known->second);
}

tl::expected<std::string_view, Misread> sensor_in(const JsonMapping& mapping, const json& document) {
    const auto* node = at(document, mapping.sensor_pointer);
    if (node == nullptr) {
        return tl::unexpected(Misread::missing);
    }
    // Ids are numbers as often as texts.
    const auto id = node->is_string()           ? node->get<std::string>()
                    : node->is_number_integer() ? node->dump()
                                                : std::string();
    const auto name = sensor_named(mapping, id);
    return name.empty() ? tl::unexpected(Misread::unknown_sensor) : tl::expected<std::string_view, Misread>(name);
}

tl::expected<json, Misread> parse(const JsonMapping& mapping, std::string_view payload) {
    if (payload.size() > most_message_bytes) {
        return tl::unexpected(Misread::too_large);
    }
    if (json_is_deeper_than(most_message_depth, payload)) {
        return tl::unexpected(Misread::too_deep);
    }
    auto document = json::parse(payload.begin(), payload.end(), nullptr, /*allow_exceptions=*/false);
    if (!document.is_discarded()) {
        return document;
    }
    const bool wants_all =
        std::ranges::all_of(mapping.values, [](const JsonValue& value) { return value.pointer.tokens.empty(); });
    if (wants_all && payload.size() <= most_word_bytes && is_plain_text(payload)) {
        return json(std::string(payload));
    }
    return tl::unexpected(Misread::malformed);
}

/// Nothing where the message may be believed to be of now.
std::optional<Misread> judge_time(const JsonMapping& mapping, const json& document, bool retained, const Now& now,
                                  std::optional<UtcMs>& measured) {
    if (mapping.time_pointer) {
        const auto* node = at(document, *mapping.time_pointer);
        measured = node != nullptr ? time_of(*node) : std::nullopt;
        if (!measured) {
            return node == nullptr ? Misread::missing : Misread::not_a_time;
        }
    }
    if (!measured || !now.wall_known) {
        return retained ? std::optional(Misread::retained) : std::nullopt;
    }
    if (now.wall - *measured > 3 * mapping.period) {
        return Misread::late;
    }
    return *measured - now.wall > most_ahead ? std::optional(Misread::ahead) : std::nullopt;
}

/// Goes through a text of fixed form; once something is not as it has to be, nothing is good any more.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : left_(text) {}

    unsigned digits(std::size_t count, unsigned most) {
        unsigned value = 0;
        for (; count > 0; --count) {
            value = 10 * value + digit();
        }
        good_ = good_ && value <= most;
        return value;
    }
    char expect(std::string_view any_of) {
        const char found = next();
        good_ = good_ && found != '\0' && any_of.find(found) != std::string_view::npos;
        left_.remove_prefix(good_ ? 1 : 0);
        return good_ ? found : '\0';
    }
    /// `.` and at least one digit; what is finer than a millisecond is cut off.
    Milliseconds fraction() {
        expect(".");
        Milliseconds sum{digit() * 100};
        for (unsigned unit = 10; good_ && next() >= '0' && next() <= '9'; unit /= 10) {
            sum += Milliseconds{digit() * unit};
        }
        return sum;
    }
    /// Zero at the end.
    [[nodiscard]] char next() const { return left_.empty() ? '\0' : left_.front(); }
    [[nodiscard]] bool good() const { return good_; }

  private:
    unsigned digit() {
        const char found = expect("0123456789");
        return good_ ? static_cast<unsigned>(found - '0') : 0;
    }

    std::string_view left_;
    bool good_ = true;
};

}  // namespace

std::optional<JsonPointer> parse_json_pointer(std::string_view text) {
    JsonPointer pointer;
    if (text.empty()) {
        return pointer;
    }
    if (!text.starts_with('/')) {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '/') {
            pointer.tokens.emplace_back();
        } else if (text[i] != '~') {
            pointer.tokens.back() += text[i];
        } else if (++i < text.size() && (text[i] == '0' || text[i] == '1')) {
            pointer.tokens.back() += text[i] == '0' ? '~' : '/';
        } else {
            return std::nullopt;
        }
    }
    return pointer;
}

bool is_topic_filter(std::string_view filter) {
    if (filter.empty() || filter.size() > 1024 || !is_plain_text(filter)) {
        return false;
    }
    for (bool last = false; !last;) {
        const auto slash = filter.find('/');
        const auto level = filter.substr(0, slash);
        last = slash == std::string_view::npos;
        if ((level.find('+') != std::string_view::npos && level != "+") ||
            (level.find('#') != std::string_view::npos && (level != "#" || !last))) {
            return false;
        }
        filter.remove_prefix(last ? 0 : slash + 1);
    }
    return true;
}

bool filter_takes(std::string_view filter, std::string_view topic) {
    if (topic.starts_with('$') != filter.starts_with('$')) {
        return false;  // what a broker says of itself is asked for by name
    }
    while (true) {
        const auto wanted = filter.substr(0, filter.find('/'));
        const auto level = topic.substr(0, topic.find('/'));
        if (wanted == "#") {
            return true;
        }
        if (wanted != "+" && wanted != level) {
            return false;
        }
        const bool more_wanted = wanted.size() < filter.size();
        const bool more = level.size() < topic.size();
        if (!more_wanted || !more) {
            // "a/#" takes in "a" itself.
            return more_wanted == more || (more_wanted && filter.substr(wanted.size()) == "/#");
        }
        filter.remove_prefix(wanted.size() + 1);
        topic.remove_prefix(level.size() + 1);
    }
}

std::optional<UtcMs> parse_rfc3339(std::string_view text) {
    Scanner scan(text);
    const auto year = scan.digits(4, 9999);
    scan.expect("-");
    const auto month = scan.digits(2, 12);
    scan.expect("-");
    const auto day = scan.digits(2, 31);
    scan.expect("Tt ");
    const auto hour = scan.digits(2, 23);
    scan.expect(":");
    const auto minute = scan.digits(2, 59);
    scan.expect(":");
    const auto second = scan.digits(2, 60);
    const auto fraction = scan.next() == '.' ? scan.fraction() : Milliseconds{};
    const char side = scan.expect("Zz+-");  // a time without a zone is the time of nowhere
    std::chrono::minutes zone{};
    if (side == '+' || side == '-') {
        zone = std::chrono::hours{scan.digits(2, 23)};
        scan.expect(":");
        zone += std::chrono::minutes{scan.digits(2, 59)};
    }
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(year)}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (!scan.good() || scan.next() != '\0' || !date.ok()) {
        return std::nullopt;
    }
    return UtcMs{std::chrono::sys_days{date}} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second} + fraction - (side == '-' ? -zone : zone);
}

JsonReading read_message(const JsonMapping& mapping, std::string_view topic, std::string_view payload, bool retained,
                         const Now& now) {
    JsonReading read{.sensor = mapping.sensor, .reading = {}};
    const auto fails = [&read](Misread why) {
        read.trouble = why;
        read.reading.values.clear();
        return read;
    };
    if (read.sensor.empty() && mapping.sensor_level > 0) {
        read.sensor = sensor_named(mapping, level_of(topic, mapping.sensor_level));
        if (read.sensor.empty()) {
            return fails(Misread::unknown_sensor);
        }
    }
    const auto document = parse(mapping, payload);
    if (!document) {
        return fails(document.error());
    }
    if (read.sensor.empty()) {
        const auto sensor = sensor_in(mapping, *document);
        if (!sensor) {
            return fails(sensor.error());
        }
        read.sensor = *sensor;
    }
    if (const auto why = judge_time(mapping, *document, retained, now, read.measured)) {
        return fails(*why);
    }
    bool any = false;
    for (const auto& wanted : mapping.values) {
        const auto* node = at(*document, wanted.pointer);
        const auto given = node != nullptr ? number(*node, wanted) : std::nullopt;
        const auto value =
            given ? finite(in_catalogue_unit(wanted.quantity, *given * wanted.scale + wanted.offset)) : std::nullopt;
        if (!value && (node != nullptr || !read.trouble)) {
            read.trouble = node != nullptr ? Misread::not_a_number : Misread::missing;
        }
        read.reading.values.push_back({.quantity = wanted.quantity, .value = value});
        any = any || value;
    }
    return any ? read : fails(read.trouble.value_or(Misread::missing));
}

}  // namespace magpie::agent
