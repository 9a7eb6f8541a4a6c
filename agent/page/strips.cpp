#include "agent/page/strips.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <boost/crc.hpp>
#include <nlohmann/json.hpp>

#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/text.hpp"

namespace magpie::agent::page {
namespace {

using nlohmann::json;

constexpr std::string_view mark = "MGPSTRP1";
constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

std::uint32_t checksum(std::string_view bytes) {
    boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
    crc.process_bytes(bytes.data(), bytes.size());
    return crc.checksum();
}

template <class Number>
void put(std::string& bytes, Number number) {
    std::array<char, sizeof number> raw{};
    std::memcpy(raw.data(), &number, sizeof number);  // read back on this board alone
    bytes.append(raw.data(), raw.size());
}

void put_text(std::string& bytes, std::string_view text) {
    bytes += static_cast<char>(text.size());
    bytes += text;
}

/// Takes from the front; nothing once there was too little.
class Taking {
  public:
    explicit Taking(std::string_view bytes) : rest_(bytes) {}

    template <class Number>
    Number number() {
        Number value{};
        const auto raw = bytes(sizeof value);
        if (raw.size() == sizeof value) {
            std::memcpy(&value, raw.data(), sizeof value);
        }
        return value;
    }
    std::string text() {
        const auto size = number<std::uint8_t>();
        return std::string(bytes(size));
    }
    [[nodiscard]] bool good() const { return good_; }
    [[nodiscard]] bool over() const { return good_ && rest_.empty(); }

  private:
    std::string_view bytes(std::size_t size) {
        good_ = good_ && size <= rest_.size();
        const auto taken = rest_.substr(0, good_ ? size : 0);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    std::string_view rest_;
    bool good_ = true;
};

std::size_t place_in(std::int64_t step) {
    return static_cast<std::size_t>(step) % Strips::points;
}

}  // namespace

Strips::Strips(std::string boot) : boot_(std::move(boot)) {}

std::string Strips::written() const {
    std::string content;
    put_text(content, boot_.substr(0, 255));
    put(content, newest_.value_or(-1));
    put(content, first_);
    put(content, static_cast<std::uint8_t>(series_.size()));
    for (const auto& one : series_) {
        put_text(content, one.metric);
        put(content, static_cast<std::uint8_t>(one.labels.size()));
        for (const auto& label : one.labels) {
            put_text(content, label);
        }
        for (const float value : one.values) {
            put(content, value);
        }
    }
    std::string bytes(mark);
    put(bytes, checksum(content));
    return bytes + content;
}

bool Strips::read_series(std::string_view bytes) {
    Taking take(bytes);
    const auto boot = take.text();
    const auto newest = take.number<std::int64_t>();
    const auto first = take.number<std::int64_t>();
    const auto count = take.number<std::uint8_t>();
    constexpr std::int64_t longest = std::numeric_limits<std::int64_t>::max() / 1'000'000;
    if (!take.good() || boot != boot_ || count > most_series || first < 0 || newest < first || newest > longest) {
        return false;
    }
    for (unsigned i = 0; i < count; ++i) {
        Series one{.metric = take.text(), .labels = {}};
        one.labels.resize(std::min<std::size_t>(take.number<std::uint8_t>(), catalogue::max_labels));
        for (auto& label : one.labels) {
            label = take.text();
        }
        for (float& value : one.values) {
            value = take.number<float>();
        }
        // Another version of the agent may have had other rows.
        const auto row = catalogue::find(one.metric);
        if (take.good() && row && catalogue::all[*row].label_count() == one.labels.size() &&
            std::ranges::all_of(one.labels, is_plain_text)) {
            series_.push_back(std::move(one));
        }
    }
    if (!take.over()) {
        return false;
    }
    open_.resize(series_.size());
    newest_ = newest;
    first_ = first;
    return true;
}

Strips Strips::read(std::string_view bytes, const std::string& boot) {
    Strips strips(boot);
    Taking head(bytes.size() > mark.size() ? bytes.substr(mark.size()) : std::string_view());
    const auto sum = head.number<std::uint32_t>();
    if (!head.good() || !bytes.starts_with(mark)) {
        return strips;
    }
    const auto content = bytes.substr(mark.size() + sizeof sum);
    return checksum(content) == sum && strips.read_series(content) ? std::move(strips) : Strips(boot);
}

/// Where the reading's series is; a new one if there is room for it.
std::optional<std::size_t> Strips::place_of(const Reading& reading) {
    const auto name = catalogue::all[reading.metric].name;
    std::size_t of_metric = 0;
    for (std::size_t i = 0; i < series_.size(); ++i) {
        if (series_[i].metric == name) {
            if (series_[i].labels == reading.labels) {
                return i;
            }
            ++of_metric;
        }
    }
    const auto fits = [](const std::string& label) { return label.size() <= 64 && is_plain_text(label); };
    if (series_.size() >= most_series || of_metric >= most_of_metric || !std::ranges::all_of(reading.labels, fits)) {
        return std::nullopt;
    }
    Series one{.metric = std::string(name), .labels = reading.labels};
    one.values.fill(nothing);
    series_.push_back(std::move(one));
    open_.emplace_back();
    return series_.size() - 1;
}

/// Closes the step under way; those between it and `next` had nobody to read anything.
void Strips::end_step(std::int64_t next) {
    if (!newest_) {
        first_ = *current_;
    }
    const auto last = newest_.value_or(*current_ - 1);
    // A gap longer than the ring empties it once, not step by step.
    for (std::int64_t at = std::max(last + 1, next - static_cast<std::int64_t>(points)); at < next; ++at) {
        for (std::size_t i = 0; i < series_.size(); ++i) {
            const auto& open = open_[i];
            const bool read = at == *current_ && open.count > 0;
            series_[i].values[place_in(at)] = read ? static_cast<float>(open.sum / open.count) : nothing;
        }
    }
    newest_ = next - 1;
    open_.assign(series_.size(), {});
    // What has said nothing for a day gives its place to what has something to say.
    for (std::size_t i = series_.size(); i-- > 0;) {
        if (std::ranges::all_of(series_[i].values, [](float value) { return std::isnan(value); })) {
            series_.erase(series_.begin() + static_cast<std::ptrdiff_t>(i));
            open_.pop_back();
        }
    }
}

bool Strips::add(const std::vector<Reading>& key_values, const Now& now) {
    const auto under_way = now.mono.time_since_epoch() / step;
    if (!current_ && newest_ >= under_way) {
        *this = Strips(boot_);  // of a time that has not come
    }
    const bool ended = current_ && under_way > *current_;
    if (ended) {
        end_step(under_way);
    }
    current_ = under_way;
    for (const auto& reading : key_values) {
        if (const auto place = std::isfinite(reading.value) ? place_of(reading) : std::nullopt) {
            open_[*place].sum += reading.value;
            ++open_[*place].count;
        }
    }
    return ended;
}

std::string Strips::told(const Now& now) const {
    json all{{"step_seconds", step / std::chrono::seconds(1)}, {"series", json::array()}};
    const auto newest = newest_.value_or(0);
    const auto oldest = std::max(first_, newest - static_cast<std::int64_t>(points) + 1);
    const auto age = now.mono - Monotonic((newest + 1) * step);
    all["until"] = now.wall_known && newest_ ? json((now.wall - age).time_since_epoch().count()) : nullptr;
    all["age_seconds"] = age.count() / 1000;
    for (const auto& one : series_) {
        const auto& row = catalogue::all[catalogue::find(one.metric).value_or(0)];
        json labels = json::object();
        for (std::size_t i = 0; i < one.labels.size(); ++i) {
            labels[std::string(row.labels[i])] = one.labels[i];
        }
        json values = json::array();
        for (auto at = oldest; newest_ && at <= newest; ++at) {
            const float value = one.values[place_in(at)];
            // Six digits are what a float has; the rest would only be sent.
            values.push_back(std::isfinite(value) ? json(std::stod(fmt::format("{:.6g}", value))) : json());
        }
        all["series"].push_back({{"metric", one.metric},
                                 {"unit", catalogue::unit_word(row.unit)},
                                 {"labels", std::move(labels)},
                                 {"values", std::move(values)}});
    }
    return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace magpie::agent::page
