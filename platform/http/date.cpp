#include "platform/http/date.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::http {

namespace {

using namespace std::chrono;

/// Takes pieces off a text; once one was not as expected, none is.
class Pieces {
  public:
    explicit Pieces(std::string_view text) : rest_(text) {}

    void word(std::string_view wanted) {
        good_ = good_ && rest_.starts_with(wanted);
        rest_.remove_prefix(good_ ? wanted.size() : 0);
    }
    /// So many digits; with `padded` the first may be a space.
    int number(std::size_t digits, bool padded = false) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            const char c = i < rest_.size() ? rest_[i] : '\0';
            const bool pad = padded && i == 0 && c == ' ';
            good_ = good_ && (pad || (c >= '0' && c <= '9'));
            value = value * 10 + (pad ? 0 : c - '0');
        }
        rest_.remove_prefix(good_ ? digits : 0);
        return good_ ? value : 0;
    }
    month name_of_month() {
        constexpr std::string_view names = "JanFebMarAprMayJunJulAugSepOctNovDec";
        const auto at = rest_.size() < 3 ? std::string_view::npos : names.find(rest_.substr(0, 3));
        good_ = good_ && at != std::string_view::npos && at % 3 == 0;
        rest_.remove_prefix(good_ ? 3 : 0);
        return month(good_ ? static_cast<unsigned>(at / 3 + 1) : 1U);
    }
    seconds time_of_day() {
        const auto hour = number(2);
        word(":");
        const auto minute = number(2);
        word(":");
        const auto second = number(2);
        good_ = good_ && hour < 24 && minute < 60 && second <= 60;  // 60: a leap second
        return hours(hour) + minutes(minute) + seconds(second);
    }
    [[nodiscard]] bool done() const { return good_ && rest_.empty(); }

  private:
    std::string_view rest_;
    bool good_ = true;
};

year near(int two_digits, UtcMs now) {
    const auto this_year = year_month_day(floor<days>(now)).year();
    auto found = year(static_cast<int>(this_year) / 100 * 100 + two_digits + 100);
    while (found > this_year + years(50)) {
        found -= years(100);
    }
    return found;
}

}  // namespace

std::optional<UtcMs> parse_date(std::string_view text, UtcMs now) {
    const auto comma = text.find(',');
    Pieces pieces(text.substr(std::min(comma == std::string_view::npos ? 3 : comma + 1, text.size())));
    pieces.word(" ");
    year_month_day date{};
    seconds time{};
    if (comma == std::string_view::npos) {  // Sun Nov  6 08:49:37 1994
        const auto month = pieces.name_of_month();
        pieces.word(" ");
        const auto day = pieces.number(2, /*padded=*/true);
        pieces.word(" ");
        time = pieces.time_of_day();
        pieces.word(" ");
        date = year(pieces.number(4)) / month / day;
    } else {  // Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT
        const auto* const between = comma == 3 ? " " : "-";
        const auto day = pieces.number(2);
        pieces.word(between);
        const auto month = pieces.name_of_month();
        pieces.word(between);
        date = (comma == 3 ? year(pieces.number(4)) : near(pieces.number(2), now)) / month / day;
        pieces.word(" ");
        time = pieces.time_of_day();
        pieces.word(" GMT");
    }
    if (!pieces.done() || !date.ok()) {
        return std::nullopt;
    }
    return UtcMs(sys_days(date) + time);
}

}  // namespace magpie::http
