// What a history store answers, to samples and to questions; and the addresses and labels that the history reads.

#include <algorithm>
#include <chrono>
#include <string>

#include "collector/fleet/label_text.hpp"
#include "collector/history/label_bytes.hpp"
#include "collector/history/store_answers.hpp"
#include "collector/history/store_check.hpp"
#include "collector/history/verdict.hpp"
#include "platform/http/client.hpp"
#include "platform/http/date.hpp"
#include "tests/fuzz/fuzzer.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using namespace magpie::collector;
    using fuzz::require;
    using history::Outcome;
    using std::chrono::years;
    constexpr UtcMs now{std::chrono::seconds(1'767'225'600)};
    const auto line = [&bytes] {
        const auto text = bytes.substr(0, bytes.find('\n'));
        bytes.remove_prefix(std::min(bytes.size(), text.size() + 1));
        return text;
    };
    unsigned status = 0;
    for (const char c : line().substr(0, 3)) {
        status = status * 10 + static_cast<unsigned>(c & 0x0f);
    }
    const std::string retry_after(line());
    const auto verdict =
        history::judge(http::Answer{.status = status, .retry_after = retry_after, .body = std::string(bytes)}, now);
    require((verdict.outcome == Outcome::stored) == (status >= 200 && status < 300), "stored is 2xx and nothing else");
    require(verdict.outcome != Outcome::refused || status == 400 || status == 413 || status == 422 || status >= 500,
            "what is about address or credentials costs no sample");
    require(!verdict.retry_after || *verdict.retry_after >= Milliseconds{0}, "no wait into the past");
    if (const auto date = http::parse_date(retry_after, now)) {
        require(*date >= UtcMs{} - years(1971) && *date < UtcMs{} + years(8031), "a date has a year of four digits");
    }

    (void)history::read_receiver(bytes);
    const auto window = history::read_out_of_order_window(bytes);
    const auto retention = history::read_retention(bytes);
    const auto flags = history::read_victoria_metrics(bytes).value_or(history::VictoriaMetricsFlags{});
    for (const auto& time :
         {window, retention, flags.retention, flags.dedup_interval, history::parse_duration(bytes)}) {
        require(!time || (*time >= Milliseconds{0} && *time < years(1001)), "a time that somebody may have set");
    }
    history::StoreCheck check(bytes, Milliseconds{86'400'000});
    const Now at{Monotonic{}, now, true};
    for (int questions = 0; check.due(at); ++questions) {
        require(questions < 5, "the questions come to an end");
        check.answered(http::Answer{.status = 200, .retry_after = {}, .body = std::string(bytes)}, at);
    }
    require(check.rounds() == 1, "and give a finding");

    if (const auto labels = history::parse_labels(bytes)) {
        if (const auto text = labels_text(*labels)) {
            auto again = history::parse_labels(*text);
            require(again && labels_text(*again) == text, "labels of a page are read as they were written");
        }
    }
    if (const auto url = http::parse_url(bytes)) {
        require(!url->host.empty() && url->target.starts_with('/'), "an address has a host and a path");
        require(url->target.find_first_of("\r\n ") == std::string::npos, "a path is one word of a request line");
    }
}
